/// P2: a balance inquiry relayed to one bank over HTTP, the hub on one core; the bank is nginx with a fixed answer, on the
/// load's core. Beside it nginx relays the same call to the same bank.
struct RelayedBalance: Measurement {
  let goal = Goal(
    id: "P2", what: "balance relayed to one bank over HTTP", yardstick: "nginx proxy_pass", unit: "req/s",
    measure: "×", better: .higher, floor: 0.12, target: 0.20, stretch: 0.30)

  func missing(_ bench: Bench) -> String? { RelayScene.missing }

  func measure(_ bench: Bench) async throws -> GoalReport {
    let scene = try await RelayScene.start(bench)
    let report = try await bench.compare(goal) {
      try await bench.throughput(scene.hub.process, port: scene.hub.port, scene.ours)
    } yardstick: {
      try await bench.throughput(scene.relay.process, port: scene.relay.port, scene.relayed)
    }
    await scene.stop()
    return report
  }
}

/// P3: what the hub adds to the bank's own p99 at 30 % of its maximum, beside what nginx adds at 30 % of its own.
struct AddedLatency: Measurement {
  let goal = Goal(
    id: "P3", what: "p99 that a balance inquiry adds, at 30 % of the maximum", yardstick: "nginx proxy_pass",
    unit: "ms",
    measure: "×", better: .lower, floor: 12, target: 6, stretch: 3)

  func missing(_ bench: Bench) -> String? { RelayScene.missing }

  func measure(_ bench: Bench) async throws -> GoalReport {
    let scene = try await RelayScene.start(bench)
    bench.progress.show("finding the maxima")
    let ourMost = try await bench.throughput(scene.hub.process, port: scene.hub.port, scene.ours).value
    let itsMost = try await bench.throughput(scene.relay.process, port: scene.relay.port, scene.relayed).value
    var report = try await bench.compare(goal) {
      try await added(bench, scene, scene.hub.process, scene.hub.port, scene.ours, rate: ourMost * 0.3)
    } yardstick: {
      try await added(bench, scene, scene.relay.process, scene.relay.port, scene.relayed, rate: itsMost * 0.3)
    }
    report.notes.append("at \(Figure.text(ourMost * 0.3)) inquiries/s, nginx at \(Figure.text(itsMost * 0.3))")
    await scene.stop()
    return report
  }

  /// The p99 by way of `server`, less the p99 of the bank alone at the same rate.
  private func added(
    _ bench: Bench, _ scene: RelayScene, _ server: ChildProcess, _ port: Int, _ source: any RequestSource, rate: Double
  ) async throws -> Sample {
    var plan = LoadPlan(port: port, pace: .constant(perSecond: rate), length: bench.length)
    var sample = try await bench.load(server, plan, source).tail
    plan.port = scene.bank.port
    plan.length = min(plan.length, .seconds(2))
    let alone = try await bench.load(scene.bank.process, plan, scene.relayed).tail
    // Below what the histogram can tell apart there is nothing to compare.
    sample.value = max(0.01, sample.value - alone.value)
    return sample
  }
}

/// A bank with a fixed answer, the hub and nginx as relays to it: the bank on the load's core, the relays on the other.
struct RelayScene: Sendable {
  /// `BankSideBalance.Answer`, as a bank writes it.
  static let bankAnswer = """
    {"bank_rsp_code":"000","bank_rsp_message":"","balance_amt":"1234567","available_amt":"1234567",\
    "account_type":"1","product_name":"","bank_code_sub":"0040001"}
    """

  let bank: NginxServer
  let relay: NginxServer
  let hub: MaruServer
  /// Balance inquiries to the hub.
  let ours: RepeatedRequests
  /// The hub's own call to the bank, for the relay or the bank itself.
  let relayed: RepeatedRequests

  static var missing: String? {
    ChildProcess.path(of: "nginx") == nil ? "nginx is missing: apt-get install nginx-light" : nil
  }

  static func start(_ bench: Bench) async throws -> RelayScene {
    guard let nginx = ChildProcess.path(of: "nginx") else { throw BenchFailure("nginx is gone") }
    try await bench.generator.pin(to: Bench.loadCore)
    let bank = try await NginxServer.stub(
      nginx, directory: bench.freshPath("bank"), body: bankAnswer, cores: [Bench.loadCore])
    let relay = try await NginxServer.relay(
      nginx, directory: bench.freshPath("relay"), to: bank.port, cores: [Bench.serverCore])
    // Consents first, with the simulated bank: the stub can only tell balances.
    let data = bench.freshPath("hub")
    let first = try await bench.hub(data: data)
    guard let account = first.accounts.first else { throw BenchFailure("the hub has no account") }
    await first.server.process.stop()
    let hub = try await MaruServer.start(
      bench.binary, data: data, cores: [Bench.serverCore],
      flags: ["--bank", "\(account.bank)=http://127.0.0.1:\(bank.port)"])
    let ours = RepeatedRequests([
      account.balance(
        host: "127.0.0.1:\(hub.port)", time: "20261125090000",
        expecting: Expected.bank + [#""balance_amt":"1234567""#])
    ])
    let relayed = RepeatedRequests([
      .make(
        "POST", "/bank/v1/balance", host: "127.0.0.1:\(relay.port)", headers: [("Content-Type", "application/json")],
        body: #"{"account_num":"\#(account.number)"}"#, expecting: [#""balance_amt":"1234567""#])
    ])
    try await relay.process.wait {
      (try? await bench.generator.exchange(relayed.next(), port: relay.port))?.status == 200
    }
    return RelayScene(bank: bank, relay: relay, hub: hub, ours: ours, relayed: relayed)
  }

  func stop() async {
    await hub.process.stop()
    await relay.process.stop()
    await bank.process.stop()
  }
}
