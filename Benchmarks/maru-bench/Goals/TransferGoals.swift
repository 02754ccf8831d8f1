import Foundation

/// P4: withdraws with 64 in flight, over the simulated banks: intent, both banks' books and outcome durable before the answer.
struct TransferThroughput: Measurement {
  let goal = Goal(
    id: "P4", what: "durable transfers, 64 in flight", yardstick: "pgbench TPC-B", unit: "per s", measure: "×",
    better: .higher, floor: 0.5, target: 1.0, stretch: 1.5, isDurable: true)

  func missing(_ bench: Bench) -> String? { PostgresYardstick.missing }

  func measure(_ bench: Bench) async throws -> GoalReport {
    try await PostgresYardstick.beside(bench) { hub, postgres in
      let withdraws = try Transfers.withdraws(hub)
      return try await bench.compare(goal) {
        try await bench.throughput(hub.server.process, port: hub.port, withdraws)
      } yardstick: {
        let found = try postgres.measure(seconds: max(2, Int(bench.length.seconds)))
        var sample = Sample(found.perSecond)
        sample.perSecond = found.perSecond
        return sample
      }
    }
  }
}

/// P6 and L1: one withdraw after the other on one connection.
struct TransferLatency: Measurement {
  /// Where the banks' books lie.
  enum Books: Sendable {
    /// In memory, for a bank has disks of its own: what is left are the hub's two flushes, intent and outcome.
    case inMemory
    /// On the hub's disk, as the test bed's banks have them: intent, debit, credit and outcome flush one after the other.
    case onTheSameDisk
  }

  let books: Books

  var goal: Goal {
    switch books {
    case .inMemory:
      Goal(
        id: "P6", what: "one durable transfer on one connection, p50", yardstick: "4 KiB fdatasync p50", unit: "ms",
        measure: "×", better: .lower, floor: 10, target: 6, stretch: 4.5, isDurable: true)
    case .onTheSameDisk:
      // Twice the flushes of P6.
      Goal(
        id: "L1", what: "the same with the banks' books on the hub's disk", yardstick: "4 KiB fdatasync p50",
        unit: "ms", measure: "×", better: .lower, floor: 20, target: 12, stretch: 9, isDurable: true)
    }
  }

  func missing(_ bench: Bench) -> String? { books == .inMemory ? BooksInMemory.missing : nil }

  func measure(_ bench: Bench) async throws -> GoalReport {
    let memory = books == .inMemory ? try BooksInMemory() : nil
    defer { memory?.remove() }
    let hub = try await bench.hub(flags: memory?.flags ?? [])
    let withdraws = try Transfers.withdraws(hub)
    var report = try await bench.compare(goal) {
      let plan = LoadPlan(port: hub.port, connections: 1, length: bench.length)
      return try await bench.load(hub.server.process, plan, withdraws).middle
    } yardstick: {
      Sample(try FlushLoop.run(in: bench.directory, for: bench.length).quantile(0.5) / 1e6)
    }
    await hub.server.process.stop()
    // A transfer cannot be faster than the flushes that it waits for: below two something does not flush.
    if let value = report.value, value < 2 {
      report.failure = "a transfer took less than two flushes of the disk: synchronous=FULL cannot be on"
    }
    return report
  }
}

/// P7: the tail of withdraws at half of what the hub can do, at a constant rate.
struct TransferTail: Measurement {
  let goal = Goal(
    id: "P7", what: "durable transfers at 50 % of own maximum, p99", yardstick: "pgbench TPC-B mean", unit: "ms",
    measure: "×", better: .lower, floor: 15, target: 8, stretch: 4, isDurable: true)

  func missing(_ bench: Bench) -> String? { PostgresYardstick.missing }

  func measure(_ bench: Bench) async throws -> GoalReport {
    try await PostgresYardstick.beside(bench) { hub, postgres in
      let withdraws = try Transfers.withdraws(hub)
      bench.progress.show("finding the maximum")
      let most = try await bench.throughput(hub.server.process, port: hub.port, withdraws).value
      var report = try await bench.compare(goal) {
        let plan = LoadPlan(port: hub.port, pace: .constant(perSecond: most / 2), length: bench.length)
        return try await bench.load(hub.server.process, plan, withdraws).tail
      } yardstick: {
        Sample(try postgres.measure(seconds: max(2, Int(bench.length.seconds))).meanMilliseconds)
      }
      report.notes.append("at \(Figure.text(most / 2)) transfers/s of \(Figure.text(most))")
      return report
    }
  }
}

/// What goals beside PostgreSQL share.
enum PostgresYardstick {
  static var missing: String? {
    PostgresServer.Programs.find() == nil ? "PostgreSQL with pgbench is missing: apt-get install postgresql" : nil
  }

  static func beside(
    _ bench: Bench, _ measure: (PreparedHub, PostgresServer) async throws -> GoalReport
  ) async throws -> GoalReport {
    guard let programs = PostgresServer.Programs.find() else { throw BenchFailure("PostgreSQL is gone") }
    bench.progress.show("starting PostgreSQL")
    let postgres = try await PostgresServer.start(programs, directory: bench.freshPath("postgres"))
    let hub = try await bench.hub()
    let report = try await measure(hub, postgres)
    await hub.server.process.stop()
    await postgres.stop()
    return report
  }
}
