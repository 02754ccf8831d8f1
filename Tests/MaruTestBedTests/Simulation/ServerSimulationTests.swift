import Foundation
import MaruDomain
import MaruStore
import MaruTestBed
import TestSupport
import Testing

extension Simulations {
  /// The simulation with the stores of hub and banks on a real PostgreSQL server, through the product's own driver.
  @Suite(.enabled(if: TestStores.hasServer)) struct ServerSimulationTests {
    /// The tables of all tests here are made once.
    private static let shelf = Result { try newShelf() }

    private static func newShelf() throws -> (shelf: any SimulationShelf, name: String, url: String) {
      let url = try #require(ProcessInfo.processInfo.environment["MARU_TEST_POSTGRES"])
      let name = "simulation_\(UInt32.random(in: 0 ... .max))"
      return (try SimulationServer.shelf(url: url, name: name), name, url)
    }

    private func options(_ seed: UInt64, _ transfers: Int = 12) throws -> Simulation.Options {
      var options = Simulation.Options(seed: seed)
      options.transfers = transfers
      options.shelf = try Self.shelf.get().shelf
      return options
    }

    @Test("the fixed seeds are sound on PostgreSQL too (J-01, M-01 to M-08, M-12)", arguments: [3, 4, 8] as [UInt64])
    func fixedSeeds(_ seed: UInt64) throws {
      let report = try Simulation(options(seed)).run()
      #expect(report.wrong.isEmpty, "seed \(seed): \(report.wrong)")
      #expect(report.transfers > 0)
    }

    /// A connection that is lost anywhere, a commit whose answer is lost, a statement that takes too long and another transaction in
    /// the way are the driver's business: a hub does everything as on SQLite, where there is nothing of the kind.
    @Test(
      "where no disk fails, a seed does the same on both stores, whatever becomes of connections (J-01, M-05)",
      arguments: [1, 2, 5] as [UInt64])
    func sameOnBoth(_ seed: UInt64) throws {
      let onServer = try Simulation(options(seed, 15)).run()
      var inMemory = try options(seed, 15)
      inMemory.shelf = nil
      let report = try Simulation(inMemory).run()
      #expect(onServer.wrong.isEmpty && report.wrong.isEmpty, "\(onServer.wrong) \(report.wrong)")
      #expect(onServer.digest == report.digest)
      #expect(onServer.interruptions > 0 && report.interruptions == 0)
    }

    @Test(
      "a server that keeps or loses a commit without a word is told as it is, and a seed replays exactly (J-01, M-15)")
    func withoutAWord() throws {
      func run() throws -> SimulationReport {
        var options = try options(6)
        options.plan = FaultPlan(horizon: 20_000_000)
        options.plan?.entries = (0..<6).map { number in
          FaultPlan.Entry(at: 1_500_000 + number * 3_000_000, lasts: 1_500_000, .disk(.hub, .failing))
        }
        return try Simulation(options).run()
      }
      let first = try run()
      #expect(first.wrong.isEmpty, "\(first.wrong)")
      #expect(first.unheardCommits > 3)
      let again = try run()
      #expect(first.digest == again.digest)
      #expect(first.interruptions == again.interruptions && first.unheardCommits == again.unheardCommits)
    }

    @Test("a crash in place of a commit of the hub ends its connections, and loses and doubles nothing (J-02, M-05)")
    func crashes() throws {
      for number in stride(from: 1, through: 9, by: 2) {
        for fate in SimulatedDisk.Fate.allCases {
          var options = try options(11, 4)
          options.plan = FaultPlan(horizon: 15_000_000)
          options.plan?.crash = .init(.hub, .commit(number, fate))
          let report = try Simulation(options).run()
          #expect(report.wrong.isEmpty, "commit \(number) \(fate): \(report.wrong)")
          #expect(report.hubCrashes == 1)
        }
      }
    }

    @Test(
      "a planted bug is found on PostgreSQL too",
      arguments: [(PlantedBug.acknowledgeBeforeCommit, 1), (.refundOnTimeout, 5), (.bankForgetsLegs, 1)]
        as [(PlantedBug, UInt64)])
    func plantedBugs(_ bug: PlantedBug, from first: UInt64) throws {
      for seed in first...first + 8 {
        var options = try options(seed, 15)
        options.bug = bug
        if try !Simulation(options).run().wrong.isEmpty { return }
      }
      Issue.record("\(bug.rawValue) was not found")
    }

    @Test("what a simulation made on the server is dropped")
    func drops() throws {
      let (shelf, name, url) = try Self.newShelf()
      let address = try #require(PostgresAddress(url: url, schema: "\(name)_1"))
      let place = StorePlace.postgreSQL(address)
      let database = try shelf.take(BankSchema.migrations)
      #expect(try place.schemaStep() == BankSchema.migrations.count)
      shelf.putBack(database)
      shelf.close()
      #expect(try place.schemaStep() == 0)
    }
  }
}
