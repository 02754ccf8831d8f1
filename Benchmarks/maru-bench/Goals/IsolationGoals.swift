/// P13: what healthy banks' callers get while one bank of four takes calls and never answers, beside the same load on four
/// healthy banks. Three quarters of the connections ask the three healthy banks; the last quarter asks the fourth.
struct HangingNeighbour: Measurement {
  let goal = Goal(
    id: "P13", what: "throughput to three banks while the fourth hangs", yardstick: "all four healthy", unit: "req/s",
    measure: "×", better: .higher, floor: 0.80, target: 0.90, stretch: 0.97)

  func missing(_ bench: Bench) -> String? { RelayScene.missing }

  func measure(_ bench: Bench) async throws -> GoalReport {
    let banks = try await FourBanks.start(bench)
    let report = try await bench.compare(goal) {
      try await banks.load(bench, banks.hanging, LoadPlan(port: 0, connections: 48, length: bench.length)).throughput
    } yardstick: {
      try await banks.load(bench, banks.healthy, LoadPlan(port: 0, connections: 48, length: bench.length)).throughput
    }
    await banks.stop()
    return report
  }
}

/// H1: the healthy banks' p99 at a constant rate while the fourth hangs, beside all four healthy. The fourth is asked at one constant rate
/// too, however fast it answers: a healthy one must not take more of the hub than the one that hangs.
struct HangingNeighbourTail: Measurement {
  let goal = Goal(
    id: "H1", what: "balance p99 at three banks while the fourth hangs", yardstick: "all four healthy", unit: "ms",
    measure: "×", better: .lower, floor: 1.3, target: 1.15, stretch: 1.05)

  func missing(_ bench: Bench) -> String? { RelayScene.missing }

  func measure(_ bench: Bench) async throws -> GoalReport {
    let banks = try await FourBanks.start(bench)
    bench.progress.show("finding the maximum")
    let plan = LoadPlan(port: 0, connections: 48, length: bench.length)
    let most = try await banks.load(bench, banks.healthy, plan).throughput.value
    var steady = plan
    steady.pace = .constant(perSecond: most * 0.3)
    let constant = steady
    let beside = LoadPace.constant(perSecond: most * 0.02)
    var report = try await bench.compare(goal) {
      try await banks.load(bench, banks.hanging, constant, beside: beside).tail
    } yardstick: {
      try await banks.load(bench, banks.healthy, constant, beside: beside).tail
    }
    let alone = try await banks.load(bench, banks.healthy, constant, beside: nil).tail.value
    report.notes.append(
      """
      at \(Figure.text(most * 0.3)) inquiries/s to the three and \(Figure.text(most * 0.02)) to the fourth; \
      \(Figure.text(alone)) ms with none to the fourth
      """)
    await banks.stop()
    return report
  }
}

/// Two equal hubs on one core, each reaching four banks over HTTP; the fourth bank of one of them never answers.
struct FourBanks: Sendable {
  /// One of the hubs, with requests about accounts at the first three banks and at the fourth.
  struct Side: Sendable {
    let server: MaruServer
    let three: RepeatedRequests
    let fourth: RepeatedRequests
  }

  let healthy: Side
  let hanging: Side
  private let stub: NginxServer
  private let hung: HungBank
  private let neighbour: LoadGenerator

  static func start(_ bench: Bench) async throws -> FourBanks {
    guard let nginx = ChildProcess.path(of: "nginx") else { throw BenchFailure("nginx is gone") }
    try await bench.generator.pin(to: Bench.loadCore)
    let neighbour = LoadGenerator()
    try await neighbour.pin(to: Bench.loadCore)
    let stub = try await NginxServer.stub(
      nginx, directory: bench.freshPath("bank"), body: RelayScene.bankAnswer, cores: [Bench.loadCore])
    let hung = try await HungBank.start()
    return FourBanks(
      healthy: try await side(bench, ports: Array(repeating: stub.port, count: 4)),
      hanging: try await side(bench, ports: [stub.port, stub.port, stub.port, hung.port]), stub: stub, hung: hung,
      neighbour: neighbour)
  }

  /// Consents first, with the simulated banks; then the same hub with four of them elsewhere.
  private static func side(_ bench: Bench, ports: [Int]) async throws -> Side {
    let data = bench.freshPath("hub")
    let first = try await bench.hub(data: data)
    await first.server.process.stop()
    var chosen: [PreparedHub.Account] = []
    for account in first.accounts where !chosen.contains(where: { $0.bank == account.bank }) { chosen.append(account) }
    guard chosen.count >= 4 else { throw BenchFailure("the hub's people hold accounts at fewer than four banks") }
    chosen = Array(chosen.prefix(4))
    let flag = zip(chosen, ports).map { "\($0.bank)=http://127.0.0.1:\($1)" }.joined(separator: ",")
    let server = try await MaruServer.start(
      bench.binary, data: data, cores: [Bench.serverCore], flags: ["--bank", flag])
    func request(_ account: PreparedHub.Account, expecting expected: [String]) -> LoadRequest {
      account.balance(host: "127.0.0.1:\(server.port)", time: "20261125090000", expecting: expected)
    }
    return Side(
      server: server,
      three: RepeatedRequests(
        chosen.prefix(3).map { request($0, expecting: Expected.bank + [#""balance_amt":"1234567""#]) }),
      // Of the bank that hangs, a refusal is the right answer.
      fourth: RepeatedRequests([request(chosen[3], expecting: [#""rsp_code""#])]))
  }

  /// Loads the three banks by `plan` while 16 connections ask the fourth at the pace `beside`, or nobody does; the figures are those of
  /// the three.
  func load(
    _ bench: Bench, _ side: Side, _ plan: LoadPlan, beside pace: LoadPace? = .closed
  ) async throws -> LoadSample {
    var plan = plan
    plan.port = side.server.port
    guard let pace else { return try await bench.load(side.server.process, plan, side.three) }
    let length = bench.warmUp + plan.length + .milliseconds(500)
    let beside = LoadPlan(port: plan.port, connections: 16, pace: pace, warmUp: .zero, length: length)
    async let seen = neighbour.run(beside, side.fourth)
    let sample = try await bench.load(side.server.process, plan, side.three)
    guard try await seen.failed == 0 else { throw BenchFailure("the fourth bank's callers got a wrong answer") }
    return sample
  }

  func stop() async {
    await healthy.server.process.stop()
    await hanging.server.process.stop()
    await stub.process.stop()
    await hung.stop()
  }
}
