import Foundation

/// One look at the processor time of all processes, from `/proc`. Empty where there is none.
struct ProcessTable: Sendable {
  struct Entry: Sendable {
    let parent: Int32
    /// Seconds of its own, and with the children that it has waited for.
    let own: Double
    let withReaped: Double
  }
  private(set) var entries: [Int32: Entry] = [:]
  /// Seconds that the machine under this one gave to others while somebody here wanted to run; all cores together.
  private(set) var stolen = 0.0
  /// Seconds that anybody used, the kernel's interrupts aside; all cores together.
  private(set) var busy = 0.0

  init() {
    let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
    // cpu  user nice system idle iowait irq softirq steal …
    let line = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8))?.split(separator: "\n").first ?? ""
    let columns = line.split(separator: " ").dropFirst().map { (Double($0) ?? 0) / ticks }
    if columns.count > 7 {
      busy = columns[0] + columns[1] + columns[2]
      stolen = columns[7]
    }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      guard let process = Int32(name), let line = try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8),
        // The command's name stands in brackets and may hold anything.
        let close = line.lastIndex(of: ")")
      else { continue }
      let fields = line[line.index(after: close)...].split(separator: " ")
      guard fields.count > 14, let parent = Int32(fields[1]), let user = Double(fields[11]),
        let system = Double(fields[12]), let childUser = Double(fields[13]), let childSystem = Double(fields[14])
      else { continue }
      entries[process] = Entry(
        parent: parent, own: (user + system) / ticks, withReaped: (user + system + childUser + childSystem) / ticks)
    }
  }

  /// `root` and everything below it.
  func tree(of root: Int32) -> Set<Int32> {
    var children: [Int32: [Int32]] = [:]
    for (process, entry) in entries { children[entry.parent, default: []].append(process) }
    var found: Set<Int32> = []
    var waiting = [root]
    while let next = waiting.popLast() {
      if found.insert(next).inserted { waiting += children[next] ?? [] }
    }
    return found
  }

  /// Processor seconds of `root`'s tree, ended children included.
  func seconds(of root: Int32) -> Double {
    tree(of: root).reduce(0) { $0 + (entries[$1]?.withReaped ?? 0) }
  }

  /// Processor seconds that others have used since an earlier look: what was busy in all, less this process's tree and the
  /// kernel's own threads (those work for whoever asked, and a flush of ours would look like somebody else's), and what other
  /// machines took from this one. Counted both from the whole and process by process; the larger is the truth, because
  /// either may miss something.
  func secondsOfOthers(since earlier: ProcessTable) -> Double {
    let whole = (busy - ours - kernel) - (earlier.busy - earlier.ours - earlier.kernel)
    let single = others - earlier.others
    return max(0, whole, single) + max(0, stolen - earlier.stolen)
  }

  private var ours: Double { seconds(of: ProcessInfo.processInfo.processIdentifier) }
  private var kernel: Double { tree(of: 2).reduce(0) { $0 + (entries[$1]?.own ?? 0) } }
  /// A child that ends moves its time to its parent, so the sum loses nothing between two looks.
  private var others: Double {
    let ours = tree(of: ProcessInfo.processInfo.processIdentifier)
    let kernel = tree(of: 2)
    return entries.reduce(0) { sum, found in
      ours.contains(found.key) || kernel.contains(found.key) ? sum : sum + found.value.withReaped
    }
  }
}

/// Resident memory of one process.
enum Memory {
  /// MiB, or nil where the system does not tell.
  static func resident(of process: Int32) -> Double? {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else { return nil }
    for line in status.split(separator: "\n") where line.hasPrefix("VmRSS:") {
      return line.split(separator: " ").dropFirst().first.flatMap { Double($0) }.map { $0 / 1024 }
    }
    return nil
  }
}
