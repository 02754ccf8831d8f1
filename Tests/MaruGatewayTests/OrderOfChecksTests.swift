import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import MaruHub
import TestSupport
import Testing

/// Requests that break two rules at once: the earlier check of section 9 of the wire contract answers.
///
/// Method, route, bearer, known, expired, scope, address, quota, format, user, fintech number, consent, contract account,
/// pass phrase, duplicate, limits, bank.
@Suite struct OrderOfChecksTests {
  /// A request that breaks rules, and the code of the first of them.
  private func expect(
    _ code: String, _ answer: WebAnswer, _ detail: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(answer.code == code, "\(answer.page)", sourceLocation: sourceLocation)
    #expect(detail.isEmpty || answer.message.contains(detail), "\(answer.message)", sourceLocation: sourceLocation)
  }

  @Test("path before method, method before bearer")
  func methodFirst() async throws {
    try await Bench.run { bench in
      expect("O0007", try await bench.web.send(.delete, "/v1.0/account/nothing"))
      expect("O0010", try await bench.web.send(.post, "/v1.0/account/balance"))
      expect("O0010", try await bench.web.post("/v1.0/account/balance", token: "x", body: Array("{".utf8)))
    }
  }

  @Test("bearer before known, known before scope, expired before scope")
  func tokenFirst() async throws {
    try await Bench.run { bench in
      let withdraw = try APICase.named("transfer/withdraw")
      expect("O0001", try await bench.web.call(withdraw.route, [], token: nil), "([992])")
      expect("O0002", try await bench.web.call(withdraw.route, [], token: "x"))
      bench.test.clock.move(seconds: 7_776_000)
      expect("O0003", try await bench.web.call(withdraw.route, [], token: bench.organisationToken))
    }
  }

  @Test("scope before address, address before format")
  func addressThird() async throws {
    try await Bench.run(addresses: ["192.0.2.1"]) { bench in
      let withdraw = try APICase.named("transfer/withdraw")
      expect("O0011", try await bench.web.call(withdraw.route, [], token: bench.organisationToken))
      expect("O0006", try await bench.web.call(withdraw.route, [], token: bench.userToken))
      // Inquiries are not bound to an address.
      expect("A0000", try await bench.call(try APICase.named("account/balance")))
    }
  }

  @Test("address before quota, quota before format")
  func quotaFourth() async throws {
    var settings = HubSettings()
    settings.callsPerSecond = 2
    try await Bench.run(settings: settings) { bench in
      let balance = try APICase.named("account/balance")
      for _ in 0..<2 { expect("A0004", try await bench.web.call(balance.route, [], token: bench.userToken)) }
      expect("O0008", try await bench.web.call(balance.route, [], token: bench.userToken))
      // Another organisation has a quota of its own, and a second later there is a new one.
      let other = try await bench.test.organisationToken(of: bench.other)
      expect("A0000", try await bench.web.get("/v1.0/bank/status", token: other))
      bench.test.clock.move(seconds: 1)
      expect("A0000", try await bench.call(balance))
    }
    settings.callsPerSecond = 0
    try await Bench.run(settings: settings, addresses: ["192.0.2.1"]) { bench in
      let withdraw = try APICase.named("transfer/withdraw")
      expect("O0006", try await bench.web.call(withdraw.route, [], token: bench.userToken))
      expect("O0008", try await bench.call(try APICase.named("account/balance")))
    }
  }

  @Test("format before user and fintech number")
  func formatFifth() async throws {
    try await Bench.run { bench in
      let unlink = try APICase.named("user/unlink")
      expect(
        "A0004",
        try await bench.call(
          unlink, unlink.members(bench).with("user_seq_no", "1199999999").with("client_use_code", "x")),
        "[client_use_code: ")
      let withdraw = try APICase.named("transfer/withdraw")
      let unknown = withdraw.members(bench).with("fintech_use_num", String(repeating: "9", count: 24))
      expect("A0004", try await bench.call(withdraw, unknown.with("tran_amt", "0")), "[tran_amt: ")
      let list = try APICase.named("account/transaction_list")
      let turned = list.members(bench).with("from_date", "20261125")
      expect(
        "A0004", try await bench.call(list, turned.with("fintech_use_num", String(repeating: "9", count: 24))),
        "[from_date: ")
      let remit = try APICase.named("inquiry/remit_list")
      let late = remit.members(bench).with("from_date", "20261125")
      expect("A0004", try await bench.call(remit, late.with("account_num", "9999999999")), "[from_date: ")
      expect(
        "A0004",
        try await bench.call(remit, remit.members(bench).with("page_index", "0").with("account_num", "999999")),
        "[page_index: ")
    }
  }

  @Test("fintech number before consent, consent before limits")
  func consentSixth() async throws {
    try await Bench.run { bench in
      let cancel = try APICase.named("account/cancel")
      _ = try await bench.call(cancel, cancel.members(bench).with("scope", "transfer"))
      let withdraw = try APICase.named("transfer/withdraw")
      let over = withdraw.members(bench).with("tran_amt", "999999999999")
      expect("A0306", try await bench.call(withdraw, over), "[fintech_use_num")
      _ = try await bench.call(cancel)
      expect("A0304", try await bench.call(withdraw, over), "[fintech_use_num")
    }
  }

  @Test("fintech number before pass phrase, pass phrase before limits")
  func passPhraseSeventh() async throws {
    try await Bench.run { bench in
      let deposit = try APICase.named("transfer/deposit")
      let over = deposit.members(bench).with("wd_pass_phrase", "wrong").with(
        row: "req_list", "tran_amt", .string("999999999999"))
      expect("A0307", try await bench.call(deposit, over), "[wd_pass_phrase")
      let unknown = over.with(row: "req_list", "fintech_use_num", .string(String(repeating: "9", count: 24)))
      expect("A0304", try await bench.call(deposit, unknown), "[req_list[0].fintech_use_num")
      expect("A0106", try await bench.call(deposit, over.with("wd_pass_phrase", "NONE")), "[tran_amt")
    }
  }

  @Test("a repeat is answered before the limits are asked, limits before the bank")
  func limitsLast() async throws {
    try await Bench.run(limits: { $0.userWithdrawDay = Won(3_000) ?? .zero }) { bench in
      let withdraw = try APICase.named("transfer/withdraw")
      let first = try await bench.call(withdraw)
      expect("A0000", first)
      let again = try await bench.call(withdraw)
      #expect(again.bytes == first.bytes)
      let account = bench.test.account.account
      bench.test.bed.desk[account.bank] = .down
      expect("A0112", try await bench.call(withdraw, withdraw.members(bench).with("tran_amt", "1")))
      #expect(try await bench.call(withdraw).bytes == first.bytes)
    }
  }
}
