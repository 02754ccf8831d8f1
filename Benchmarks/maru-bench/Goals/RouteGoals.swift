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

/// P2: a balance inquiry relayed to one bank over HTTP, the hub on one core; the bank is nginx with a fixed answer, on the
/// load's core. Beside it nginx relays the same call to the same bank.
struct RelayedBalance: Measurement {
  /// `BankSideBalance.Answer`, as a bank writes it.
  private static let bankAnswer = """
    {"bank_rsp_code":"000","bank_rsp_message":"","balance_amt":"1234567","available_amt":"1234567",\
    "account_type":"1","product_name":"","bank_code_sub":"0040001"}
    """
  let goal = Goal(
    id: "P2", what: "balance relayed to one bank over HTTP", yardstick: "nginx proxy_pass", unit: "req/s",
    measure: "×", better: .higher, floor: 0.12, target: 0.20, stretch: 0.30)

  func missing(_ bench: Bench) -> String? {
    ChildProcess.path(of: "nginx") == nil ? "nginx is missing: apt-get install nginx-light" : nil
  }

  func measure(_ bench: Bench) async throws -> GoalReport {
    guard let nginx = ChildProcess.path(of: "nginx") else { throw BenchFailure("nginx is gone") }
    try await bench.generator.pin(to: Bench.loadCore)
    let bank = try await NginxServer.stub(
      nginx, directory: bench.freshPath("bank"), body: Self.bankAnswer, cores: [Bench.loadCore])
    let relay = try await NginxServer.relay(
      nginx, directory: bench.freshPath("relay"), to: bank.port, cores: [Bench.serverCore])
    // Consents first, with the simulated bank: the stub can only tell balances.
    let data = bench.freshPath("hub")
    let first = try await bench.hub(data: data)
    guard let account = first.accounts.first else { throw BenchFailure("the hub has no account") }
    await first.server.process.stop()
    let server = try await MaruServer.start(
      bench.binary, data: data, cores: [Bench.serverCore],
      flags: ["--bank", "\(account.bank)=http://127.0.0.1:\(bank.port)"])
    let ours = RepeatedRequests([
      .make(
        "GET", "/v1.0/account/balance?fintech_use_num=\(account.fintechUseNumber)&tran_dtime=20261125090000",
        host: "127.0.0.1:\(server.port)", headers: [("Authorization", "Bearer \(account.userToken)")],
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
    let report = try await bench.compare(goal) {
      try await bench.throughput(server.process, port: server.port, ours)
    } yardstick: {
      try await bench.throughput(relay.process, port: relay.port, relayed)
    }
    await server.process.stop()
    await relay.process.stop()
    await bank.process.stop()
    return report
  }
}
