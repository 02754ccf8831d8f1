import MaruContract

/// R2: from the start of a hub after a kill until the last of a hundred thousand open transfers is final. Of a third the banks
/// know nothing, of a third they carried out the debit, of a third both legs; the hub recorded no outcome of any.
struct Recovery: Measurement {
  let goal = Goal(
    id: "R2", what: "start to the last of 100,000 open transfers final", yardstick: nil, unit: "s", measure: "s",
    better: .lower, floor: 180, target: 90, stretch: 45, isDurable: true)

  func measure(_ bench: Bench) async throws -> GoalReport {
    let scene = try await OpenTransfers.leave(bench)
    bench.progress.show("recovering")
    var report = try await bench.once(goal) {
      let began = Clock.now
      let hub = try await MaruServer.start(bench.binary, data: scene.data)
      let desk = HubDesk(generator: bench.generator, port: hub.port)
      let limit = Clock.now + Duration.seconds(600).nanoseconds
      while try await desk.openTransfers() > 0 {
        guard Clock.now < limit else { throw BenchFailure("transfers are still open after ten minutes") }
        try await Task.sleep(for: .milliseconds(100))
      }
      let took = Double(Clock.now - began) / 1e9
      await hub.process.stop()
      return Sample(took)
    }
    let proof = try MaruServer.verify(bench.binary, data: scene.data)
    if !proof.contains("hub      \(OpenTransfers.count(bench)) transfers (0 open)") {
      report.failure = "\(OpenTransfers.count(bench)) transfers were open, and maru verify says:\n\(proof)"
    }
    if bench.isShort { report.notes.append("short run: \(OpenTransfers.count(bench)) instead of 100,000") }
    return report
  }
}

/// S2: from the same start until a new order is accepted and carried out, while the open ones are recovered beside it.
struct OrderBesideRecovery: Measurement {
  let goal = Goal(
    id: "S2", what: "start to first new order done, 100,000 open transfers", yardstick: nil, unit: "ms", measure: "ms",
    better: .lower, floor: 2_000, target: 1_000, stretch: 500, isDurable: true)

  func measure(_ bench: Bench) async throws -> GoalReport {
    let scene = try await OpenTransfers.leave(bench)
    bench.progress.show("ordering beside the recovery")
    var left = 0
    var report = try await bench.compare(goal) {
      let began = Clock.now
      let hub = try await MaruServer.start(bench.binary, data: scene.data)
      let (status, _, body) = try await bench.generator.exchange(scene.withdraws.next(), port: hub.port)
      let took = Double(Clock.now - began) / 1e6
      guard status == 200, AnswerReader.holds(Array(#""bank_rsp_code":"000""#.utf8), body) else {
        throw BenchFailure("a new order was not carried out: \(String(decoding: body, as: UTF8.self))")
      }
      left = try await HubDesk(generator: bench.generator, port: hub.port).openTransfers()
      hub.process.kill()
      return Sample(took)
    }
    report.notes.append("\(Figure.text(Double(left))) were still open when the last round's order was done")
    if bench.isShort { report.notes.append("short run: \(OpenTransfers.count(bench)) instead of 100,000") }
    return report
  }
}

/// A directory as a hub leaves it that was killed with so many transfers under way.
struct OpenTransfers {
  static func count(_ bench: Bench) -> Int { bench.isShort ? 10_000 : 100_000 }

  let data: String
  /// New orders; no answer depends on the port that they name.
  let withdraws: Transfers

  static func leave(_ bench: Bench) async throws -> OpenTransfers {
    let prepared = try await bench.hub()
    await prepared.server.process.stop()
    // The accounts were filled just now, and the transfers lie behind that: between the next second and the one after it.
    try await Task.sleep(for: .seconds(3))
    try await FilledStores.fill(bench, prepared.server.data, transfers: count(bench), flags: ["--open"])
    return OpenTransfers(data: prepared.server.data, withdraws: try Transfers.withdraws(prepared))
  }
}

extension HubDesk {
  /// How many transfers are not final, as `GET /status` tells.
  func openTransfers() async throws -> Int {
    let (status, _, body) = try await generator.exchange(
      .make("GET", "/status", host: "127.0.0.1:\(port)"), port: port)
    guard status == 200, let count = Int(try JSONReader.read(body).text("open_cnt")) else {
      throw BenchFailure("the hub does not tell its open transfers: \(String(decoding: body, as: UTF8.self))")
    }
    return count
  }
}
