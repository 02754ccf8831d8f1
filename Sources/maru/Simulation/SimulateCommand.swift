import ArgumentParser
import MaruDomain
import MaruStore
import MaruTestBed
import Synchronization

/// `maru simulate`: the whole platform in one thread on a virtual clock, with every fault, from one seed after the other.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Search for a seed under which money goes wrong. 결정적 시뮬레이션.",
    discussion: """
      Runs the real hub and simulated banks in one process on a virtual clock and a virtual network that loses, delays,
      doubles and reorders messages, crashes any party anywhere, fills disks and steps clocks. After each seed, every book is
      compared with every other and with what clients were told. Exit status 0: all sound; 1: a seed failed, and is printed;
      the same seed replays exactly. With --database, hub and banks keep their stores on that PostgreSQL server, each in a schema
      of its own that is dropped at the end; then connections and commits are lost too.
      """)

  @Option(help: "How many seeds to run.")
  var seeds: UInt64 = 100

  @Option(help: "The first seed; the others follow it. Random when it is not given.")
  var seed: UInt64?

  @Option(help: "Movements that clients order under each seed.")
  var transfers = 60

  @Option(help: "Plant a bug between the hub and its world, which must be found.")
  var plant: PlantedBug?

  @Option(help: "PostgreSQL database for the stores; in memory (SQLite) when it is not given.")
  var database: String?

  @Flag(help: "Print every event. For a single seed.")
  var trace = false

  func validate() throws {
    guard seeds > 0 else { throw ValidationError("--seeds must be at least 1.") }
    guard (1...100_000).contains(transfers) else { throw ValidationError("--transfers must be 1 to 100000.") }
  }

  func run() async throws {
    let first = seed ?? World.live.randomWord() % 1_000_000_000
    if seed == nil { Terminal.complain("first seed: \(first)") }
    let bar = ProgressBar("seeds")
    let started = ContinuousClock.now
    var summary = SimulationSummary()
    let shelf = try openShelf()
    defer { shelf.close() }
    for offset in 0..<seeds {
      let report = try simulate(first &+ offset, keepsTrace: trace, shelf)
      summary.add(report)
      bar.show(Double(offset + 1) / Double(seeds))
      guard report.wrong.isEmpty else {
        bar.finish()
        try tell(report, shelf)
        throw ExitCode(1)
      }
      if trace { report.trace.forEach(Terminal.say) }
    }
    bar.finish()
    Terminal.say(summary.table(elapsed: ContinuousClock.now - started))
  }

  /// Where the stores of hub and banks are; ends the command with status 2 where they cannot be there.
  private func openShelf() throws -> any SimulationShelf {
    guard let database else { return MemoryDatabaseShelf() }
    do {
      let name = "maru_simulation_\(String(World.live.randomWord(), radix: 36))"
      return try SimulationServer.shelf(url: database, name: name)
    } catch let error as StoreError {
      Terminal.complain("maru simulate: --database cannot be used: \(error)")
      throw ExitCode(2)
    }
  }

  private func simulate(_ seed: UInt64, keepsTrace: Bool, _ shelf: any SimulationShelf) throws -> SimulationReport {
    var options = Simulation.Options(seed: seed)
    options.transfers = transfers
    options.bug = plant
    options.keepsTrace = keepsTrace
    options.shelf = shelf
    return try Simulation(options).run()
  }

  /// The failing seed is run again for its trace: the same seed does the same.
  private func tell(_ report: SimulationReport, _ shelf: any SimulationShelf) throws {
    let replay = try simulate(report.seed, keepsTrace: true, shelf)
    replay.trace.forEach(Terminal.say)
    Terminal.say("")
    for finding in report.wrong { Terminal.say("WRONG    \(finding)") }
    if replay.digest != report.digest {
      Terminal.say("WRONG    the replay differs: \(report.digest), \(replay.digest)")
    }
    let planted = plant.map { " --plant \($0.rawValue)" } ?? ""
    // Without a password.
    let shown = database.flatMap { PostgresAddress(url: $0, schema: HubSchema.name) }?.shown
    let place = shown.map { " --database \($0)" } ?? ""
    Terminal.say(
      "seed \(report.seed) failed, digest \(report.digest)\nreplay:  maru simulate --seeds 1 --seed \(report.seed) --transfers \(transfers)\(planted)\(place) --trace"
    )
  }
}

extension PlantedBug: ExpressibleByArgument {}
