import ArgumentParser
import Foundation
import NIOPosix

/// `maru-bench run`: measures the goals one after the other and says how each stands beside its yardstick.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Measure the hub beside its yardsticks. 성능을 측정합니다.",
    discussion: """
      Exit status 0: every measured goal reaches its floor; 1: one does not, an answer was wrong, or money was lost. What a
      yardstick needs and is not there is named, and its goal is left out.
      """)

  @Option(help: "Goals to measure, such as P4,P17; all when absent.")
  var only: String?
  @Flag(help: "One round of two seconds: for work on the tool, not for figures.")
  var short = false
  @Flag(help: "Write the figures into docs/PERFORMANCE.md.")
  var updateDocs = false
  @Option(help: "Rounds of each goal.")
  var rounds = 3
  @Option(help: "Seconds that one side of one round is counted.")
  var seconds = 5
  @Option(help: "The hub to measure.")
  var binary = ".build/release/maru"
  @Option(help: "Where databases and logs lie during the run; a disk, not memory.")
  var directory = NSTemporaryDirectory()

  func validate() throws {
    guard rounds >= 1, seconds >= 1 else { throw ValidationError("rounds and seconds must be at least 1") }
    let known = Set(Measurements.all.map(\.goal.id))
    if let wrong = chosen.first(where: { !known.contains($0) }) {
      throw ValidationError("there is no goal \(wrong): \(Measurements.all.map(\.goal.id).joined(separator: ", "))")
    }
  }

  private var chosen: [String] {
    (only ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces).uppercased() }
  }

  func run() async throws {
    let root = FileManager.default.currentDirectoryPath
    let binary = URL(fileURLWithPath: binary).path
    guard FileManager.default.isExecutableFile(atPath: binary) else {
      throw BenchFailure("\(binary) is missing: scripts/build.sh release maru")
    }
    OpenFiles.raiseLimit()
    let place = URL(fileURLWithPath: directory).path + "/maru-bench-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(
      atPath: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    defer { try? FileManager.default.removeItem(atPath: place) }
    let interruption = Interruption(removing: place)
    defer { interruption.cancel() }

    let measurements = Measurements.all.filter { chosen.isEmpty || chosen.contains($0.goal.id) }
    let progress = RunProgress(goals: measurements.count)
    let bench = Bench(
      binary: binary, root: root, directory: place, rounds: short ? 1 : rounds,
      length: .seconds(short ? 2 : seconds), isShort: short, generator: LoadGenerator(), progress: progress)
    let facts = MachineFacts(root: root)
    var reports: [GoalReport] = []
    for measurement in measurements {
      progress.begin(measurement.goal)
      let report = await self.report(measurement, bench)
      await ChildProcess.stopAll()
      progress.end(report)
      reports.append(report)
    }
    progress.finish()
    print("\n\(facts.line)\n\n\(ReportTable.plain(reports))\n")
    let file = try ResultFile(facts: facts, reports: reports, isShort: short).write(root: root)
    print("Written to \(file.replacingOccurrences(of: root + "/", with: ""))")
    if short { print("A short run: these are no figures.") }
    if updateDocs { try DocumentBlock.replace(at: root + "/docs/PERFORMANCE.md", with: reports, facts: facts) }
    let isGood = reports.allSatisfy { $0.failure == nil && $0.verdict != .below }
    if !isGood { throw ExitCode(1) }
  }

  /// One goal; a trouble is its failure and ends no other goal.
  private func report(_ measurement: any Measurement, _ bench: Bench) async -> GoalReport {
    var report = GoalReport(goal: measurement.goal)
    if let missing = measurement.missing(bench) {
      report.skipped = missing
      return report
    }
    do {
      try await bench.generator.pin(to: nil)
      return try await measurement.measure(bench)
    } catch {
      report.failure = "\(error)"
      return report
    }
  }
}

/// A thousand connections need more open files than a shell gives.
private enum OpenFiles {
  static func raiseLimit() {
    var limit = rlimit()
    #if os(Linux)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    guard getrlimit(resource, &limit) == 0 else { return }
    limit.rlim_cur = min(limit.rlim_max, 65_536)
    _ = setrlimit(resource, &limit)
  }
}

/// Ctrl-C: what was started ends too, and its files go.
private struct Interruption {
  private let sources: [any DispatchSourceSignal]

  init(removing place: String) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        ChildProcess.killAll {
          try? FileManager.default.removeItem(atPath: place)
          exit(130)
        }
      }
      source.resume()
      return source
    }
  }

  func cancel() { for source in sources { source.cancel() } }
}
