import MaruBankLink
import MaruContract
import MaruDomain
import MaruStore
import MaruTestBed
import TestSupport
import Testing

@testable import MaruPortal

/// Calls that a developer makes from the site.
@Suite struct ConsoleTests {
  @Test("one press connects a test user, one more gets a balance")
  func balance() async throws {
    try await SiteBench.run { bench in
      let desk = try await Desk(bench)
      #expect(try await desk.open().text.contains("먼저 시험 사용자를 연결하십시오."))
      #expect(try await desk.link().location == "\(desk.path)?api=account/balance&linked=1")
      let answer = try await desk.run("account/balance")
      #expect(answer.text.contains("A0000"))
      #expect(answer.text.contains("&quot;balance_amt&quot;"))
      #expect(answer.text.contains("curl -G &#39;http://site.test/v1.0/account/balance&#39;"))
      #expect(!answer.text.contains("Bearer ey") && answer.text.contains("Bearer $TOKEN"))
    }
  }

  @Test(
    "every API that takes a token can be called from its filled form",
    arguments: Endpoints.all.map { "\($0.route.path)" })
  func everyAPI(_ slug: String) async throws {
    try await SiteBench.run { bench in
      let desk = try await Desk(bench)
      _ = try await desk.link()
      let answer = try await desk.run(slug)
      #expect(answer.status == 200)
      #expect(answer.text.contains("HTTP 200 · "), "\(answer.complaint)")
      // What is asked about must have been there before: results and remitters of nothing are not found.
      let expected: [String: [String]] = [
        "transfer/result": ["A0000", "A0002", "A0009", "A0324"],
        "transfer/recheck": ["A0000", "A0002", "A0009", "A0324"],
        "transfer/deposit2": ["A0000", "A0321", "A0002"], "inquiry/remit_list": ["A0000", "A0018"],
      ]
      let codes = expected[slug] ?? ["A0000"]
      let verdict = answer.first(/role="status">([A-Z][0-9]{4})/)
      #expect(codes.contains(verdict), "\(slug): \(verdict) \(answer.text)")
    }
  }

  @Test("a withdrawal moves the money")
  func withdraw() async throws {
    try await SiteBench.run { bench in
      let desk = try await Desk(bench)
      _ = try await desk.link()
      let answer = try await desk.run("transfer/withdraw", ["in.tran_amt": "1234"])
      #expect(answer.text.contains("A0000"))
      let client = try #require(try await bench.client(desk.keys.id))
      let account = try await bench.test.hub.organisation(client.organisation).collectionAccount
      let found = try await bench.test.bankStore.read { try BankAccountTable.find(account, in: $0) }
      #expect(found?.balance.amount == 1_234)
    }
  }

  @Test("a refusal is shown as any client gets it")
  func refusal() async throws {
    try await SiteBench.run { bench in
      let desk = try await Desk(bench)
      _ = try await desk.link()
      let answer = try await desk.run("account/balance", ["in.tran_dtime": "soon"])
      #expect(answer.text.contains("A0004"))
      #expect(answer.text.contains("은행에 묻지 않았습니다."))
      #expect(answer.text.contains("value=\"soon\""))
    }
  }

  @Test("a stopped app, and a user who is not its own, get no call through")
  func noToken() async throws {
    try await SiteBench.run { bench in
      let desk = try await Desk(bench)
      _ = try await desk.link()
      let page = try await desk.open()
      var fields = page.hidden(of: desk.path)
      let stranger = try #require(bench.test.people.last).user.text
      fields = fields.map { $0.0 == "user" ? ("user", stranger) : $0 }
      #expect(try await desk.browser.post(desk.path, fields).complaint.isEmpty == false)
      let app = try await desk.browser.get("/developers/apps/\(desk.keys.id)")
      _ = try await desk.browser.submit(app, "/developers/apps/\(desk.keys.id)/stop")
      #expect(try await desk.run("bank/status").complaint.contains("O0001") == false)
      #expect(try await desk.run("bank/status").complaint.isEmpty == false)
    }
  }

  @Test("a call that carries a notebook finds in it what banks were asked; another one leaves none")
  func trace() async throws {
    try await SiteBench.run { bench in
      let account = bench.test.account.account
      let bank = try #require(bench.test.bed.banks.first { $0.bank.code == account.bank })
      let link = GuardedBankLink(bank, world: bench.test.clock.world)
      let trace = BankTrace()
      await BankTrace.$current.withValue(trace) {
        _ = await link.balance(of: account.number)
        bench.test.bed.desk[account.bank] = .down
        _ = await link.holder(of: account.number, info: nil)
        bench.test.bed.desk[account.bank] = .up
      }
      _ = await link.balance(of: account.number)
      #expect(trace.steps.map(\.question) == ["balance", "holder"])
      #expect(trace.steps[0].answer == "confirmed" && trace.steps[1].answer.hasPrefix("unknown"))
      #expect(trace.steps.allSatisfy { $0.bank == account.bank })
    }
  }

  @Test("tokens of the console last one call's time, and nobody else's console opens")
  func bounds() async throws {
    try await SiteBench.run { bench in
      let desk = try await Desk(bench)
      let client = try #require(ClientID(desk.keys.id))
      let token = try await bench.test.hub.oauth.shortToken(for: client, user: nil)
      #expect(try await bench.api(.get, "bank/status", token).member("rsp_code") == "A0000")
      bench.test.clock.move(seconds: 61)
      #expect(try await bench.api(.get, "bank/status", token).member("rsp_code") == "O0003")
      let other = try await bench.developer("other@example.com")
      #expect(try await other.get(desk.path).status == 404)
    }
  }
}

/// A developer in the console of an app.
private struct Desk: Sendable {
  let browser: SiteBrowser
  let keys: SiteBench.Keys
  var path: String { "/developers/apps/\(keys.id)/console" }

  init(_ bench: SiteBench) async throws {
    browser = try await bench.developer()
    keys = try await bench.makeApp(browser)
  }

  func open(_ api: String = "account/balance") async throws -> BrowserPage {
    try await browser.get("\(path)?api=\(api)")
  }

  func link() async throws -> BrowserPage { try await browser.submit(try await open(), "\(path)/users") }

  /// Sends the form as it is filled in, with changes.
  func run(_ api: String, _ changes: [String: String] = [:]) async throws -> BrowserPage {
    let page = try await open(api)
    let shown = page.text.matches(of: /name="(in\.[a-z_.]+)" type="text" value="([^"]*)"/).map {
      (String($0.1), changes[String($0.1)] ?? String($0.2))
    }
    return try await browser.submit(page, path, shown)
  }
}
