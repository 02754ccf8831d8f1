/// M1: what an idle hub holds in memory.
struct IdleMemory: Measurement {
  let goal = Goal(
    id: "M1", what: "resident memory, idle", yardstick: nil, unit: "MiB", measure: "MiB", better: .lower, floor: 80,
    target: 60, stretch: 40)

  func measure(_ bench: Bench) async throws -> GoalReport {
    try await bench.compare(goal) {
      let server = try await MaruServer.start(bench.binary, data: bench.freshPath("hub"))
      // The seeding is over when the ready file is there; what it freed goes back to the system within moments.
      try await Task.sleep(for: .seconds(1))
      let resident = try residentMemory(of: server.process)
      await server.process.stop()
      return Sample(resident)
    }
  }
}

/// P14: memory for one idle keep-alive connection, over a thousand of them, each of which has been answered once.
struct ConnectionMemory: Measurement {
  private static let connections = 1_000
  let goal = Goal(
    id: "P14", what: "memory per idle keep-alive connection", yardstick: "Hummingbird hello", unit: "KiB",
    measure: "×", better: .lower, floor: 3, target: 2, stretch: 1.2)

  func measure(_ bench: Bench) async throws -> GoalReport {
    let hub = try await bench.hub()
    let (hello, helloPort) = try await HelloServer.start(log: bench.freshPath("hello.log"))
    let helloRequest = HelloServer.request(port: helloPort)
    try await hello.wait { (try? await bench.generator.exchange(helloRequest, port: helloPort)) != nil }
    // What a server allocates once, on its first requests, is no connection's memory.
    let local = hub.localRequests
    _ = try await bench.generator.run(
      LoadPlan(port: hub.port, connections: 8, length: .milliseconds(500)), local)
    _ = try await bench.generator.run(
      LoadPlan(port: helloPort, connections: 8, length: .milliseconds(500)), RepeatedRequests([helloRequest]))
    let report = try await bench.compare(goal) {
      try await perConnection(bench, hub.server.process, hub.port, local.next())
    } yardstick: {
      try await perConnection(bench, hello, helloPort, helloRequest)
    }
    await hello.stop()
    await hub.server.process.stop()
    return report
  }

  private func perConnection(
    _ bench: Bench, _ server: ChildProcess, _ port: Int, _ request: LoadRequest
  ) async throws -> Sample {
    let before = try residentMemory(of: server)
    var held: [HeldConnection] = []
    for _ in 0..<Self.connections { held.append(try await bench.generator.hold(request, port: port)) }
    let after = try residentMemory(of: server)
    for connection in held { try? await connection.channel.close() }
    // Memory that an earlier round left behind is used again, so a later round may see nothing: less than a page.
    return Sample(max(1, (after - before) * 1024 / Double(Self.connections)))
  }
}

/// M2: what a hub holds in memory while a thousand connections keep it busy.
struct LoadedMemory: Measurement {
  let goal = Goal(
    id: "M2", what: "resident memory, 1,000 connections under load", yardstick: nil, unit: "MiB", measure: "MiB",
    better: .lower, floor: 256, target: 192, stretch: 128, isDurable: true)

  func measure(_ bench: Bench) async throws -> GoalReport {
    let hub = try await bench.hub()
    let mix = try KoreanMix(hub)
    let report = try await bench.compare(goal) {
      let plan = LoadPlan(port: hub.port, connections: 1_000, length: bench.length)
      var sample = try await bench.load(hub.server.process, plan, mix).throughput
      sample.value = try residentMemory(of: hub.server.process)
      return sample
    }
    await hub.server.process.stop()
    return report
  }
}

private func residentMemory(of server: ChildProcess) throws -> Double {
  guard let resident = Memory.resident(of: server.identifier) else {
    throw BenchFailure("this system does not tell the memory of a process in /proc")
  }
  return resident
}
