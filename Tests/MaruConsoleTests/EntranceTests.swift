import HTTPTypes
import MaruDomain
import MaruHub
import MaruStore
import TestSupport
import Testing

/// The way in and out of the console, and who may do what there.
@Suite struct EntranceTests {
  static let pages = [
    "/operator", "/operator/search", "/operator/search?q=1", "/operator/calls", "/operator/calls.csv",
    "/operator/organisations", "/operator/applications", "/operator/applications/1", "/operator/consents",
    "/operator/support", "/operator/support?state=open&kind=consulting", "/operator/support/1",
    "/operator/support/1/calls/1",
    "/operator/settlement", "/operator/invoices",
    "/operator/invoices?month=202611", "/operator/invoices/202611/M202600001",
    "/operator/invoices/202611/M202600001/csv", "/operator/audit", "/operator/operators", "/operator/notices",
    "/operator/forum",
    "/operator/transfers/1", "/operator/breaks/1",
  ]

  @Test("strangers are led to the login, wherever they come", arguments: pages)
  func strangers(_ path: String) async throws {
    try await ConsoleBench.run { bench in
      let answer = try await ConsoleBrowser(bench: bench).get(path)
      #expect(answer.status == 303 && answer.location == "/operator/login")
    }
  }

  @Test("a set-up link works once and for a day; password, name and code are all needed from then on")
  func login() async throws {
    try await ConsoleBench.run { bench in
      let browser = try await bench.person("minji", .viewer)
      #expect(try await browser.get("/operator").status == 200)
      _ = try await browser.post("/operator/logout", [("csrf", try await browser.get("/operator").csrf)])
      #expect(try await browser.get("/operator").status == 303)
      // The code of the set-up counts no more.
      #expect(try await browser.logIn("minji", code: browser.code).status == 422)
      bench.test.clock.move(seconds: 60)
      let wrong = browser.code == "000000" ? "111111" : "000000"
      for (name, password, code) in [
        ("minji", "another sentence", browser.code), ("minji", ConsoleBrowser.password, wrong),
        ("nobody", ConsoleBrowser.password, browser.code),
      ] {
        let answer = try await browser.logIn(name, password, code)
        #expect(answer.status == 422 && !answer.complaint.isEmpty)
      }
      #expect(try await browser.logIn("minji", code: browser.code).location == "/operator")
      let acts = try await bench.audit().map(\.act)
      #expect(
        acts == [
          "login", "login.refused", "login.refused", "login.refused", "login.refused", "logout", "setup",
          "operator.add",
        ])
    }
  }

  @Test("a password whose hash costs something else than new ones do is hashed anew at the login, and still holds")
  func dearer() async throws {
    try await ConsoleBench.run { bench in
      let browser = try await bench.person("minji", .viewer)
      func stored() async throws -> Operator {
        try #require(try await bench.test.hub.store.read { try OperatorTable.find(name: "minji", in: $0) })
      }
      let dear = TestHub.hasher(cost: 5)
      defer { dear.close() }
      let (salt, before) = (dear.salt(Array(0..<16)), try await stored())
      let hash = try await dear.hash(ConsoleBrowser.password, salt: salt)
      try await bench.test.hub.store.write { session in
        try OperatorTable.renewPassword(
          of: before.id, from: try #require(before.passwordHash), to: hash, salt: salt, in: session)
      }
      for _ in 0..<2 {
        _ = try await browser.post("/operator/logout", [("csrf", try await browser.get("/operator").csrf)])
        bench.test.clock.move(seconds: 60)
        #expect(try await browser.logIn("minji", code: browser.code).location == "/operator")
        #expect(try await stored().passwordSalt?.first == 4)
      }
    }
  }

  @Test("a link that was used, that is a day old, or that is none, opens nothing")
  func links() async throws {
    try await ConsoleBench.run { bench in
      let token = try await bench.registry.add("minji", role: .admin)
      #expect(try await ConsoleBrowser(bench: bench).setUp(token, password: "short").status == 422)
      #expect(try await ConsoleBrowser(bench: bench).setUp(token).status == 303)
      #expect(try await ConsoleBrowser(bench: bench).get("/operator/set-up?token=\(token)").status == 410)
      let late = try await bench.registry.add("jun", role: .admin)
      bench.test.clock.move(seconds: 86_400)
      #expect(try await ConsoleBrowser(bench: bench).get("/operator/set-up?token=\(late)").status == 410)
      #expect(try await ConsoleBrowser(bench: bench).get("/operator/set-up").status == 410)
    }
  }

  @Test("the key of an authenticator is stored sealed, and moved to somebody else it opens nothing")
  func sealed() async throws {
    try await ConsoleBench.run { bench in
      let (browser, other) = (try await bench.person("minji", .viewer), try await bench.person("jun", .admin))
      let stored = try await bench.registry.all()
      #expect(stored.allSatisfy { $0.totpSecret?.count == 12 + 20 + 16 })
      _ = try await bench.test.hub.store.write {
        try $0.run(
          "UPDATE console_operator SET totp_secret = ? WHERE name = 'jun'", [SQLValue.blob(stored[0].totpSecret ?? [])])
      }
      bench.test.clock.move(seconds: 60)
      other.forget()
      #expect(try await other.logIn("jun", code: browser.code).status == 422)
      #expect(try await other.logIn("jun", code: other.code).status == 422)
    }
  }

  @Test("ten wrong tries close a name for a quarter of an hour, also to the right password")
  func tries() async throws {
    try await ConsoleBench.run { bench in
      let browser = try await bench.person("minji", .viewer)
      browser.forget()
      for _ in 0..<10 { #expect(try await browser.logIn("minji", "wrong", "000000").status == 422) }
      bench.test.clock.move(seconds: 60)
      #expect(try await browser.logIn("minji", code: browser.code).status == 422)
      bench.test.clock.move(seconds: 900)
      #expect(try await browser.logIn("minji", code: browser.code).location == "/operator")
    }
  }

  @Test("a login ends after half an idle hour, and after a shift in any case")
  func ends() async throws {
    try await ConsoleBench.run { bench in
      let browser = try await bench.person("minji", .viewer)
      for _ in 0..<35 {
        bench.test.clock.move(seconds: 1_200)
        #expect(try await browser.get("/operator").status == 200)
      }
      bench.test.clock.move(seconds: 1_200)
      #expect(try await browser.get("/operator").status == 303)
      let second = try await bench.person("jun", .viewer)
      bench.test.clock.move(seconds: 1_800)
      #expect(try await second.get("/operator").status == 303)
      // A page that only brings itself up to date keeps nobody in.
      let third = try await bench.person("soo", .viewer)
      bench.test.clock.move(seconds: 1_200)
      #expect(try await third.get("/operator", isLive: true).status == 200)
      bench.test.clock.move(seconds: 1_200)
      #expect(try await third.get("/operator", isLive: true).status == 303)
    }
  }

  @Test("who is ended or renewed is out at once")
  func ended() async throws {
    try await ConsoleBench.run { bench in
      let (first, second) = (try await bench.person("minji", .viewer), try await bench.person("jun", .viewer))
      let admin = try await bench.person("boss", .admin)
      let answer = try await admin.submit("/operator/operators", to: "/operator/operators/end", [("name", "minji")])
      #expect(answer.status == 303)
      #expect(try await first.get("/operator").status == 303)
      bench.test.clock.move(seconds: 60)
      #expect(try await first.logIn("minji", code: first.code).status == 422)
      _ = try await bench.registry.renew("jun", role: .operations)
      #expect(try await second.get("/operator").status == 303)
      #expect(try await second.logIn("jun", code: second.code).status == 422)
      let itself = try await admin.submit("/operator/operators", to: "/operator/operators/end", [("name", "boss")])
      #expect(itself.status == 422)
      await #expect(throws: OperatorRegistry.Refused.unknown("nobody")) { try await bench.registry.end("nobody") }
      await #expect(throws: OperatorRegistry.Refused.taken("boss")) {
        try await bench.registry.add("boss", role: .admin)
      }
      for name in ["", "a", "Minji", "min ji", "1min", String(repeating: "a", count: 41)] {
        await #expect(throws: OperatorRegistry.Refused.malformed) {
          try await bench.registry.add(name, role: .viewer)
        }
      }
    }
  }

  @Test(
    "a role opens its pages and no other, and whoever tries is on record",
    arguments: OperatorRole.allCases.filter { $0 != .bank })
  func roles(_ role: OperatorRole) async throws {
    try await ConsoleBench.run { bench in
      let browser = try await bench.person("minji", role)
      for (path, act) in [
        ("/operator", OperatorAct.look), ("/operator/consents", .lookAtPeople), ("/operator/audit", .readAudit),
        ("/operator/operators", .manageOperators), ("/operator/support", .lookAtPeople),
      ] {
        let answer = try await browser.get(path)
        #expect(answer.status == (role.may(act) ? 200 : 403), "\(path)")
        #expect(try await bench.audit().contains { $0.act == "refused" && $0.subject == path } == !role.may(act))
      }
    }
  }

  @Test("a form without its page's token changes nothing")
  func crossSite() async throws {
    try await ConsoleBench.run { bench in
      _ = try await bench.person("minji", .viewer)
      let admin = try await bench.person("boss", .admin)
      // Who may do it: refused for the form alone.
      let clerk = try await bench.person("clerk", .operations)
      for csrf in ["", String(repeating: "0", count: 64)] {
        for path in [
          "/operator/operators/end", "/operator/breaks/1", "/operator/logout", "/operator/login", "/operator/set-up",
        ] {
          let browser = path.contains("breaks") ? clerk : admin
          #expect(try await browser.post(path, [("csrf", csrf), ("name", "minji")]).status == 403)
        }
      }
      #expect(try await bench.registry.all().allSatisfy { $0.endedAt == nil })
      #expect(try await admin.get("/operator").status == 200)
    }
  }

  @Test(
    "every page: a strict policy, a cookie of its own, both languages, under 100 KB",
    arguments: pages.filter { !$0.contains("csv") })
  func policy(_ path: String) async throws {
    try await ConsoleBench.run { bench in
      let browser = try await bench.person("boss", .admin)
      let mark = path.contains("?") ? "&" : "?"
      for (language, other) in [("ko", "en"), ("en", "ko")] {
        let page = try await browser.get("\(path)\(mark)lang=\(language)")
        let policy = page.headers[.contentSecurityPolicy] ?? ""
        #expect(policy.hasPrefix("default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"))
        #expect(page.headers[.cacheControl] == "no-store")
        #expect(!page.text.contains("style=") && !page.text.contains("onclick") && page.text.contains("</html>"))
        #expect(page.text.contains("<html lang=\"\(language)\"") && page.text.contains("hreflang=\"\(other)\""))
        #expect(page.text.utf8.count < 100_000)
      }
    }
  }
}

extension ConsoleBrowser {
  func logIn(_ name: String, code: String) async throws -> BrowserPage {
    try await logIn(name, ConsoleBrowser.password, code)
  }
}
