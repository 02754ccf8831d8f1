import Foundation

/// The run as JSON, for whoever compares runs.
struct ResultFile: Encodable, Sendable {
  let time: String
  let commit: String
  let processor: String
  let cores: Int
  let system: String
  let isPinned: Bool
  let isShort: Bool
  let goals: [Row]

  /// One goal's figures with what they were measured against.
  struct Row: Encodable, Sendable {
    let goal: Goal
    let value: Double?
    let verdict: String?
    let notMeasured: String?
    let failure: String?
    let isNoisy: Bool
    let discardedRounds: Int
    let notes: [String]
    let rounds: [Round]
  }

  init(facts: MachineFacts, reports: [GoalReport], isShort: Bool) {
    time = facts.time
    commit = facts.commit
    processor = facts.processor
    cores = facts.cores
    system = facts.system
    isPinned = facts.isPinned
    self.isShort = isShort
    goals = reports.map {
      Row(
        goal: $0.goal, value: $0.value, verdict: $0.verdict?.rawValue, notMeasured: $0.skipped, failure: $0.failure,
        isNoisy: $0.isNoisy, discardedRounds: $0.discarded, notes: $0.notes, rounds: $0.rounds)
    }
  }

  /// Writes `bench-results/<time>.json` and `latest.json` beside it; returns the first.
  func write(root: String) throws -> String {
    let directory = root + "/bench-results"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    let data = try encoder.encode(self)
    let path = "\(directory)/\(time.filter { $0.isNumber || $0 == "T" || $0 == "Z" }).json"
    try data.write(to: URL(fileURLWithPath: path))
    try data.write(to: URL(fileURLWithPath: directory + "/latest.json"))
    return path
  }
}
