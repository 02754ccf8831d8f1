import Foundation

/// Data directories with many stored transfers, made once in a run.
enum FilledStores {
  static let few = 10_000
  static func many(_ bench: Bench) -> Int { bench.isShort ? 100_000 : 1_000_000 }

  /// A directory with that many transfers, which nobody else uses up: growth adds to it, starts do not.
  static func path(_ bench: Bench, transfers: Int) async throws -> String {
    let path = "\(bench.directory)/filled-\(transfers)"
    if FileManager.default.fileExists(atPath: path) { return path }
    // The hub itself makes schema, banks and people.
    let server = try await MaruServer.start(bench.binary, data: path)
    await server.process.stop()
    try await fill(bench, path, transfers: transfers)
    return path
  }

  /// Adds that many transfers to a directory in which a hub has run once: completed ones, or `flags` for others.
  static func fill(_ bench: Bench, _ path: String, transfers: Int, flags: [String] = []) async throws {
    bench.progress.show("filling a store with \(transfers) transfers")
    let fill = try ChildProcess(
      "maru-bench fill", HelloServer.ownPath, ["fill", "--data", path, "--count", String(transfers)] + flags,
      log: path + ".fill.log")
    while fill.isRunning { try await Task.sleep(for: .milliseconds(50)) }
    guard fill.log.contains("filled") else { throw BenchFailure("the store could not be filled:\n\(fill.log)") }
    _ = try MaruServer.verify(bench.binary, data: path)
  }
}

/// G1: what a balance inquiry costs the hub's processor with a million stored transfers, beside ten thousand.
struct BalanceGrowth: Measurement {
  let goal = Goal(
    id: "G1", what: "balance inquiry, a million stored transfers", yardstick: "with ten thousand", unit: "µs CPU",
    measure: "×", better: .lower, floor: 1.25, target: 1.10, stretch: 1.05)

  func measure(_ bench: Bench) async throws -> GoalReport {
    try await Growth.measure(bench, goal, connections: 64) { $0.balances }
  }
}

/// G2: the same of a transfer.
struct TransferGrowth: Measurement {
  let goal = Goal(
    id: "G2", what: "durable transfer, a million stored transfers", yardstick: "with ten thousand", unit: "µs CPU",
    measure: "×", better: .lower, floor: 1.25, target: 1.10, stretch: 1.05, isDurable: true)

  func measure(_ bench: Bench) async throws -> GoalReport {
    try await Growth.measure(bench, goal, connections: 64) { try Transfers.withdraws($0) }
  }
}

/// What G1 and G2 share: two hubs, the same load on one after the other.
private enum Growth {
  static func measure(
    _ bench: Bench, _ goal: Goal, connections: Int, _ source: (PreparedHub) throws -> any RequestSource
  ) async throws -> GoalReport {
    let count = FilledStores.many(bench)
    let fewPath = try await FilledStores.path(bench, transfers: FilledStores.few)
    let manyPath = try await FilledStores.path(bench, transfers: count)
    let few = try await bench.hub(data: fewPath)
    let many = try await bench.hub(data: manyPath)
    let (fewSource, manySource) = (try source(few), try source(many))
    var report = try await bench.compare(goal) {
      try await cost(bench, many, manySource, connections)
    } yardstick: {
      try await cost(bench, few, fewSource, connections)
    }
    await few.server.process.stop()
    await many.server.process.stop()
    if count < 1_000_000 { report.notes.append("short run: \(count) instead of a million") }
    return report
  }

  /// Processor time for one request; throughput beside it.
  private static func cost(
    _ bench: Bench, _ hub: PreparedHub, _ source: any RequestSource, _ connections: Int
  ) async throws -> Sample {
    var sample = try await bench.throughput(hub.server.process, port: hub.port, source, connections: connections)
    sample.value = sample.processorMicroseconds ?? 0
    return sample
  }
}
