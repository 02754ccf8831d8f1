import MaruStore
import MaruTestBed
import Testing

/// A simulation keeps its thread busy from beginning to end: one at a time, so that other tests get on beside it.
@Suite(.serialized) enum Simulations {}

extension Simulations {
  @Suite struct SimulationTests {
    @Test("the fixed seeds are sound (J-01, M-01 to M-08, M-12)", arguments: UInt64(1)...10)
    func fixedSeeds(_ seed: UInt64) throws {
      let report = try Simulation(.init(seed: seed)).run()
      #expect(report.wrong.isEmpty, "seed \(seed): \(report.wrong)")
      #expect(report.transfers > 0)
    }

    @Test("random seeds are sound (J-01)")
    func randomSeeds() throws {
      let first = UInt64.random(in: 1...999_999_999)
      print("random seeds of the simulation: \(first) to \(first + 5)")
      for seed in first...first + 5 {
        let report = try Simulation(.init(seed: seed)).run()
        #expect(report.wrong.isEmpty, "maru simulate --seeds 1 --seed \(seed) --trace: \(report.wrong)")
      }
    }

    @Test("the same seed does exactly the same (J-01)", arguments: UInt64(1)...2)
    func replays(_ seed: UInt64) throws {
      let first = try Simulation(.init(seed: seed)).run()
      var options = Simulation.Options(seed: seed)
      options.keepsTrace = true
      let again = try Simulation(options).run()
      #expect(first.digest == again.digest, "a trace changes nothing either")
      #expect(first.steps == again.steps)
      #expect(first.answers == again.answers)
      #expect(!again.trace.isEmpty)
    }

    @Test("a run leaves nothing in memory: thousands of seeds fit into one process", arguments: UInt64(1)...4)
    func leavesNothing(_ seed: UInt64) throws {
      weak var left: Simulation?
      func run() throws {
        var options = Simulation.Options(seed: seed)
        options.transfers = 10
        let simulation = try Simulation(options)
        left = simulation
        _ = try simulation.run()
      }
      try run()
      #expect(left == nil)
    }

    @Test("over the emptied databases of other seeds, a seed does what it does over new ones")
    func usedDisks() throws {
      let shelf = MemoryDatabaseShelf()
      func digest(_ seed: UInt64, _ shelf: MemoryDatabaseShelf?) throws -> String {
        var options = Simulation.Options(seed: seed)
        options.transfers = 25
        options.shelf = shelf
        let report = try Simulation(options).run()
        #expect(report.wrong.isEmpty)
        return report.digest
      }
      for seed in UInt64(21)...24 { #expect(try digest(seed, shelf) == digest(seed, nil)) }
      let used = try shelf.take(HubSchema.migrations)
      let counts = try used.read { session in
        try session.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'schema_step'", []).map {
          try session.row("SELECT COUNT(*) FROM \($0.text(0))")?.integer(0)
        }
      }
      #expect(counts.count > 10 && counts.allSatisfy { $0 == 0 })
    }

    @Test("seeds differ, and bring every kind of fault")
    func seedsDiffer() throws {
      var digests: Set<String> = []
      var total = SimulationReport(seed: 0)
      for seed in UInt64(1)...12 {
        var options = Simulation.Options(seed: seed)
        options.transfers = 30
        let report = try Simulation(options).run()
        digests.insert(report.digest)
        total.add(report)
      }
      #expect(digests.count == 12)
      #expect(total.hubCrashes > 0 && total.bankCrashes > 0)
      #expect(total.unknowns > 0 && total.reversed > 0 && total.rejected > 0)
      #expect(total.messages.lost > 0 && total.messages.doubled > 0 && total.messages.late > 0)
    }

    @Test("a planted bug is found within fifty seeds", arguments: PlantedBug.allCases)
    func plantedBugs(_ bug: PlantedBug) throws {
      for seed in UInt64(1)...50 {
        var options = Simulation.Options(seed: seed)
        options.bug = bug
        options.transfers = 25
        if try !Simulation(options).run().wrong.isEmpty { return }
      }
      Issue.record("\(bug.rawValue) was not found")
    }

    @Test(
      "a cap that is passed for a while, and a day that is settled wrongly, are seen by the banks' and transfers' own words",
      arguments: [
        (PlantedBug.ignoreCaps, "the net debit cap of"), (.ignorePrefunds, "the prefunded limit of"),
        (.settleWrongBank, "the banks' lines sum to"), (.settleShort, "which was booked before its cut-off"),
      ])
    func independentChecks(_ bug: PlantedBug, _ words: String) throws {
      for seed in UInt64(1)...50 {
        var options = Simulation.Options(seed: seed)
        options.bug = bug
        options.transfers = 40
        if try Simulation(options).run().wrong.contains(where: { $0.contains(words) }) { return }
      }
      Issue.record("\(bug.rawValue) was not found by its own check")
    }
  }
}
