import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import TestSupport
import Testing

/// What the pages show, to whom they send, and what they never do.
@Suite struct ConsentLookTests {
  /// Every page of a visit, with the answers to wrong forms and the last one.
  private func pages(_ bench: Bench, _ change: [(String, String?)] = []) async throws -> [(
    name: String, answer: WebAnswer
  )] {
    let visit = try await Visit.start(bench, "authorize2", change)
    var pages = [("identity", try await visit.show()), ("identity wrong", try await visit.send("identity"))]
    _ = try await visit.identify()
    pages.append(("number", try await visit.show()))
    pages.append(("number wrong", try await visit.send("number", [("number", try await visit.wrongNumber())])))
    _ = try await visit.confirm()
    pages.append(("accounts", try await visit.show()))
    pages.append(("accounts wrong", try await visit.send("accounts")))
    _ = try await visit.send("deny")
    pages.append(("ended", try await visit.show()))
    return pages
  }

  @Test("every page forbids framing, foreign content, referrers, sniffing and keeping (B-07, B-08)")
  func headers() async throws {
    try await Bench.run { bench in
      for (name, answer) in try await pages(bench) {
        let policy = answer.headers[.contentSecurityPolicy] ?? ""
        #expect(policy.contains("default-src 'none'"), "\(name)")
        #expect(policy.contains("frame-ancestors 'none'"))
        #expect(policy.contains("base-uri 'none'"))
        #expect(policy.contains(name == "ended" ? "form-action 'self';" : "form-action 'self' http://localhost:8880;"))
        #expect(!policy.contains("unsafe"))
        #expect(!policy.contains("script"))
        #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.headers[try #require(HTTPField.Name("Referrer-Policy"))] == "no-referrer")
        #expect(answer.headers[try #require(HTTPField.Name("X-Frame-Options"))] == "DENY")
        #expect(answer.headers[.accessControlAllowOrigin] == nil)
        #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
      }
    }
  }

  @Test("no page has a script or anything from elsewhere (B-07)")
  func selfContained() async throws {
    try await Bench.run { bench in
      for (name, answer) in try await pages(bench) {
        let page = answer.page.lowercased()
        #expect(page.hasPrefix("<!doctype html>"), "\(name)")
        for text in [
          "<script", "javascript:", "src=\"http", "href=\"http", "url(", "@import", "<iframe", " onclick", "<link",
        ] {
          #expect(!page.contains(text), "\(name): \(text)")
        }
      }
    }
  }

  @Test("redirects are 303 after a form, with the pages' own headers; the first is 302 (F-31, 1.6)")
  func redirects() async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench)
      let answers = [
        try await visit.identify(), try await visit.confirm(), try await visit.send("accounts", [("inquiry", "0")]),
      ]
      for answer in answers {
        #expect(answer.status == 303)
        #expect(answer.headers[try #require(HTTPField.Name("Referrer-Policy"))] == "no-referrer")
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.bytes.isEmpty)
      }
    }
  }

  @Test("the cookie is for these pages only, not for scripts, and secure behind TLS")
  func cookie() async throws {
    try await Bench.run { bench in
      for (proto, isSecure) in [(nil, false), ("https", true), ("http", false)] as [(String?, Bool)] {
        let visit = try await Visit.start(bench)
        var headers = HTTPFields()
        headers[try #require(HTTPField.Name("X-Forwarded-Proto"))] = proto
        let set = try #require(try await bench.web.send(.get, visit.path, headers).headers[.setCookie])
        #expect(set.wholeMatch(of: /maru_consent=[0-9a-f]{32}; .*/) != nil)
        #expect(set.contains("Path=\(visit.path)"))
        #expect(set.contains("HttpOnly"))
        #expect(set.contains("SameSite=Lax"))
        #expect(set.contains("Secure") == isSecure)
      }
    }
  }

  private static let hostile = #"<script>alert(1)</script>"'&<b>{{csrf}}"#

  @Test("a hostile name of a client, a user or an account is text, never markup")
  func escaping() async throws {
    try await Bench.run { bench in
      try await bench.changeClient(name: Self.hostile)
      let visit = try await Visit.start(bench, "authorize2", [("lang", "eng")])
      var pages = [try await visit.show()]
      pages.append(
        try await visit.send(
          "identity", [("name", Self.hostile), ("birth_date", "\"><script>"), ("phone", "'><script>")]))
      _ = try await visit.identify()
      _ = try await visit.confirm()
      pages.append(try await visit.show())
      pages.append(try await visit.send("accounts", [("alias0", Self.hostile), ("alias1", "\"><script>")]))
      for answer in pages {
        #expect(!answer.page.contains("<script"))
        #expect(!answer.page.contains("<b>{{"))
        #expect(answer.page.contains("&lt;script&gt;"))
      }
      #expect(pages[3].page.contains("value=\"&lt;script"))
      // The name of an account that was given so comes back as text, too.
      let end = try await visit.send("accounts", [("inquiry", "0"), ("alias0", #"<i>"x"</i>"#)])
      #expect(end.callback("code") != nil)
      let again = try await Visit.start(bench)
      try await again.goToAccounts()
      let page = try await again.show().page
      #expect(!page.contains("<i>"))
      #expect(page.contains("&lt;i&gt;"))
    }
  }

  @Test("the last page says who gets what of which account until when, in numbers that nobody can copy (F-34)")
  func statement() async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench, "authorize2", [("lang", "eng")])
      try await visit.goToAccounts()
      let page = try await visit.show().page
      #expect(page.contains("365 days from today (until 2027-11-24)"))
      #expect(page.contains(bench.test.client.name.text))
      for service in [
        "Balance and transactions", "Withdrawals from the accounts", "Your name, your personal identifier",
      ] {
        #expect(page.contains(service))
      }
      for (account, state) in bench.test.person.accounts {
        #expect(!page.contains(account.number.text))
        #expect(page.contains(account.number.masked) == (state != .closed))
      }
      #expect(!page.contains(bench.test.person.person.ci))
      #expect(page.firstMatch(of: /<input type="checkbox"[^>]* checked/) == nil, "nothing is chosen beforehand")
    }
  }

  @Test("the number goes to a phone that the page shows only in part")
  func phone() async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench)
      _ = try await visit.identify()
      let page = try await visit.show().page
      let phone = bench.test.person.person.phone
      #expect(page.contains("\(phone.prefix(3))****\(phone.suffix(4))"))
      #expect(!page.contains(phone))
    }
  }

  @Test(
    "colours that can be read are used, others are not",
    arguments: [
      ([("bg_color", "#FBEFF2"), ("txt_color", "#000000")], ["--bg:#FBEFF2", "--ink:#000000"], [String]()),
      ([("bg_color", "fbeff2"), ("txt_color", "000000")], ["--bg:#FBEFF2"], []),
      ([("bg_color", "#777777"), ("txt_color", "#787878")], [], ["--bg:#777777", "--ink:#787878"]),
      (
        [("btn1_color", "#FFFFFF"), ("btn2_color", "#000000")],
        ["--accent:#FFFFFF", "--accent-ink:#1D2321", "--plain-ink:#FFFFFF"], []
      ),
    ] as [([(String, String?)], [String], [String])])
  func colours(change: [(String, String?)], present: [String], absent: [String]) async throws {
    try await Bench.run { bench in
      for (name, answer) in try await pages(bench, change) where name != "ended" {
        for text in present { #expect(answer.page.contains(text), "\(name) \(text)") }
        for text in absent { #expect(!answer.page.contains(text), "\(name) \(text)") }
      }
    }
  }

  @Test(
    "a callback with a query and an app's own scheme are led to, and named in the policy",
    arguments: [
      ("https://shop.example/cb?a=1", "https://shop.example/cb?a=1&code=", "https://shop.example;"),
      ("com.example.app:/oauth", "com.example.app:/oauth?code=", "com.example.app:;"),
      ("https://shop.example:8443/cb", "https://shop.example:8443/cb?code=", "https://shop.example:8443;"),
    ])
  func callbacks(uri: String, start: String, source: String) async throws {
    try await Bench.run { bench in
      try await bench.changeClient(redirectURI: uri)
      let visit = try await Visit.start(bench, "authorize2", [("redirect_uri", uri)])
      try await visit.goToAccounts()
      let policy = try await visit.show().headers[.contentSecurityPolicy] ?? ""
      #expect(policy.contains("form-action 'self' \(source)"), "\(policy)")
      #expect(try await visit.send("accounts", [("inquiry", "0")]).location.hasPrefix(start))
    }
  }
}
