/// P1: a local API with everything that a call passes: bearer token, scope, quota, record, one look into the store.
struct LocalRoute: Measurement {
  let goal = Goal(
    id: "P1", what: "protected local route (user/me)", yardstick: "Hummingbird Codable hello", unit: "req/s",
    measure: "×", better: .higher, floor: 0.65, target: 0.80, stretch: 0.90)

  func measure(_ bench: Bench) async throws -> GoalReport {
    try await bench.generator.pin(to: Bench.loadCore)
    let hub = try await bench.hub(cores: [Bench.serverCore])
    let (hello, port) = try await HelloServer.start(log: bench.freshPath("hello.log"), cores: [Bench.serverCore])
    let request = HelloServer.request(port: port)
    try await hello.wait { (try? await bench.generator.exchange(request, port: port)) != nil }
    let local = hub.localRequests
    let report = try await bench.compare(goal) {
      try await bench.throughput(hub.server.process, port: hub.port, local)
    } yardstick: {
      try await bench.throughput(hello, port: port, RepeatedRequests([request]))
    }
    await hello.stop()
    await hub.server.process.stop()
    return report
  }
}
