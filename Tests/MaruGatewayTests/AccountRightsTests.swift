import MaruContract
import MaruDomain
import MaruHub
import TestSupport
import Testing

/// Whose account, and with which consent: over HTTP, for every API that names an account or a user.
@Suite struct AccountRightsTests {
  private static let byNumber = [
    "account/update_info", "account/cancel", "account/balance", "account/transaction_list", "transfer/withdraw",
    "transfer/deposit",
  ]

  private func with(_ number: String, _ api: APICase, _ bench: Bench) -> [WireValue.Member] {
    let good = api.members(bench)
    return api.route.path == "transfer/deposit"
      ? good.with(row: "req_list", "fintech_use_num", .string(number)) : good.with("fintech_use_num", number)
  }

  private func expectRefused(_ code: String, _ field: String, _ answer: WebAnswer, _ what: String) {
    #expect(answer.status == 200)
    #expect(answer.code == code, "\(what): \(answer.page)")
    #expect(answer.message.contains("[\(field)"), "\(what): \(answer.message)")
    #expect(answer.members.count == 4)
  }

  @Test("another fintech's number, an unknown and a cancelled one are A0304", arguments: byNumber)
  func otherNumber(path: String) async throws {
    let api = try APICase.named(path)
    let field = path == "transfer/deposit" ? "req_list[0].fintech_use_num" : "fintech_use_num"
    try await Bench.run { bench in
      _ = try await bench.test.userTokens(to: bench.other)
      let theirs = try #require(try await bench.test.registrations(with: bench.other).first)
      #expect(theirs.fintechUseNumber != bench.test.account.fintechUseNumber)
      let second = try #require(try await bench.test.registrations().first { $0 != bench.test.account })
      let cancel = try APICase.named("account/cancel")
      for service in ["inquiry", "transfer"] {
        let members = with(second.fintechUseNumber.text, cancel, bench).with("scope", service)
        #expect(try await bench.call(cancel, members).code == "A0000")
      }
      let before = try await bench.test.contents()
      for number in [theirs.fintechUseNumber.text, String(repeating: "9", count: 24), second.fintechUseNumber.text] {
        expectRefused("A0304", field, try await bench.call(api, with(number, api, bench)), number)
      }
      #expect(try await bench.test.contents() == before)
    }
  }

  @Test("another user's number is A0313, though the fintech is the same", arguments: byNumber.dropLast())
  func otherUser(path: String) async throws {
    let api = try APICase.named(path)
    try await Bench.run { bench in
      let neighbour = bench.test.people[1]
      _ = try await bench.test.userTokens(of: neighbour)
      let theirs = try #require(try await bench.test.registrations(of: neighbour).first)
      let before = try await bench.test.contents()
      expectRefused(
        "A0313", "fintech_use_num", try await bench.call(api, with(theirs.fintechUseNumber.text, api, bench)), path)
      #expect(try await bench.test.contents() == before)
    }
  }

  @Test("another user_seq_no is A0313, known or not", arguments: ["user/me", "user/unlink", "account/list"])
  func otherSeqNo(path: String) async throws {
    let api = try APICase.named(path)
    try await Bench.run { bench in
      let before = try await bench.test.contents()
      for user in [bench.test.people[1].user.text, "1199999999", "0000000000"] {
        let answer = try await bench.call(api, api.members(bench).with("user_seq_no", user))
        expectRefused("A0313", "user_seq_no", answer, user)
      }
      #expect(try await bench.test.contents() == before)
    }
  }

  @Test("an unlink names its own organisation")
  func otherOrganisation() async throws {
    let api = try APICase.named("user/unlink")
    try await Bench.run { bench in
      let answer = try await bench.call(api, api.members(bench).with("client_use_code", bench.other.code.text))
      expectRefused("A0004", "client_use_code", answer, "unlink")
      #expect(try await bench.call(try APICase.named("account/balance")).code == "A0000")
    }
  }

  private static let consented: [(path: String, service: String, missing: String, expired: String)] = [
    ("account/balance", "inquiry", "A0305", "A0316"), ("account/transaction_list", "inquiry", "A0305", "A0316"),
    ("transfer/withdraw", "transfer", "A0306", "A0319"),
  ]

  @Test("a cancelled consent is A0305 or A0306, and the other service goes on (P-05)", arguments: consented)
  func cancelled(path: String, service: String, missing: String, expired: String) async throws {
    let api = try APICase.named(path)
    try await Bench.run { bench in
      let cancel = try APICase.named("account/cancel")
      #expect(try await bench.call(cancel, cancel.members(bench).with("scope", service)).code == "A0000")
      let before = try await bench.test.contents()
      expectRefused(missing, "fintech_use_num", try await bench.call(api), path)
      // There is nothing left to cancel.
      let again = try await bench.call(cancel, cancel.members(bench).with("scope", service))
      expectRefused(missing, "fintech_use_num", again, "again")
      #expect(try await bench.test.contents() == before)
      for other in Self.consented where other.service != service {
        let answer = try await bench.call(try APICase.named(other.path))
        #expect(answer.code == "A0000", "\(other.path): \(answer.page)")
      }
    }
  }

  @Test(
    "a consent lasts its days to the second; then it is A0316 or A0319 until it is given again", arguments: consented)
  func expired(path: String, service: String, missing: String, expired: String) async throws {
    let api = try APICase.named(path)
    var settings = HubSettings()
    settings.consentDays = 30
    try await Bench.run(settings: settings) { bench in
      bench.test.clock.move(seconds: 30 * 86_400 - 1)
      let last = try await bench.call(api)
      #expect(last.code == "A0000", "\(last.page)")
      bench.test.clock.move(seconds: 1)
      let before = try await bench.test.contents()
      expectRefused(expired, "fintech_use_num", try await bench.call(api), path)
      #expect(try await bench.test.contents() == before)
      // What needs no consent still works: the user sees and ends it.
      #expect(try await bench.call(try APICase.named("account/list")).code == "A0000")
      _ = try await bench.test.consent()
      let renewed = try await bench.call(api)
      #expect(renewed.code == "A0000", "\(renewed.page)")
    }
  }

  @Test("an order of another organisation is not found, by id or by contents (701)")
  func otherOrders() async throws {
    try await Bench.run { bench in
      let token = try await bench.test.organisationToken(of: bench.other)
      for path in ["transfer/result", "transfer/recheck"] {
        let api = try APICase.named(path)
        let answer = try await bench.call(api, token: token)
        #expect(answer.code == "A0000")
        #expect(answer.rows().map { $0.text("bank_rsp_code") } == ["701"])
        #expect(answer.rows().map { $0.text("bank_code_tran") } == ["098"])
        #expect(answer.rows().map { $0.text("wd_account_num_masked") } == [""])
        #expect(try await bench.call(api).rows().map { $0.text("bank_rsp_code") } == ["000"])
      }
    }
  }

  @Test("another amount or kind of an own transfer is not \"never happened\": A0004 names the field (M-08)")
  func otherWords() async throws {
    try await Bench.run { bench in
      let api = try APICase.named("transfer/result")
      let good = api.members(bench)
      let amount = try await bench.call(api, good.with(row: "req_list", "org_tran_amt", .string("1001")))
      expectRefused("A0004", "req_list[0].org_tran_amt", amount, "another amount")
      let kind = try await bench.call(api, good.with("check_type", "2"))
      expectRefused("A0004", "check_type", kind, "the other kind")
      #expect(try await bench.call(api).rows().map { $0.text("bank_rsp_code") } == ["000"])
      let never = good.with(row: "req_list", "org_bank_tran_date", .string("20261123"))
      #expect(try await bench.call(api, never).rows().map { $0.text("bank_rsp_code") } == ["701"])
    }
  }

  @Test("the local cooperatives of NH (012) take no part: A0315")
  func localCooperatives() async throws {
    try await Bench.run { bench in
      for path in ["inquiry/real_name", "inquiry/remit_list"] {
        let api = try APICase.named(path)
        expectRefused(
          "A0315", "bank_code_std", try await bench.call(api, api.members(bench).with("bank_code_std", "012")), path)
      }
      let api = try APICase.named("transfer/deposit2")
      let members = api.members(bench).with(row: "req_list", "bank_code_std", .string("012"))
      expectRefused("A0315", "req_list[0].bank_code_std", try await bench.call(api, members), "deposit2")
    }
  }

  @Test("an account that is not the organisation's collection account lists no remitters: A0322")
  func otherCollection() async throws {
    let api = try APICase.named("inquiry/remit_list")
    try await Bench.run { bench in
      let own = bench.test.client
      for account in [own.payingAccount, bench.other.collectionAccount, bench.test.account.account] {
        let members = api.members(bench).with("bank_code_std", account.bank.text).with(
          "account_num", account.number.text)
        expectRefused("A0322", "account_num", try await bench.call(api, members), "\(account)")
      }
    }
  }
}
