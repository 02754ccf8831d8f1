/// One figure of one side in one round, with what belongs beside it.
struct Sample: Sendable, Encodable {
  /// What the ratio is made of.
  var value: Double
  var perSecond: Double?
  var p50Milliseconds: Double?
  var p99Milliseconds: Double?
  /// Processor time of the measured server for one request, in microseconds.
  var processorMicroseconds: Double?
  /// Processor time of the load generator for one request, in microseconds.
  var generatorMicroseconds: Double?

  init(_ value: Double) { self.value = value }
}

/// Both sides, one after the other.
struct Round: Sendable, Encodable {
  let ours: Sample
  let yardstick: Sample?
  /// What other processes used meanwhile, in per cent of one core.
  let othersPercent: Double
  /// p50 of a 4 KiB write with fdatasync in the same round, in microseconds.
  let flushMicroseconds: Double?
  /// How fast the processor was, as a share of its best moment within the run.
  let pace: Double

  /// What the goal is about.
  var value: Double { yardstick.map { ours.value / $0.value } ?? ours.value }
}

/// What became of a goal.
struct GoalReport: Sendable {
  let goal: Goal
  var rounds: [Round] = []
  /// Rounds that others disturbed too much.
  var discarded = 0
  /// Whether disturbed rounds had to be kept because there were no others.
  var isNoisy = false
  /// Sentences for the reader: what was pinned, what else was seen.
  var notes: [String] = []
  /// Why the run fails whatever its speed.
  var failure: String?
  /// Why it was not measured.
  var skipped: String?

  /// The median of the rounds.
  var value: Double? { median(rounds.map(\.value)) }
  var verdict: Goal.Verdict? { failure == nil ? value.map(goal.verdict) : nil }
}

/// Nil for an empty list.
func median(_ values: [Double]) -> Double? {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return nil }
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
