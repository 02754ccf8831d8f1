import MaruTestBed

/// The sums of many seeds, as a table for people.
struct SimulationSummary {
  private var seeds = 0
  private var total = SimulationReport(seed: 0)

  mutating func add(_ report: SimulationReport) {
    seeds += 1
    total.add(report)
  }

  func table(elapsed: Duration) -> String {
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let rate = seconds > 0 ? Int(Double(total.transfers) / seconds) : 0
    let rows: [(String, String)] = [
      ("seeds", "\(seeds), all sound"),
      (
        "transfers",
        "\(total.transfers): \(total.completed) completed, \(total.rejected) rejected, \(total.reversed) reversed"
      ),
      ("not recorded", "\(total.notRecorded) orders refused by the hub itself"),
      ("answers checked", "\(total.answers)"),
      ("unknown for a while", "\(total.unknowns) transfers"),
      ("crashes", "hub \(total.hubCrashes), banks \(total.bankCrashes)"),
      (
        "messages",
        "\(total.messages.sent): \(total.messages.lost) lost, \(total.messages.doubled) doubled, \(total.messages.late) answers too late"
      ),
      ("time-outs", "\(total.messages.timedOut)"),
      (
        "connections",
        "\(total.interruptions) lost or interrupted; \(total.unheardCommits) commits without a word (PostgreSQL only)"
      ),
      ("await points", "\(total.steps)"),
      ("virtual time", "\(total.seconds / 3600) h \(total.seconds / 60 % 60) min"),
      ("real time", "\((seconds * 10).rounded() / 10) s, \(rate) transfers a second"),
    ]
    return rows.map { Terminal.padded($0.0, to: 22) + $0.1 }.joined(separator: "\n")
  }
}
