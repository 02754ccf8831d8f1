import Foundation
import MaruDomain

/// P5 and L2: deposits with 64 in flight, the hub over PostgreSQL, beside pgbench on the same server.
///
/// Server, hub and load share all cores. Told beside P5: pgbench's two other kinds of work, and what a synchronous standby
/// costs; beside L2: two and three hubs over the one database, whose banks they share.
struct SharedDatabase: Measurement {
  /// Where the banks' books lie.
  enum Books: Sendable {
    /// In memory, as those of P6: what is left to the server is the hub's work.
    case inMemory
    /// On the hub's server, as a test bed of several hubs has them.
    case onTheSameServer
  }

  let books: Books

  var goal: Goal {
    switch books {
    case .inMemory:
      Goal(
        id: "P5", what: "durable deposits over PostgreSQL, 64 in flight", yardstick: "pgbench, own script",
        unit: "per s", measure: "×", better: .higher, floor: 0.35, target: 0.50, stretch: 0.80, isDurable: true)
    case .onTheSameServer:
      // Twice the units of work of P5 on the server.
      Goal(
        id: "L2", what: "the same with the banks' books on the hub's server", yardstick: "pgbench, own script",
        unit: "per s", measure: "×", better: .higher, floor: 0.25, target: 0.35, stretch: 0.55, isDurable: true)
    }
  }

  func missing(_ bench: Bench) -> String? {
    if let missing = PostgresYardstick.missing { return missing }
    if books == .inMemory, let missing = BooksInMemory.missing { return missing }
    // A build without the driver says so; one with it refuses this URL without looking for a server.
    let told = try? ChildProcess.output(
      of: bench.binary, ["migrate", "--check", "--database", "postgres:///?nothing=1"], accepting: [0, 1, 2])
    guard let told else { return "'maru migrate' does not run" }
    return told.contains("built without PostgreSQL")
      ? "this maru is built without PostgreSQL: apt-get install libpq-dev pkg-config, then build again" : nil
  }

  func measure(_ bench: Bench) async throws -> GoalReport {
    let memory = books == .inMemory ? try BooksInMemory() : nil
    defer { memory?.remove() }
    let scene = try await SharedDatabaseScene.start(bench, memory?.flags ?? [])
    let seconds = max(2, Int(bench.length.seconds))
    var report = try await bench.compare(goal) {
      try await bench.throughput(scene.hub.server.process, port: scene.hub.port, scene.deposits)
    } yardstick: {
      let found = try scene.postgres.measure(.sameWork, seconds: seconds)
      var sample = Sample(found.perSecond)
      sample.perSecond = found.perSecond
      return sample
    }
    switch books {
    case .inMemory:
      for work in [PostgresServer.Work.simpleUpdate, .tpcB] {
        bench.progress.show("pgbench \(work.rawValue)")
        let found = try (0..<bench.rounds).map { _ in try scene.postgres.measure(work, seconds: seconds).perSecond }
        report.notes.append("pgbench \(work.rawValue) on the same server: \(Figure.text(median(found) ?? 0)) per s")
      }
      report.notes.append(try await scene.costOfStandby(bench))
    case .onTheSameServer: report.notes += try await scene.severalHubs(bench)
    }
    try await scene.prove(bench)
    return report
  }
}

/// A PostgreSQL server with one hub over it; more of both are added.
private struct SharedDatabaseScene {
  let postgres: PostgresServer
  /// Where hub and banks keep their books.
  let flags: [String]
  let hub: PreparedHub
  let deposits: Transfers

  /// `books`: what the hub is told of the banks' books.
  static func start(_ bench: Bench, _ books: [String]) async throws -> SharedDatabaseScene {
    guard let programs = PostgresServer.Programs.find() else { throw BenchFailure("PostgreSQL is gone") }
    bench.progress.show("starting PostgreSQL")
    let postgres = try await PostgresServer.start(programs, directory: bench.freshPath("postgres"))
    try postgres.prepareSameWork()
    let flags = ["--database", postgres.url] + books
    let hub = try await bench.hub(flags: flags)
    let payees = hub.accounts.compactMap { account -> BankAccount? in
      guard let bank = BankCode(account.bank), let number = AccountNumber(account.number) else { return nil }
      return BankAccount(bank: bank, number: number)
    }
    return SharedDatabaseScene(
      postgres: postgres, flags: flags, hub: hub,
      deposits: try Transfers.deposits(to: payees, host: hub.host, token: hub.ownToken))
  }

  /// Deposits a second of all hubs together, median of the rounds.
  private func together(_ bench: Bench, _ others: [MaruServer] = []) async throws -> Double {
    var found: [Double] = []
    for _ in 0..<bench.rounds {
      let plan = LoadPlan(port: hub.port, otherPorts: others.map(\.port), length: bench.length)
      found.append(try await bench.load(hub.server.process, plan, deposits).result.perSecond)
    }
    return median(found) ?? 0
  }

  /// The same load over two hubs, and over three.
  func severalHubs(_ bench: Bench) async throws -> [String] {
    var (others, notes): ([MaruServer], [String]) = ([], [])
    for count in 2...3 {
      bench.progress.show("\(count) hubs")
      others.append(try await MaruServer.start(bench.binary, data: bench.freshPath("hub"), flags: flags))
      notes.append("\(count) hubs over the one database: \(Figure.text(try await together(bench, others))) per s")
    }
    for other in others { await other.process.stop() }
    return notes
  }

  /// One hub without a standby, then with one for which each commit waits.
  func costOfStandby(_ bench: Bench) async throws -> String {
    bench.progress.show("with a synchronous standby")
    let alone = try await together(bench)
    let standby = try await postgres.follow(in: bench.freshPath("standby"))
    let followed = try await together(bench)
    try postgres.goAlone()
    await standby.stop()
    return """
      one hub, with a synchronous standby on the same disk: \(Figure.text(followed)) per s, \
      \(Figure.text(100 * followed / alone)) % of \(Figure.text(alone)) without
      """
  }

  /// Stops the hub; speed counts only where the books are sound.
  func prove(_ bench: Bench) async throws {
    await hub.server.process.stop()
    _ = try ChildProcess.output(of: bench.binary, ["verify"] + flags)
    await postgres.stop()
  }
}
