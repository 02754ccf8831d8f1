import Foundation
import HTTPTypes
import MaruBankLink
import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import Synchronization
import TestSupport
import Testing

@testable import MaruPortal

/// Answers that a developer scripts for an app.
@Suite struct ScriptTests {
  private static let natural: Set<String> = ["A0000", "A0002", "A0009"]
  private static let everyHubCode =
    ResponseCode.allCases.map(\.wire).filter { $0 != "O0001" }
    + OAuthDetail.allCases.map { "O0001-\($0.number)" }

  @Test(
    "every documented code can be produced on every API, and then the answer is true again",
    arguments: Endpoints.all.map { $0.route.path })
  func everyCode(_ slug: String) async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      let documented = try #require(try APIDocuments()[slug]).codes.map(\.code)
      #expect(Set(documented).subtracting(Self.natural).isSubset(of: Self.everyHubCode))
      for code in Set(Self.everyHubCode).union(documented).subtracting(Self.natural).sorted() {
        let answer = try #require(ScriptedAnswer(code), "\(code)")
        stage.play(ScriptRule(api: slug, answer: answer, times: 1))
        let given = try await stage.call(slug)
        #expect(given.member("rsp_code") == code.prefix(5), "\(slug) \(code): \(given.text)")
        if code.count > 5 { #expect(given.member("rsp_message").contains("([\(code.dropFirst(6))])")) }
        let next = try await stage.call(slug).member("rsp_code")
        #expect(next != code.prefix(5) || next == "A0004")
      }
    }
  }

  @Test("every number of O0001 can be produced at the token endpoint", arguments: OAuthDetail.allCases)
  func tokenEndpoint(_ detail: OAuthDetail) async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      stage.play(ScriptRule(api: "oauth/token", answer: .hub(.authenticationParameterWrong, detail), times: 1))
      let refused = try await bench.token(stage.keys, "grant_type=client_credentials&scope=oob")
      #expect(
        refused.member("rsp_message").contains("([\(detail.number)])")
          && refused.member("error") == detail.standardError)
      #expect(
        try await !bench.token(stage.keys, "grant_type=client_credentials&scope=oob").member("access_token").isEmpty)
    }
  }

  @Test("every code of a bank can be produced, by whom the catalogue has it")
  func everyBankCode() async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      for code in BankResponseCode.catalogue.map(\.code) where code != .accepted {
        stage.play(ScriptRule(answer: .bank(code), times: 1))
        let answer = try await stage.balance()
        #expect(answer.member("rsp_code") == "A0002" && answer.member("bank_rsp_code") == code.text, "\(answer.text)")
        #expect((answer.member("bank_code_tran") == "098") == (code.text >= "800"))
        #expect(try await stage.balance().member("bank_rsp_code") == "000")
      }
    }
  }

  @Test(
    "every code of a bank can be produced as the answer to a debit and to a credit, by the page's own form; nothing is lost",
    arguments: [BankQuestion.debit, .credit])
  func everyBankCodeOfMoney(_ question: BankQuestion) async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      let before = try await bench.test.balance(of: stage.account)
      var open: [(answer: BrowserPage, amount: Int64)] = []
      for (number, code) in BankResponseCode.catalogue.map(\.code).filter({ $0 != .accepted }).enumerated() {
        bench.test.clock.move(seconds: 1)
        bench.scripts.set([], for: stage.client)
        let page = try await stage.browser.get(stage.path)
        let added = try await stage.browser.submit(
          page, "\(stage.path)/rule",
          [("api", "transfer/withdraw"), ("question", question.rawValue), ("answer", code.text), ("times", "1")])
        #expect(added.location == "\(stage.path)?done=added", "\(code.text): \(added.complaint)")
        let answer = try await stage.withdraw(1_000 + number)
        if code.isUnknownOutcome {
          // Such an answer tells no end: the hub asks the bank until there is one.
          #expect(BankResponseCode(answer.member("bank_rsp_code"))?.isUnknownOutcome == true, "\(answer.text)")
          open.append((answer, Int64(1_000 + number)))
        } else {
          #expect(answer.member("rsp_code") == "A0002" && answer.member("bank_rsp_code") == code.text, "\(answer.text)")
        }
      }
      #expect(open.count == 5)
      let resolver = Task { try await Resolver(hub: bench.test.hub).run() }
      defer { resolver.cancel() }
      try await until { try await bench.test.hub.store.read { try TransferTable.openCount(in: $0) } == 0 }
      var moved: Int64 = 0
      for (answer, amount) in open where try await stage.outcome(of: answer) == "000" { moved += amount }
      #expect(try await bench.test.balance(of: stage.account) == before - moved)
      #expect(try await bench.test.bookFindings() == [])
    }
  }

  @Test(
    "a list of which one row fails tells A0009, and the codes of successes and banks cannot be put in the hub's mouth")
  func partly() async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      stage.play(ScriptRule(api: "transfer/deposit2", question: .credit, answer: .bank(.legalHold), times: 1))
      let row = { (number: Int) in
        "{\"tran_no\":\"\(number)\",\"bank_code_std\":\"\(stage.account.bank)\",\"account_num\":\"\(stage.account.number.text)\",\"account_holder_name\":\"\(stage.holder)\",\"print_content\":\"b\",\"tran_amt\":\"\(1_000 + number)\"}"
      }
      let answer = try await bench.api(
        .post, "transfer/deposit2", stage.oob,
        "{\"wd_pass_phrase\":\"\(stage.keys.passPhrase)\",\"wd_print_content\":\"a\",\"name_check_option\":\"off\",\"req_cnt\":\"2\",\"tran_dtime\":\"\(bench.test.clock.world.now().dateTime.wire)\",\"req_list\":[\(row(1)),\(row(2))]}"
      )
      #expect(answer.member("rsp_code") == "A0009", "\(answer.text)")
      #expect(Self.natural.allSatisfy { ScriptedAnswer($0) == nil })
      for wrong in ["000", "", "45", "A9999", "O0001", "O0001-1", "A0004-992", "LOST"] {
        #expect(ScriptedAnswer(wrong) == nil, "\(wrong)")
      }
    }
  }

  @Test("too little money: refused by the bank, and nothing moves")
  func insufficientFunds() async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      let before = try await bench.test.balance(of: stage.account)
      try await stage.press("insufficient-funds", times: 1)
      let refused = try await stage.withdraw(1_000)
      #expect(refused.member("rsp_code") == "A0002" && refused.member("bank_rsp_code") == "453")
      #expect(try await bench.test.balance(of: stage.account) == before)
      bench.test.clock.move(seconds: 1)
      #expect(try await stage.withdraw(1_000).member("rsp_code") == "A0000")
      #expect(try await bench.test.balance(of: stage.account) == before - 1_000)
    }
  }

  @Test(
    "a lost answer leaves the truth to be found: money moves once", .timeLimit(.minutes(5)),
    arguments: ["lost-debit", "unheard-debit"])
  func lost(_ preset: String) async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      let before = try await bench.test.balance(of: stage.account)
      try await stage.press(preset, times: 1)
      let open = try await stage.withdraw(1_000)
      #expect(open.member("rsp_code") == "A0007" && open.member("bank_rsp_code") == "804", "\(open.text)")
      #expect(try await bench.test.balance(of: stage.account) == (preset == "lost-debit" ? before - 1_000 : before))
      let resolver = Task { try await Resolver(hub: bench.test.hub).run() }
      defer { resolver.cancel() }
      try await until { try await stage.outcome(of: open) != "400" }
      #expect(try await stage.outcome(of: open) == "000")
      #expect(try await bench.test.balance(of: stage.account) == before - 1_000)
      #expect(try await bench.test.bookFindings() == [])
    }
  }

  @Test("a credit that fails after the debit gives the money back")
  func creditFails() async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      let before = try await bench.test.balance(of: stage.account)
      try await stage.press("credit-fails", times: 1)
      let refused = try await stage.withdraw(1_000)
      #expect(refused.member("rsp_code") == "A0002" && refused.member("bank_rsp_code") == "420", "\(refused.text)")
      #expect(try await bench.test.balance(of: stage.account) == before)
      #expect(try await bench.test.bookFindings() == [])
    }
  }

  @Test("a rule counts for its app, API, bank and account, and for as often as it says")
  func scope() async throws {
    try await SiteBench.run { bench in
      let (stage, other) = (try await Stage(bench), try await Stage(bench, "other@example.com"))
      let (bank, number) = (stage.account.bank, stage.account.number)
      let elsewhere = try #require(BankCode("035"))
      let cases: [(ScriptRule, Bool)] = [
        (ScriptRule(answer: .hub(.inquiryConsentMissing, nil)), true),
        (ScriptRule(api: "account/list", answer: .hub(.inquiryConsentMissing, nil)), false),
        (ScriptRule(account: number, answer: .hub(.inquiryConsentMissing, nil)), true),
        (ScriptRule(bank: bank, account: number, answer: .hub(.inquiryConsentMissing, nil)), true),
        (ScriptRule(bank: elsewhere, answer: .hub(.inquiryConsentMissing, nil)), false),
        (ScriptRule(bank: bank, answer: .bank(.noSuchAccount)), true),
        (ScriptRule(bank: elsewhere, answer: .bank(.noSuchAccount)), false),
        (ScriptRule(account: number, question: .balance, answer: .bank(.noSuchAccount)), true),
        (ScriptRule(question: .holder, answer: .bank(.noSuchAccount)), false),
        (ScriptRule(question: .balance, answer: .lost), true),
      ]
      for (rule, counts) in cases {
        stage.play(rule)
        for _ in 0..<2 { #expect(try await stage.balance().member("rsp_code") != "A0000" || !counts, "\(rule)") }
        if !counts { #expect(try await stage.balance().member("rsp_code") == "A0000", "\(rule)") }
        #expect(try await other.balance().member("rsp_code") == "A0000", "\(rule)")
      }
      stage.play(ScriptRule(answer: .bank(.noSuchAccount), times: 2))
      var codes: [String] = []
      for _ in 0..<3 { codes.append(try await stage.balance().member("bank_rsp_code")) }
      #expect(codes == ["412", "412", "000"])
    }
  }
}

/// The bank's part of a script, as the guard plays it.
@Suite struct BankScriptTests {
  @Test("a scripted silence waits, may do what was asked, and is no fault of the bank")
  func silence() async throws {
    try await SiteBench.run { bench in
      let slept = Mutex<[Duration]>([])
      var world = bench.test.clock.world
      world.sleep = { duration in slept.withLock { $0.append(duration) } }
      let account = bench.test.account.account
      let bank = try #require(bench.test.bed.banks.first { $0.bank.code == account.bank })
      let link = GuardedBankLink(bank, world: world)
      let script = BankScript { question, _, number in
        question == .balance && number == account.number ? .init(.lose, delay: .milliseconds(1_500)) : nil
      }
      await BankScript.$current.withValue(script) {
        for _ in 0..<6 {
          guard case .unknown(.timedOut) = await link.balance(of: account.number) else {
            Issue.record("answered all the same")
            return
          }
        }
        guard case .confirmed = await link.holder(of: account.number, info: nil) else {
          Issue.record("another question is no part of the script")
          return
        }
      }
      #expect(slept.withLock { $0 } == Array(repeating: .milliseconds(1_500), count: 6))
      #expect(link.gate.counts.silent == 0 && link.gate.counts.answered == 7 && !link.gate.counts.isOpen)
    }
  }
}

/// An app with a connected user, whose answers are scripted.
struct Stage: Sendable {
  let bench: SiteBench
  let browser: SiteBrowser
  let keys: SiteBench.Keys
  let client: ClientID
  let token: String
  let refreshToken: String
  let oob: String
  let account: BankAccount
  let number: FintechUseNumber
  let holder: HolderName
  var path: String { "/developers/apps/\(keys.id)/simulator" }

  init(_ bench: SiteBench, _ email: String = "dev@example.com") async throws {
    self.bench = bench
    browser = try await bench.developer(email)
    keys = try await bench.makeApp(browser)
    client = try #require(ClientID(keys.id))
    let (person, hub) = (bench.test.person, bench.test.hub)
    let consent = try await bench.json(
      "/testbed/consents",
      "{\"client_id\":\"\(keys.id)\",\"user\":\"\(person.user)\",\"scope\":\"login inquiry transfer\",\"redirect_uri\":\"https://app.example/back\"}"
    )
    let tokens = try await bench.token(
      keys, "grant_type=authorization_code&code=\(consent.member("code"))&redirect_uri=https%3A%2F%2Fapp.example%2Fback"
    )
    (token, refreshToken) = (tokens.member("access_token"), tokens.member("refresh_token"))
    oob = try await bench.token(keys, "grant_type=client_credentials&scope=oob").member("access_token")
    let code = try #require(try await bench.client(keys.id)).organisation
    let accounts = try await hub.store.read { try RegisteredAccountTable.all(of: person.user, with: code, in: $0) }
    let first = try #require(accounts.first { $0.account == bench.test.account.account })
    (account, number, holder) = (first.account, first.fintechUseNumber, first.holderName)
  }

  func play(_ rules: ScriptRule...) { bench.scripts.set(rules, for: client) }

  /// Presses the button of a common situation.
  func press(_ preset: String, times: Int) async throws {
    let page = try await browser.get(path)
    let answer = try await browser.submit(page, "\(path)/preset", [("preset", preset), ("times", "\(times)")])
    #expect(answer.location == "\(path)?done=added", "\(answer.complaint)")
  }

  /// A call that says nothing more than which API it is for.
  func call(_ slug: String) async throws -> BrowserPage {
    let api = try #require(Endpoints.all.first { $0.route.path == slug })
    let isOrganisation = if case .anyOf(.oob) = api.route.access { true } else { false }
    return try await bench.api(
      api.route.method == .post ? .post : .get, slug, isOrganisation ? oob : token,
      api.route.method == .post ? "{}" : nil)
  }

  func balance() async throws -> BrowserPage {
    let time = bench.test.clock.world.now().dateTime.wire
    return try await bench.api(.get, "account/balance?fintech_use_num=\(number)&tran_dtime=\(time)", token)
  }

  func withdraw(_ amount: Int) async throws -> BrowserPage {
    let time = bench.test.clock.world.now().dateTime.wire
    return try await bench.api(
      .post, "transfer/withdraw", token,
      "{\"fintech_use_num\":\"\(number)\",\"tran_amt\":\"\(amount)\",\"dps_print_content\":\"a\",\"tran_dtime\":\"\(time)\"}"
    )
  }

  /// `bank_rsp_code` of the order that an answer of `transfer/withdraw` tells of.
  func outcome(of answer: BrowserPage) async throws -> String {
    let time = bench.test.clock.world.now().dateTime.wire
    let result = try await bench.api(
      .post, "transfer/result", oob,
      "{\"check_type\":\"1\",\"req_cnt\":\"1\",\"tran_dtime\":\"\(time)\",\"req_list\":[{\"tran_no\":\"1\",\"org_bank_tran_id\":\"\(answer.member("bank_tran_id"))\",\"org_bank_tran_date\":\"\(answer.member("bank_tran_date"))\",\"org_tran_amt\":\"\(answer.member("tran_amt"))\"}]}"
    )
    let code = result.first(/"bank_rsp_code":"([0-9]{3})"/)
    #expect(!code.isEmpty, "\(result.text)")
    return code
  }
}
