/// What one seed brought.
package struct SimulationReport: Sendable {
  package let seed: UInt64
  /// Equal for two runs of one seed.
  package var digest = ""
  package var transfers = 0
  package var completed = 0
  package var rejected = 0
  package var reversed = 0
  /// Orders that the hub refused before recording anything, and such as never reached it.
  package var notRecorded = 0
  package var answers = 0
  package var hubCrashes = 0
  package var bankCrashes = 0
  /// Connections and transactions to a server that were lost and tried again, and commits that it kept or lost without a word.
  package var interruptions = 0
  package var unheardCommits = 0
  package var messages = SimulatedNetwork.Counts()
  /// Legs whose outcome was unknown for a while.
  package var unknowns = 0
  /// Jobs that ran, each ending at an await point.
  package var steps = 0
  /// Those of them that ran before the faults ended.
  package var stepsUnderFaults = 0
  /// Virtual seconds.
  package var seconds: Int64 = 0
  /// What is wrong; empty in a sound run.
  package var wrong: [String] = []
  /// The events in order, where a trace was wanted.
  package var trace: [String] = []

  package init(seed: UInt64) { self.seed = seed }

  /// Adds the numbers of another seed.
  package mutating func add(_ other: SimulationReport) {
    transfers += other.transfers
    completed += other.completed
    rejected += other.rejected
    reversed += other.reversed
    notRecorded += other.notRecorded
    answers += other.answers
    hubCrashes += other.hubCrashes
    bankCrashes += other.bankCrashes
    unknowns += other.unknowns
    interruptions += other.interruptions
    unheardCommits += other.unheardCommits
    messages.sent += other.messages.sent
    messages.lost += other.messages.lost
    messages.doubled += other.messages.doubled
    messages.late += other.messages.late
    messages.timedOut += other.messages.timedOut
    steps += other.steps
    seconds += other.seconds
  }
}
