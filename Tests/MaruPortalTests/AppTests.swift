import Foundation
import HTTPTypes
import MaruContract
import MaruDomain
import MaruHub
import MaruOAuth
import MaruStore
import MaruTestBed
import Synchronization
import TestSupport
import Testing

/// Apps of developers: keys, callbacks, addresses, accounts.
@Suite struct AppTests {
  private static let scopes = ["login", "inquiry", "transfer", "oob"]

  @Test("an app's organisation never has the digits of a live one: users' numbers with both would be the same")
  func digits() async throws {
    // Chance follows from a seed here: the second site would draw the digits that the first one drew.
    let all = Mutex<[String]>([])
    for isLive in [false, false, true] {
      try await SiteBench.run { bench in
        if isLive, let first = all.withLock(\.first), let code = OrganisationCode("L\(first)") {
          let known = try await bench.test.hub.organisation(bench.test.client.code)
          try await bench.test.hub.store.write {
            try OrganisationTable.save(
              Organisation(
                code: code, name: known.name, collectionAccount: known.collectionAccount,
                payingAccount: known.payingAccount, limits: known.limits, passPhraseHash: [1], allowedAddresses: []),
              in: $0)
          }
        }
        let keys = try await bench.makeApp(try await bench.developer())
        let number = String(try #require(try await bench.client(keys.id)).organisation.text.dropFirst())
        all.withLock { $0.append(number) }
      }
    }
    let drawn = all.withLock { $0 }
    #expect(drawn[0] == drawn[1] && drawn[2] != drawn[0])
  }

  @Test("a new app has keys and two agreed accounts, and all its APIs work at once")
  func create() async throws {
    try await SiteBench.run { bench in
      let keys = try await bench.makeApp(try await bench.developer())
      let client = try #require(try await bench.client(keys.id))
      let organisation = try await bench.test.hub.organisation(client.organisation)
      let paying = try #require(
        try await bench.test.bankStore.read { try BankAccountTable.find(organisation.payingAccount, in: $0) })
      #expect(paying.balance.amount == 10_000_000_000)
      #expect(paying.holderName.text == "나의 앱")

      let person = bench.test.person
      let consent = try await bench.json(
        "/testbed/consents",
        "{\"client_id\":\"\(keys.id)\",\"user\":\"\(person.user)\",\"scope\":\"login inquiry transfer\",\"redirect_uri\":\"https://app.example/back\"}"
      )
      let user = try await bench.token(
        keys,
        "grant_type=authorization_code&code=\(consent.member("code"))&redirect_uri=https%3A%2F%2Fapp.example%2Fback")
      let organisationToken = try await bench.token(keys, "grant_type=client_credentials&scope=oob").member(
        "access_token")
      let me = try await bench.api(.get, "user/me?user_seq_no=\(person.user)", user.member("access_token"))
      #expect(me.member("rsp_code") == "A0000")
      let number = me.first(/"fintech_use_num":"([0-9]{24})"/)
      let time = bench.test.clock.world.now().dateTime.wire
      let balance = try await bench.api(
        .get, "account/balance?fintech_use_num=\(number)&tran_dtime=\(time)", user.member("access_token"))
      #expect(balance.member("rsp_code") == "A0000")
      let deposit = try await bench.api(
        .post, "transfer/deposit", organisationToken,
        "{\"wd_pass_phrase\":\"\(keys.passPhrase)\",\"wd_print_content\":\"a\",\"name_check_option\":\"on\",\"req_cnt\":\"1\",\"tran_dtime\":\"\(time)\",\"req_list\":[{\"tran_no\":\"1\",\"fintech_use_num\":\"\(number)\",\"print_content\":\"b\",\"tran_amt\":\"5000\"}]}"
      )
      #expect(deposit.member("rsp_code") == "A0000", "\(deposit.text)")
      let after = try await bench.test.bankStore.read { try BankAccountTable.find(organisation.payingAccount, in: $0) }
      let left: Int64 = 9_999_995_000
      #expect(after?.balance.amount == left)
    }
  }

  @Test(
    "two secrets work while one is rotated in: for a week, or until the old one is ended", arguments: [false, true])
  func rotate(_ isEndedEarly: Bool) async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.developer()
      let old = try await bench.makeApp(browser)
      let path = "/developers/apps/\(old.id)"
      let shown = try await browser.submit(try await browser.get(path), "\(path)/secret")
      let secret = shown.all(/<code>([^<]*)<\/code>/)[1]
      let new = SiteBench.Keys(id: old.id, secret: secret, passPhrase: "")
      #expect(secret != old.secret)
      let grant = "grant_type=client_credentials&scope=oob"
      for keys in [old, new] {
        let answer = try await bench.token(keys, grant)
        #expect(!answer.member("access_token").isEmpty)
      }
      #expect(try await browser.get(path).text.contains("함께 유효"))
      if isEndedEarly {
        let answer = try await browser.submit(try await browser.get(path), "\(path)/secret/end")
        #expect(answer.status == 303)
      } else {
        bench.test.clock.move(seconds: 7 * 86_400)
      }
      let refused = try await bench.token(old, grant)
      let taken = try await bench.token(new, grant)
      #expect(refused.member("rsp_code") == "O0001")
      #expect(!taken.member("access_token").isEmpty)
    }
  }

  @Test("a request for a new secret that is sent twice does not end the one in use")
  func rotateTwice() async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.developer()
      let old = try await bench.makeApp(browser)
      let path = "/developers/apps/\(old.id)"
      let page = try await browser.get(path)
      var keys: [SiteBench.Keys] = []
      for _ in 0..<2 {
        let shown = try await browser.submit(page, "\(path)/secret")
        keys.append(SiteBench.Keys(id: old.id, secret: shown.all(/<code>([^<]*)<\/code>/)[1], passPhrase: ""))
      }
      let grant = "grant_type=client_credentials&scope=oob"
      #expect(try await !bench.token(old, grant).member("access_token").isEmpty)
      #expect(try await bench.token(keys[0], grant).member("rsp_code") == "O0001")
      #expect(try await !bench.token(keys[1], grant).member("access_token").isEmpty)
    }
  }

  @Test("a stopped app gets no token, and those it has open nothing until it goes on")
  func stop() async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.developer()
      let keys = try await bench.makeApp(browser)
      let path = "/developers/apps/\(keys.id)"
      let grant = "grant_type=client_credentials&scope=oob"
      let token = try await bench.token(keys, grant).member("access_token")
      func status() async throws -> String { try await bench.api(.get, "bank/status", token).member("rsp_code") }
      #expect(try await status() == "A0000")
      _ = try await browser.submit(try await browser.get(path), "\(path)/stop")
      #expect(try await status() == "O0002")
      #expect(try await bench.token(keys, grant).member("rsp_code") == "O0001")
      _ = try await browser.submit(try await browser.get(path), "\(path)/start")
      #expect(try await status() == "A0000")
    }
  }

  @Test("a deleted app is off the list, and its keys end")
  func delete() async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.developer()
      let keys = try await bench.makeApp(browser)
      let path = "/developers/apps/\(keys.id)"
      let token = try await bench.token(keys, "grant_type=client_credentials&scope=oob").member("access_token")
      _ = try await browser.submit(try await browser.get("\(path)/delete"), "\(path)/delete")
      #expect(try await browser.get(path).status == 404)
      #expect(try await !browser.get("/developers/apps").text.contains(keys.id))
      #expect(try await bench.api(.get, "bank/status", token).member("rsp_code") == "O0002")
      #expect(try await bench.token(keys, "grant_type=client_credentials&scope=oob").member("rsp_code") == "O0001")
    }
  }

  @Test("an allow-list binds money calls and token requests, and nothing else")
  func addresses() async throws {
    try await SiteBench.run(.live) { bench in
      let browser = try await bench.developer()
      let keys = try await bench.makeApp(browser)
      let grant = "grant_type=client_credentials&scope=oob"
      let token = try await bench.token(keys, grant).member("access_token")
      func allow(_ addresses: String) async throws -> BrowserPage {
        let path = "/developers/apps/\(keys.id)/settings"
        return try await browser.submit(
          try await browser.get(path), path,
          [("callbacks", "https://app.example/back"), ("addresses", addresses)] + Self.scopes.map { ("scope", $0) })
      }
      func result() async throws -> String {
        try await bench.api(
          .post, "transfer/result", token,
          "{\"check_type\":\"1\",\"req_cnt\":\"1\",\"req_list\":[],\"tran_dtime\":\"20261124093000\"}"
        ).member("rsp_code")
      }
      #expect(try await allow("203.0.113.7").status == 303)
      #expect(try await bench.token(keys, grant).member("rsp_code") == "O0006")
      #expect(try await result() == "O0006")
      #expect(try await bench.api(.get, "bank/status", token).member("rsp_code") == "A0000")
      #expect(try await allow("127.0.0.1\n::1").status == 303)
      #expect(try await !bench.token(keys, grant).member("access_token").isEmpty)
      #expect(try await result() != "O0006")
      for wrong in ["1.2.3", "1.2.3.256", "1.2.3.04", "host.example", "127.0.0.1/8"] {
        #expect(try await allow(wrong).status == 422)
      }
    }
  }

  @Test("callbacks and scopes are checked where they are typed, and count where they are used")
  func registration() async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.developer()
      let keys = try await bench.makeApp(browser)
      let path = "/developers/apps/\(keys.id)/settings"
      for (callbacks, scopes) in [
        ("", ["login"]), ("javascript:alert(1)", ["login"]), ("https://a.example/#x", ["login"]), ("/back", ["login"]),
        ("https://app.example/back", []),
      ] {
        let answer = try await browser.submit(
          try await browser.get(path), path, [("callbacks", callbacks)] + scopes.map { ("scope", $0) })
        #expect(answer.status == 422)
      }
      let page = try await browser.get(path)
      let saved = try await browser.submit(
        page, path, [("callbacks", "https://b.example/x\nhttps://c.example/y"), ("scope", "login")])
      #expect(saved.status == 303)
      let client = try #require(try await bench.client(keys.id))
      #expect(client.redirectURIs == ["https://b.example/x", "https://c.example/y"])
      #expect(client.scopes == .login)
      let refused = try await bench.token(keys, "grant_type=client_credentials&scope=oob")
      #expect(refused.member("rsp_code") == "O0001")
    }
  }

  @Test("nobody sees or changes the app of somebody else", arguments: ["", "/settings", "/delete", "/secret", "/stop"])
  func othersApp(_ page: String) async throws {
    try await SiteBench.run { bench in
      let keys = try await bench.makeApp(try await bench.developer())
      let other = try await bench.developer("other@example.com")
      let path = "/developers/apps/\(keys.id)\(page)"
      let csrf = try await other.get("/developers/account").hidden(of: "/developers/logout").first?.1 ?? ""
      let answer =
        ["", "/settings", "/delete"].contains(page)
        ? try await other.get(path) : try await other.post(path, [("csrf", csrf)])
      #expect(answer.status == 404)
      #expect(!answer.text.contains("client_use_code") && !answer.text.contains("client_secret"))
      let client = try #require(try await bench.client(keys.id))
      #expect(!client.isDisabled && client.formerSecret == nil)
    }
  }

  @Test("twenty apps are the most")
  func most() async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.developer()
      for _ in 0..<20 { _ = try await bench.makeApp(browser) }
      let form = try await browser.get("/developers/apps/new")
      let answer = try await browser.submit(
        form, "/developers/apps", [("name", "x"), ("callbacks", "https://app.example/back"), ("scope", "login")])
      #expect(answer.status == 422)
    }
  }

  @Test("a form makes one app, however often it is sent, and twenty are the most side by side too")
  func once() async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.developer()
      let fields = [("name", "x"), ("callbacks", "https://app.example/back"), ("scope", "login")]
      let form = try await browser.get("/developers/apps/new")
      let wrong = try await browser.submit(form, "/developers/apps", [("name", ""), fields[1], fields[2]])
      #expect(wrong.status == 422)
      let made = try await browser.submit(wrong, "/developers/apps", fields)
      let client = made.first(/<code>(l7xx[0-9a-f]{32})<\/code>/)
      let again = try await browser.submit(form, "/developers/apps", fields)
      #expect(again.status == 303 && again.location == "/developers/apps/\(client)")
      #expect(!again.text.contains("client_secret"))
      let stale = try await browser.submit(
        BrowserPage(status: 200, headers: [:], text: form.text.replacing("name=\"once\"", with: "name=\"other\"")),
        "/developers/apps", fields)
      #expect(stale.status == 422)
      // Somebody else's form of the same token is theirs.
      let other = try await bench.developer("other@example.com")
      let csrf = try await other.get("/developers/apps/new").hidden(of: "/developers/apps").first { $0.0 == "csrf" }
      let once = form.hidden(of: "/developers/apps").first { $0.0 == "once" }
      let theirs = try await other.post("/developers/apps", [try #require(csrf), try #require(once)] + fields)
      #expect(theirs.status == 200 && !theirs.text.contains(client))

      for _ in 0..<18 { _ = try await bench.makeApp(browser) }
      let forms = [try await browser.get("/developers/apps/new"), try await browser.get("/developers/apps/new")]
      async let first = browser.submit(forms[0], "/developers/apps", fields)
      async let second = browser.submit(forms[1], "/developers/apps", fields)
      #expect(try await [first.status, second.status].sorted() == [200, 422])
      let list = try await browser.get("/developers/apps")
      #expect(Set(list.all(/href="\/developers\/apps\/(l7xx[0-9a-f]{32})"/)).count == 20)
    }
  }

  @Test("the name of an app is text wherever it is shown")
  func escaping() async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.developer()
      let keys = try await bench.makeApp(browser, name: "<b>&\"'")
      for path in ["/developers/apps", "/developers/apps/\(keys.id)", "/developers/apps/\(keys.id)/delete"] {
        let page = try await browser.get(path)
        #expect(page.text.contains("&lt;b&gt;&amp;") && !page.text.contains("<b>&"))
      }
    }
  }
}

extension SiteBench {
  /// What an app's developer is shown once.
  struct Keys: Sendable {
    let id: String
    let secret: String
    let passPhrase: String
  }

  func makeApp(_ browser: SiteBrowser, name: String = "나의 앱") async throws -> Keys {
    let form = try await browser.get("/developers/apps/new")
    let page = try await browser.submit(
      form, "/developers/apps",
      [("name", name), ("callbacks", "https://app.example/back")]
        + ["login", "inquiry", "transfer", "oob"].map { ("scope", $0) })
    let codes = page.all(/<code>([^<]*)<\/code>/)
    try #require(codes.count == 3, "\(page.text)")
    return Keys(id: codes[0], secret: codes[1], passPhrase: codes[2])
  }

  func client(_ id: String) async throws -> OAuthClient? {
    let id = try #require(ClientID(id))
    return try await test.hub.store.read { try ClientTable.find(id, in: $0) }
  }

  /// The token endpoint's answer.
  func token(_ keys: Keys, _ form: String) async throws -> BrowserPage {
    let browser = SiteBrowser(bench: self, language: "ko")
    return try await browser.raw(
      .post, "/oauth/2.0/token", "client_id=\(keys.id)&client_secret=\(keys.secret)&\(form)", nil)
  }

  func json(_ path: String, _ body: String) async throws -> BrowserPage {
    try await SiteBrowser(bench: self, language: "ko").raw(.post, path, body, nil)
  }

  func api(
    _ method: HTTPRequest.Method, _ path: String, _ token: String, _ body: String? = nil
  ) async throws -> BrowserPage {
    try await SiteBrowser(bench: self, language: "ko").raw(method, "/v1.0/\(path)", body, token)
  }
}

extension BrowserPage {
  /// A text of a JSON object.
  func member(_ name: String) -> String {
    guard case .object(let members)? = try? JSONReader.read(Array(text.utf8)) else { return "" }
    return members.first { $0.name == name }?.value.flatText ?? ""
  }
}
