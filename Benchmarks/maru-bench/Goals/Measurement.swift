/// One goal's measurement: its file says what is done, ``Bench`` how rounds are made of it.
protocol Measurement: Sendable {
  var goal: Goal { get }
  /// Why it cannot be done on this machine and how to change that; nil when it can.
  func missing(_ bench: Bench) -> String?
  /// Measures; throws ``BenchFailure`` where the hub gave a wrong answer or something could not be started.
  func measure(_ bench: Bench) async throws -> GoalReport
}

extension Measurement {
  func missing(_ bench: Bench) -> String? { nil }
}

/// All measurements, cheap ones first.
enum Measurements {
  static let all: [any Measurement] = [
    StartEmpty(), StartFull(), IdleMemory(), ConnectionMemory(), LoadedMemory(), LocalRoute(), RelayedBalance(),
    AddedLatency(),
    ProtectedResource(), TokenIssue(), SealedBalance(), TransferLatency(books: .inMemory),
    TransferLatency(books: .onTheSameDisk), TransferThroughput(), TransferTail(), SharedDatabase(books: .inMemory),
    SharedDatabase(books: .onTheSameServer),
    HashingNeighbour(), HangingNeighbour(), HangingNeighbourTail(), MixThroughput(), MixConstantRate(), BalanceGrowth(),
    TransferGrowth(), SealedDeposits(), OrderBesideRecovery(), Recovery(), KillCheck(),
  ]
}
