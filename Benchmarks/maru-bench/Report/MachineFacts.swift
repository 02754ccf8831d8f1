import Foundation

/// What the figures belong to.
struct MachineFacts: Sendable {
  let processor: String
  let cores = Cores.count
  let system: String
  let isPinned = Cores.canPin
  let started: Date
  let commit: String

  init(root: String) {
    started = Date()
    let cpu = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    processor =
      cpu.split(separator: "\n").first { $0.hasPrefix("model name") }
      .flatMap { $0.split(separator: ":").last }.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    let release = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""
    system =
      release.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
      .map { $0.dropFirst(12).trimmingCharacters(in: CharacterSet(charactersIn: "\"")) }
      ?? ProcessInfo.processInfo.operatingSystemVersionString
    commit =
      (try? ChildProcess.output(of: "/usr/bin/git", ["-C", root, "rev-parse", "--short", "HEAD"]))?
      .trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
  }

  /// `2026-11-25T09:30:00Z`.
  var time: String { started.ISO8601Format() }

  var line: String {
    "\(processor), \(cores) cores\(isPinned ? "" : ", not pinned"), \(system), commit \(commit), \(time)"
  }
}
