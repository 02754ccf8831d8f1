import Foundation
import MaruContract

/// R1: what becomes of money when the hub is killed in mid-load: no figure, but without it no figure counts.
///
/// Every order that was sent is finished by repeating the unanswered ones unchanged, as a client would. Then the books must be
/// sound, the store must hold exactly as many transfers as orders were sent, every answered one must be found as done, and
/// each bank account must have moved by exactly its orders.
struct KillCheck: Measurement {
  let goal = Goal(
    id: "R1", what: "answered transfers lost or doubled after kill -9", yardstick: nil, unit: "transfers",
    measure: "", better: .lower, floor: 0, target: 0, stretch: 0)

  func measure(_ bench: Bench) async throws -> GoalReport {
    var report = GoalReport(goal: goal)
    let hub = try await bench.hub()
    let withdraws = try Transfers.withdraws(hub, keepsAnswers: true)
    let length: Duration = bench.isShort ? .seconds(2) : .seconds(5)
    bench.progress.show("killing the hub in mid-load")
    async let load = bench.generator.run(
      LoadPlan(port: hub.port, warmUp: .zero, length: .seconds(60)), withdraws, expectsLoss: true)
    try await Task.sleep(for: length)
    hub.server.process.kill()
    let seen = try await load
    guard seen.failed == 0 else { throw BenchFailure("wrong answers before the kill: \(seen.firstFailure ?? "")") }

    bench.progress.show("starting again")
    let again = try await MaruServer.start(bench.binary, data: hub.server.data)
    for request in seen.unanswered {
      let (status, _, body) = try await bench.generator.exchange(request, port: again.port)
      guard status == 200, AnswerReader.holds(Array(#""bank_rsp_code":"000""#.utf8), body) else {
        throw BenchFailure("a repeated order was not carried out: \(String(decoding: body, as: UTF8.self))")
      }
    }
    let orders = Int(seen.answeredInAll) + seen.unanswered.count
    let wrong = try await wrongResults(bench, again, seen.answers)
    let moved = try await movedWon(bench, hub, again)
    await again.process.stop()
    let proof = try MaruServer.verify(bench.binary, data: again.data)

    var troubles: [String] = []
    if wrong > 0 { troubles.append("\(wrong) answered transfers are not found as done") }
    if !proof.contains("hub      \(orders) transfers (0 open)") {
      troubles.append("\(orders) orders were sent, and maru verify says:\n\(proof)")
    }
    let ordered = try amounts(of: seen)
    if moved.taken != ordered || moved.given != ordered {
      troubles.append("orders of \(ordered) won took \(moved.taken) won and gave \(moved.given) won at the banks")
    }
    report.failure = troubles.isEmpty ? nil : troubles.joined(separator: "; ")
    report.rounds = [
      Round(ours: Sample(Double(wrong)), yardstick: nil, othersPercent: 0, flushMicroseconds: nil, pace: 1)
    ]
    report.notes.append(
      "\(seen.answeredInAll) answered and \(seen.unanswered.count) under way at the kill; all \(orders) done once, books sound"
    )
    return report
  }

  /// How many answered transfers `transfer/result` does not know as done, asked 25 at a time.
  private func wrongResults(_ bench: Bench, _ server: MaruServer, _ answers: [[UInt8]]) async throws -> Int {
    let desk = HubDesk(generator: bench.generator, port: server.port)
    let form =
      "client_id=\(try server.ready.text("client_id"))&client_secret=\(try server.ready.text("client_secret"))"
    let token = try await desk.token(form + "&grant_type=client_credentials&scope=oob")
    var wrong = 0
    for start in stride(from: 0, to: answers.count, by: 25) {
      let rows = try answers[start..<min(start + 25, answers.count)].enumerated().map { index, body in
        let answer = try JSONReader.read(body)
        return """
          {"tran_no":"\(index + 1)","org_bank_tran_id":"\(try answer.text("bank_tran_id"))",\
          "org_bank_tran_date":"\(try answer.text("bank_tran_date"))","org_tran_amt":"\(try answer.text("tran_amt"))"}
          """
      }
      let found = try await desk.post(
        "/v1.0/transfer/result",
        json: """
          {"check_type":"1","req_cnt":"\(rows.count)","tran_dtime":"20261125090000",\
          "req_list":[\(rows.joined(separator: ","))]}
          """, token: token)
      let done = (found["res_list"]?.elements ?? []).filter { $0["bank_rsp_code"]?.flatText == "000" }.count
      wrong += rows.count - done
    }
    return wrong
  }

  /// What the simulated banks' own books say: won taken from the users and given to the organisation since the start.
  private func movedWon(
    _ bench: Bench, _ hub: PreparedHub, _ server: MaruServer
  ) async throws -> (taken: Int64, given: Int64) {
    let desk = HubDesk(generator: bench.generator, port: server.port)
    var taken: Int64 = 0
    for account in hub.accounts {
      taken += PreparedHub.openingBalance - (try await desk.balance(bank: account.bank, number: account.number))
    }
    return (taken, try await desk.balance(bank: hub.collectionAccount.bank, number: hub.collectionAccount.number))
  }

  private func amounts(of seen: LoadResult) throws -> Int64 {
    let answered = try seen.answers.reduce(Int64(0)) { sum, body in
      sum + (Int64(try JSONReader.read(body).text("tran_amt")) ?? 0)
    }
    return seen.unanswered.reduce(answered) { $0 + (Transfers.amount(of: $1) ?? 0) }
  }
}
