import MaruDomain
import MaruTestBed
import Testing

extension Simulations {
  /// One short scenario with every outcome in it, and one crash: at every commit of every party, durable and lost, and at await
  /// points all along the way.
  @Suite struct CrashEverywhereTests {
    /// A withdrawal that succeeds, one whose answer is lost, a list of deposits with one that is refused and given back.
    private func options(_ crash: FaultPlan.PlannedCrash?) throws -> Simulation.Options {
      var options = Simulation.Options(seed: 11)
      options.plan = FaultPlan(horizon: 15_000_000)
      options.plan?.script = [ScriptedFault(.credit, .answer, number: 2, .lost)]
      options.plan?.crash = crash
      func row(_ user: Int, _ amount: Int64, wrongName: Bool = false) throws -> SimulatedOrder.Row {
        SimulatedOrder.Row(user: user, amount: try #require(Won(amount)), isNameWrong: wrongName)
      }
      options.orders = [
        SimulatedOrder(
          number: 1, fintech: 0, kind: .withdraw, rows: [try row(1, 10_001)], startsAt: 1_000, copies: 1),
        SimulatedOrder(
          number: 2, fintech: 1, kind: .withdraw, rows: [try row(2, 10_002)], startsAt: 3_000, copies: 2),
        SimulatedOrder(
          number: 3, fintech: 0, kind: .deposit2,
          rows: [try row(3, 10_003), try row(5, 10_005, wrongName: true), try row(6, 10_006)], startsAt: 5_000,
          copies: 1),
      ]
      options.plan?.entries = []
      return options
    }

    @Test("a crash in place of any commit, durable or lost, loses and doubles nothing (J-02, M-01, M-03, M-05)")
    func everyCommit() throws {
      let whole = try Simulation(options(nil))
      let calm = try whole.run()
      #expect(calm.wrong.isEmpty && calm.completed == 4 && calm.rejected == 1)
      var crashes = 0
      for disk in [whole.hub.disk] + whole.banks.map(\.disk) {
        for number in 1...max(1, disk.commits) where disk.commits > 0 {
          for fate in SimulatedDisk.Fate.allCases {
            let report = try Simulation(options(.init(disk.party, .commit(number, fate)))).run()
            #expect(report.wrong.isEmpty, "\(disk.party), commit \(number) \(fate): \(report.wrong)")
            #expect(report.hubCrashes + report.bankCrashes == 1)
            crashes += 1
          }
        }
      }
      #expect(crashes >= 30)
    }

    /// Every fourth await point, and other ones each time: a dozen runs of the tests see nearly all of them.
    @Test("a crash of hub or bank at any await point loses and doubles nothing (J-02)", arguments: [true, false])
    func everyAwait(_ ofHub: Bool) throws {
      let whole = try Simulation(options(nil))
      let steps = try whole.run().stepsUnderFaults
      try #require(steps >= 4, "there are await points to crash at")
      let parties = ofHub ? [whole.hub.party] : whole.banks.map(\.party)
      for (index, step) in stride(from: Int.random(in: 1...4), through: steps, by: 4).enumerated() {
        let fate = SimulatedDisk.Fate.allCases[index % 2]
        let party = parties[index / 2 % parties.count]
        let report = try Simulation(options(.init(party, .step(step, fate)))).run()
        #expect(report.wrong.isEmpty, "\(party) after step \(step), \(fate): \(report.wrong)")
        #expect(report.hubCrashes + report.bankCrashes == 1)
      }
    }
  }
}
