import Foundation

/// P15: from the start of the process to the first answer, on a directory that does not exist yet: databases, schema, banks,
/// people and months of history are made meanwhile.
struct StartEmpty: Measurement {
  let goal = Goal(
    id: "P15", what: "start to first answer, empty store", yardstick: "Hummingbird hello", unit: "ms", measure: "×",
    better: .lower, floor: 20, target: 10, stretch: 5)

  func measure(_ bench: Bench) async throws -> GoalReport {
    var report = try await bench.compare(goal) {
      try await startOfHub(bench, data: bench.freshPath("hub"))
    } yardstick: {
      let began = Clock.now
      let (process, port) = try await HelloServer.start(log: bench.freshPath("hello.log"))
      return try await firstAnswer(bench, process, HelloServer.request(port: port), port: port, since: began)
    }
    let production = try await startOfHub(bench, data: bench.freshPath("hub"), flags: ["--no-testbed"])
    report.notes.append("without the test bed: \(Figure.text(production.value)) ms")
    return report
  }
}

/// S1: the same with a million stored transfers.
struct StartFull: Measurement {
  let goal = Goal(
    id: "S1", what: "start to first answer, a million transfers", yardstick: nil, unit: "ms", measure: "ms",
    better: .lower, floor: 1_000, target: 500, stretch: 250)

  func measure(_ bench: Bench) async throws -> GoalReport {
    let data = try await FilledStores.path(bench, transfers: FilledStores.many(bench))
    return try await bench.compare(goal) { try await startOfHub(bench, data: data) }
  }
}

private func startOfHub(_ bench: Bench, data: String, flags: [String] = []) async throws -> Sample {
  let port = try await FreePort.find()
  let began = Clock.now
  let process = try ChildProcess(
    "maru serve", bench.binary, ["serve", "--port", String(port), "--data", data, "--log-level", "warning"] + flags,
    log: bench.freshPath("hub.log"))
  // Any API's word will do; without a token it is a refusal, with HTTP 200 as the contract has it.
  let request = LoadRequest.make("GET", "/v1.0/user/me", host: "127.0.0.1:\(port)")
  return try await firstAnswer(bench, process, request, port: port, since: began)
}

/// Asks until somebody answers; in milliseconds since `began`.
private func firstAnswer(
  _ bench: Bench, _ process: ChildProcess, _ request: LoadRequest, port: Int, since began: Int64
) async throws -> Sample {
  try await process.wait { (try? await bench.generator.exchange(request, port: port))?.status == 200 }
  let took = Double(Clock.now - began) / 1e6
  await process.stop()
  return Sample(took)
}
