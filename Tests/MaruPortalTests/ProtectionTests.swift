import Foundation
import HTTPTypes
import MaruStore
import TestSupport
import Testing

/// What every page and form of the site has.
@Suite struct ProtectionTests {
  /// Pages that anybody can open.
  static let open = [
    "/developers", "/developers/sign-up", "/developers/sign-up/sent", "/developers/login", "/developers/reset",
    "/developers/reset/sent", "/developers/reset/password?token=x", "/developers/verify?token=x", "/testbed/outbox",
    "/developers/docs", "/developers/docs?q=balance", "/developers/docs/codes", "/developers/docs/api/account/balance",
    "/developers/docs/api/oauth/token", "/developers/docs/api/transfer/deposit", "/developers/docs/guides/first-call",
    "/developers/docs/guides/oauth", "/developers/docs/guides/transfers", "/developers/docs/guides/going-live",
  ]
  /// Pages of somebody who is logged in.
  static let own = [
    "/developers/account", "/developers/account/authenticator", "/developers/apps", "/developers/apps/new",
  ]

  @Test(
    "every page: a strict policy, nothing kept, nothing framed, under 100 KB, in the language asked for",
    arguments: open + own)
  func pages(_ path: String) async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.developer()
      if Self.open.contains(path) { browser.setCookie("maru_session", nil) }
      for (query, tag) in [("lang=ko", "ko"), ("lang=en", "en")] {
        let page = try await browser.get(path + (path.contains("?") ? "&" : "?") + query)
        #expect([200, 410].contains(page.status))
        #expect(
          page.headers[.contentSecurityPolicy]
            == "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        )
        #expect(page.headers[.cacheControl] == "no-store")
        #expect(page.headers[.xContentTypeOptions] == "nosniff")
        #expect(page.text.utf8.count < 100_000)
        #expect(page.tag == tag)
        #expect(page.text.matches(of: /<h1/).count == 1)
        #expect(!page.text.contains("style=") && !page.text.contains("onclick"))
        #expect(page.text.contains("</html>"))
        // Letters are in the language of whoever they were written to; the API's own words come in both.
        if tag == "en", path != "/testbed/outbox", !path.hasPrefix("/developers/docs") {
          let words = page.text.replacing("한국어", with: "").replacing("마루", with: "")
          let hasKorean = words.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) }
          #expect(!hasKorean, "Korean on the English page")
        }
      }
      #expect(browser.cookies["maru_lang"] == "en")
      #expect(try await browser.get("/developers").tag == "en")
    }
  }

  @Test("pages of one's own lead strangers to the login and back", arguments: own)
  func strangers(_ path: String) async throws {
    try await SiteBench.run { bench in
      let answer = try await bench.browser().get(path)
      #expect(answer.status == 303)
      #expect(answer.location.removingPercentEncoding == "/developers/login?next=\(path)")
    }
  }

  @Test("style and script: kept for a year under a name that changes with them")
  func assets() async throws {
    try await SiteBench.run { bench in
      let page = try await bench.browser().get("/developers")
      for path in [page.first(/rel="stylesheet" href="([^"]*)"/), page.first(/script src="([^"]*)"/)] {
        #expect(path.wholeMatch(of: /\/assets\/site-[0-9a-f]{12}\.(css|js)/) != nil)
        let asset = try await bench.browser().get(path)
        #expect(asset.status == 200)
        #expect(asset.headers[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(asset.headers[.setCookie] == nil)
        #expect(asset.text.utf8.count < 50_000)
      }
      #expect(try await bench.browser().get("/assets/site-000000000000.css").status == 404)
    }
  }

  /// What a form of another site can send, and what a browser says of it.
  static let foreign: [(String, @Sendable (inout [(String, String)], SiteBrowser) -> Void)] = [
    ("no token", { fields, _ in fields.removeAll { $0.0 == "csrf" } }),
    ("an empty token", { fields, _ in fields = [("csrf", "")] + fields.filter { $0.0 != "csrf" } }),
    (
      "another visitor's token",
      { fields, _ in fields = [("csrf", String(repeating: "a", count: 64))] + fields.filter { $0.0 != "csrf" } }
    ),
    ("no cookie", { _, browser in browser.setCookie("maru_session", nil) }),
    (
      "sent from another site",
      { _, browser in
        browser.extra.withLock { if let name = HTTPField.Name("Sec-Fetch-Site") { $0 = [(name, "cross-site")] } }
      }
    ),
    ("another origin", { _, browser in browser.extra.withLock { $0 = [(.origin, "https://evil.example")] } }),
  ]

  @Test("a form from elsewhere does nothing", arguments: foreign.indices)
  func crossSite(_ index: Int) async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.developer()
      let page = try await browser.get("/developers/account")
      var fields = page.hidden(of: "/developers/logout")
      #expect(fields.map(\.0) == ["csrf"])
      let cookie = browser.cookies["maru_session"]
      Self.foreign[index].1(&fields, browser)
      #expect(try await browser.post("/developers/logout", fields).status == 403)
      browser.extra.withLock { $0 = [] }
      browser.setCookie("maru_session", cookie)
      #expect(try await browser.isLoggedIn())
    }
  }

  @Test(
    "the cookie: 256 bits, unseen by scripts, on this site only, and bound to TLS where there is any",
    arguments: [false, true])
  func cookie(_ isSecure: Bool) async throws {
    try await SiteBench.run { bench in
      let browser = bench.browser()
      if isSecure {
        browser.extra.withLock { if let name = HTTPField.Name("X-Forwarded-Proto") { $0 = [(name, "https")] } }
      }
      let page = try await browser.get("/developers/login")
      let set = try #require(page.headers[.setCookie])
      let name = isSecure ? "__Host-maru_session" : "maru_session"
      #expect(set.hasPrefix("\(name)=") && set.contains("; Path=/; HttpOnly; SameSite=Lax"))
      #expect(set.contains("; Secure") == isSecure)
      #expect(browser.cookies[name]?.utf8.count == 64)
      // A login is a new cookie: one that was planted before is worth nothing.
      let member = try await bench.signedUp()
      member.setCookie("maru_session", String(repeating: "1", count: 64))
      _ = try await member.logIn("dev@example.com", "correct horse")
      #expect(member.cookies["maru_session"] != String(repeating: "1", count: 64))
    }
  }

  @Test("the database holds no cookie, no link's token and no password")
  func secrets() async throws {
    // It looks into SQLite's files.
    guard !TestStores.isPostgreSQL else { return }
    try await SiteBench.run { bench in
      let browser = try await bench.signedUp(password: "correct horse battery")
      let reset = bench.browser()
      _ = try await reset.submit(
        try await reset.get("/developers/reset"), "/developers/reset", [("email", "dev@example.com")])
      let token = try await bench.link(to: "dev@example.com").split(separator: "=").last.map(String.init) ?? ""
      // The outbox stands for the person's own mailbox.
      let files = try FileManager.default.contentsOfDirectory(at: bench.test.directory, includingPropertiesForKeys: nil)
      let bytes = try files.filter { $0.lastPathComponent.hasPrefix("hub.sqlite") }.map { try Data(contentsOf: $0) }
      let cookie = try #require(browser.cookies["maru_session"])
      for secret in [cookie, "correct horse battery"] {
        let isThere = bytes.contains { $0.range(of: Data(secret.utf8)) != nil }
        #expect(!isThere)
      }
      #expect(token.utf8.count == 64)
      let links = try await bench.test.hub.store.read { try $0.row("SELECT COUNT(*) FROM mail_link")?.integer(0) }
      #expect(links == 1)
    }
  }

  @Test(
    "what a person types comes back as text",
    arguments: ["/developers/sign-up", "/developers/login", "/developers/reset"])
  func escaping(_ path: String) async throws {
    try await SiteBench.run { bench in
      let browser = bench.browser()
      let attack = "\"><script>alert(1)</script>'&"
      let page = try await browser.submit(
        try await browser.get(path), path, [("email", attack), ("password", attack), ("next", attack)])
      #expect(page.status == 422)
      #expect(!page.text.contains("<script>alert"))
      #expect(page.text.contains("&quot;&gt;&lt;script&gt;"))
    }
  }

  @Test("a form that is too large is refused")
  func largeForm() async throws {
    try await SiteBench.run { bench in
      let browser = bench.browser()
      _ = try await browser.get("/developers/login")
      #expect(
        try await browser.post("/developers/login", [("email", String(repeating: "a", count: 100_000))]).status == 413)
    }
  }
}
