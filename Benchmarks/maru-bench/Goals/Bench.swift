import Foundation

/// What all measurements share: where things are, how long and how often, and how a round is made.
struct Bench: Sendable {
  /// Other processes may use this much of one core within a round, in per cent.
  static let tolerated = 8.0
  /// The core of what is measured, and the core of load and stubs, where the two are kept apart.
  static let serverCore = 0
  static let loadCore = 1

  let binary: String
  /// The checkout.
  let root: String
  /// For databases and logs; removed after the run.
  let directory: String
  let rounds: Int
  /// How long one side of one round is counted.
  let length: Duration
  let isShort: Bool
  let generator: LoadGenerator
  let progress: RunProgress
  let pace = Pace()
  private let turn = Turn()

  init(
    binary: String, root: String, directory: String, rounds: Int, length: Duration, isShort: Bool,
    generator: LoadGenerator, progress: RunProgress
  ) {
    self.binary = binary
    self.root = root
    self.directory = directory
    self.rounds = rounds
    self.length = length
    self.isShort = isShort
    self.generator = generator
    self.progress = progress
  }

  var warmUp: Duration { isShort ? .milliseconds(500) : .seconds(1) }

  /// A name in the run's directory that nobody used yet.
  func freshPath(_ name: String) -> String { "\(directory)/\(turn.take())-\(name)" }

  /// A fresh hub whose people agreed to everything.
  func hub(cores: [Int]? = nil, flags: [String] = [], data: String? = nil) async throws -> PreparedHub {
    progress.show("starting a hub")
    let server = try await MaruServer.start(binary, data: data ?? freshPath("hub"), cores: cores, flags: flags)
    return try await PreparedHub.prepare(server, with: generator)
  }

  /// Runs `ours` and `yardstick` in turns, the order changing from round to round, and drops rounds that others disturbed.
  ///
  /// A disturbed round is tried again as often as there are rounds; what is still missing then is filled with the least
  /// disturbed ones and the report says so.
  func compare(
    _ goal: Goal, _ ours: () async throws -> Sample, yardstick: (() async throws -> Sample)? = nil
  ) async throws -> GoalReport {
    var report = GoalReport(goal: goal)
    var disturbed: [Round] = []
    var tries = 0
    while report.rounds.count < rounds, tries < (isShort ? rounds : 2 * rounds) {
      let number = "round \(report.rounds.count + 1) of \(rounds)"
      let paceBefore = pace.look()
      let (before, began) = (ProcessTable(), Clock.now)
      var (mine, other): (Sample?, Sample?)
      if tries.isMultiple(of: 2) {
        progress.show("\(number): maru")
        mine = try await ours()
      }
      if let yardstick {
        progress.show("\(number): \(goal.yardstick ?? "")")
        other = try await yardstick()
      }
      if mine == nil {
        progress.show("\(number): maru")
        mine = try await ours()
      }
      let flush = goal.isDurable ? try FlushLoop.run(in: directory, for: .milliseconds(500)).quantile(0.5) / 1000 : nil
      let others = 100 * ProcessTable().secondsOfOthers(since: before) / (Double(Clock.now - began) / 1e9)
      tries += 1
      guard let mine else { continue }
      let round = Round(
        ours: mine, yardstick: other, othersPercent: others, flushMicroseconds: flush,
        pace: min(paceBefore, pace.look()))
      if round.othersPercent <= Self.tolerated { report.rounds.append(round) } else { disturbed.append(round) }
    }
    report.discarded = disturbed.count
    let lacking = rounds - report.rounds.count
    if lacking > 0 {
      report.isNoisy = true
      report.rounds += disturbed.sorted { $0.othersPercent < $1.othersPercent }.prefix(lacking)
      report.discarded -= lacking
    }
    return report
  }

  /// Runs `ours` once: for what takes minutes and leaves nothing to repeat it with.
  func once(_ goal: Goal, _ ours: () async throws -> Sample) async throws -> GoalReport {
    var report = GoalReport(goal: goal)
    let paceBefore = pace.look()
    let (before, began) = (ProcessTable(), Clock.now)
    let mine = try await ours()
    let others = 100 * ProcessTable().secondsOfOthers(since: before) / (Double(Clock.now - began) / 1e9)
    let flush = goal.isDurable ? try FlushLoop.run(in: directory, for: .milliseconds(500)).quantile(0.5) / 1000 : nil
    report.rounds = [
      Round(
        ours: mine, yardstick: nil, othersPercent: others, flushMicroseconds: flush, pace: min(paceBefore, pace.look()))
    ]
    report.isNoisy = others > Self.tolerated
    return report
  }

  /// Loads `server` and counts its processor time; throws ``BenchFailure`` when one answer was not as expected.
  func load(_ server: ChildProcess, _ plan: LoadPlan, _ source: any RequestSource) async throws -> LoadSample {
    var plan = plan
    plan.warmUp = warmUp
    let before = server.processorSeconds
    let result = try await generator.run(plan, source)
    let used = server.processorSeconds - before
    guard result.failed == 0 else {
      throw BenchFailure(
        "\(result.failed) answers of \(server.name) were not as expected; the first: \(result.firstFailure ?? "")")
    }
    guard result.answered > 0 else { throw BenchFailure("\(server.name) answered nothing within \(plan.length)") }
    return LoadSample(result: result, processorSeconds: used)
  }

  /// Closed loop; the figure is requests a second.
  func throughput(
    _ server: ChildProcess, port: Int, _ source: any RequestSource, connections: Int = 64
  ) async throws -> Sample {
    try await load(server, LoadPlan(port: port, connections: connections, length: length), source).throughput
  }
}

/// A load together with what the server spent on it.
struct LoadSample: Sendable {
  let result: LoadResult
  let processorSeconds: Double

  /// The figure is requests a second.
  var throughput: Sample { sample(result.perSecond) }
  /// The figure is the p99 in milliseconds.
  var tail: Sample { sample(result.latencies.quantile(0.99) / 1e6) }
  /// The figure is the median in milliseconds.
  var middle: Sample { sample(result.latencies.quantile(0.5) / 1e6) }

  private func sample(_ value: Double) -> Sample {
    var sample = Sample(value)
    let all = Double(max(1, result.answeredInAll))
    sample.perSecond = result.perSecond
    sample.p50Milliseconds = result.latencies.quantile(0.5) / 1e6
    sample.p99Milliseconds = result.latencies.quantile(0.99) / 1e6
    sample.processorMicroseconds = processorSeconds * 1e6 / all
    sample.generatorMicroseconds = result.generatorSeconds * 1e6 / all
    return sample
  }
}
