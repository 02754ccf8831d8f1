import MaruDomain
import MaruHub
import MaruStore
import TestSupport
import Testing

/// `/developers/apps/{client}/live`: the applicant's side of the way to a live service.
@Suite struct LiveScreenTests {
  private static let form: [(String, String)] = [
    ("company", " 마루상점   주식회사 "), ("registration", "123-45-67891"), ("service", " 마루  가계부 "),
    ("contact", "김민지 02-1234-5678"),
    ("purpose", "가계부 서비스에서 잔액을 보여 줍니다."), ("callbacks", "https://app.example/back"), ("addresses", "127.0.0.1 ::1"),
    ("documents", "https://app.example/documents\r\n약관 <b>"), ("scope", "login"), ("scope", "oob"),
  ]

  /// An app with its developer's browser, and the operators' steps.
  struct Way: Sendable {
    let bench: SiteBench
    let browser: SiteBrowser
    let client: ClientID
    let onboarding: Onboarding
    var path: String { "/developers/apps/\(client)/live" }

    init(_ bench: SiteBench) async throws {
      self.bench = bench
      browser = try await bench.developer()
      client = try #require(ClientID(try await bench.makeApp(browser).id))
      onboarding = Onboarding(hub: bench.test.hub, link: { "http://site.test\($0)" })
    }

    var file: Onboarding.File {
      get async throws { try #require(try await onboarding.file(of: client)) }
    }

    func take(_ step: LiveStep, by one: Operator, _ words: String = "") async throws {
      try await onboarding.take(step, try await file.application.id, by: .operator(one, from: ""), words: words)
    }

    /// Sends a form of its own page.
    func send(_ step: String, _ fields: [(String, String)], from page: String? = nil) async throws -> BrowserPage {
      try await browser.submit(try await browser.get(page ?? "\(path)/\(step)"), "\(path)/\(step)", fields)
    }

    func apply() async throws { #expect(try await send("apply", LiveScreenTests.form).location == "\(path)?done=1") }

    /// Up to a contract that is offered.
    func offer() async throws {
      try await apply()
      try await take(.approve, by: LiveApplicant.screener)
      let answers = SecurityItem.allCases.map { ($0.rawValue, "지키고 있습니다") }
      #expect(try await send("security", answers).location == "\(path)?done=1")
      try await take(.clear, by: LiveApplicant.officer)
      let found = try await file
      try await onboarding.drawUp(
        try #require(found.suggested), found.application.id, by: .operator(LiveApplicant.first, from: ""))
      #expect(try await !browser.get(path).text.contains("<h2>계약</h2>"), "not approved yet: no offer")
      try await take(.approveContract, by: LiveApplicant.second)
    }
  }

  @Test("the page tells where the app stands and what is next, all the way to production keys that work")
  func way() async throws {
    try await SiteBench.run(.live) { bench in
      let way = try await Way(bench)
      let fresh = try await way.browser.get(way.path)
      #expect(fresh.status == 200 && fresh.text.contains("<strong id=\"stage\">시험 중</strong>"))
      #expect(fresh.text.contains("href=\"\(way.path)/apply\""))
      #expect(try await way.browser.get("/developers/apps/\(way.client)").text.contains("href=\"\(way.path)\""))
      try await way.offer()
      let offered = try await way.browser.get(way.path)
      #expect(offered.text.contains("계약을 읽고 동의하십시오.") && offered.text.contains("<h2>계약</h2>"))
      // What is agreed to stands before the button that agrees to it.
      let (contract, button) = (offered.text.firstRange(of: "<h2>계약</h2>"), offered.text.firstRange(of: "/agree\""))
      #expect(try #require(contract).lowerBound < (try #require(button).lowerBound))
      #expect(offered.text.contains("123-45-67891") && offered.text.contains("약관 &lt;b&gt;"))
      #expect(
        !offered.text.contains("haneul") && !offered.text.contains("minji"), "operators are not named to applicants")
      #expect(try await way.send("agree", [], from: way.path).status == 303)
      try await way.take(.askKeys, by: LiveApplicant.first)
      try await way.take(.grantKeys, by: LiveApplicant.second)
      let shown = try await way.send("keys", [], from: way.path)
      let keys = shown.all(/<code>([^<]*)<\/code>/)
      #expect(shown.heading == "운영 키" && keys.count == 3)
      #expect(try await !way.browser.get(way.path).text.contains(keys[1]), "the secret is shown once")
      let second = try await way.browser.post("\(way.path)/keys", [("csrf", shown.csrf)])
      #expect(second.status == 403 || second.status == 422)
      let live = SiteBench.Keys(id: keys[0], secret: keys[1], passPhrase: keys[2])
      let grant = "grant_type=client_credentials&scope=oob"
      #expect(try await bench.token(live, grant).member("rsp_code") == "A0013")
      try await way.take(.open, by: LiveApplicant.first)
      let token = try await bench.token(live, grant).member("access_token")
      #expect(try await bench.api(.get, "bank/status", token).member("rsp_code") == "A0000")
      try await way.take(.suspend, by: LiveApplicant.officer, "이상거래가 <보입니다>")
      #expect(try await bench.api(.get, "bank/status", token).member("rsp_code") == "A0013")
      let stopped = try await way.browser.get(way.path)
      #expect(stopped.text.contains("<strong id=\"stage\">정지</strong>"))
      #expect(stopped.text.contains("이상거래가 &lt;보입니다&gt;"))
      let letter = try #require(try await bench.mail(to: "dev@example.com"))
      #expect(letter.subject == "마루 나의 앱: 정지" && letter.body.contains("이상거래가 <보입니다>"))
      #expect(try await bench.link(to: "dev@example.com") == way.path)
      // Calls with production keys are nobody's to look at here.
      #expect(try await !way.browser.get("/developers/apps/\(way.client)/calls").text.contains("A0013"))
    }
  }

  @Test(
    "other terms of a live service are shown beside the present ones, and hold once the applicant has pressed the button"
  )
  func otherTerms() async throws {
    try await SiteBench.run { bench in
      let way = try await Way(bench)
      try await way.offer()
      #expect(try await way.send("agree", [], from: way.path).status == 303)
      try await way.take(.askKeys, by: LiveApplicant.first)
      try await way.take(.grantKeys, by: LiveApplicant.second)
      _ = try await way.send("keys", [], from: way.path)
      try await way.take(.open, by: LiveApplicant.first)
      let file = try await way.file
      let (id, code) = (file.application.id, try #require(file.application.liveOrganisation))
      let old = try #require(file.agreed?.terms)
      let other = try #require(
        ContractTerms(
          collectionAccount: old.collectionAccount, payingAccount: old.payingAccount, limits: old.limits, prefund: nil,
          withdrawFee: Won(12_345) ?? .zero, depositFee: old.depositFee))
      func fee() async throws -> Int64? { try await way.file.inForce?.withdrawFee.amount }
      func offer() async throws {
        try await way.onboarding.drawUp(other, id, .amend, by: .operator(LiveApplicant.first, from: ""))
        #expect(try await !way.browser.get(way.path).text.contains("12,345"), "not approved yet: no offer")
        try await way.take(.approveAmendment, by: LiveApplicant.second)
      }
      try await offer()
      let letter = try #require(try await bench.mail(to: "dev@example.com"))
      #expect(letter.body.contains("바뀐 계약 조건을 읽고 동의하거나 거절하십시오"))
      for (language, heading, present) in [("ko", "바뀐 계약 조건", "지금: "), ("en", "Other terms", "At present: ")] {
        let page = try await way.browser.get("\(way.path)?lang=\(language)").text
        let (card, button) = (page.firstRange(of: "<h2>\(heading)</h2>"), page.firstRange(of: "/agreeAmendment\""))
        #expect(try #require(card).lowerBound < (try #require(button).lowerBound))
        #expect(page.contains("12,345") && page.components(separatedBy: present).count == 2, "one term becomes another")
      }
      #expect(try await way.send("declineAmendment", [("words", "")]).status == 422)
      #expect(try await way.send("declineAmendment", [("words", "수수료가 맞지 않습니다")]).status == 303)
      #expect(try await fee() == old.withdrawFee.amount)
      let declined = try await way.browser.get(way.path).text
      #expect(!declined.contains("agreeAmendment"))
      #expect(!declined.contains("“수수료가"), "the applicant's own words are no reason to read")
      #expect(declined.contains("수수료가 맞지 않습니다"), "they are in the trail")
      #expect(
        try await way.browser.get("\(way.path)/declineAmendment").location == way.path, "there is nothing to decline")
      try await offer()
      #expect(try await fee() == old.withdrawFee.amount)
      #expect(try await way.send("agreeAmendment", [], from: way.path).status == 303)
      #expect(try await fee() == 12_345)
      let rates = try await bench.test.hub.store.read { try FeeRateTable.all(in: $0) }
      #expect(rates.contains { $0.organisation == code && $0.won.amount == 12_345 && $0.since != nil })
    }
  }

  @Test(
    "an application with something wrong is not taken, and keeps what was typed",
    arguments: [
      ("company", ""), ("company", "a"), ("registration", "123-45-67890"), ("registration", "1234567"),
      ("contact", "a"),
      ("purpose", "짧음"), ("documents", ""), ("callbacks", ""), ("callbacks", "http://app.example/back"),
      ("callbacks", "javascript:alert(1)"), ("callbacks", "myapp://back"), ("callbacks", "ftp://app.example/back"),
      ("callbacks", "https:app.example"), ("callbacks", "https:///back"), ("callbacks", "https://who@app.example/back"),
      ("service", ""), ("service", "스무 자보다 긴 이름은 서비스의 이름이 아닙니다"), ("addresses", ""), ("addresses", "my server"),
      ("scope", ""),
    ])
  func wrong(_ name: String, _ value: String) async throws {
    try await SiteBench.run { bench in
      let way = try await Way(bench)
      let fields = Self.form.filter { $0.0 != name } + [(name, value)]
      let answer = try await way.send("apply", fields)
      #expect(answer.status == 422 && !answer.complaint.isEmpty)
      #expect(name == "contact" || answer.text.contains("김민지 02-1234-5678"))
      #expect(try await way.onboarding.file(of: way.client) == nil)
    }
  }

  @Test("a check-list with a gap is not taken, and keeps what was typed")
  func gap() async throws {
    try await SiteBench.run { bench in
      let way = try await Way(bench)
      try await way.apply()
      try await way.take(.approve, by: LiveApplicant.screener)
      let answer = try await way.send("security", [("education", "이용자에게 알립니다")])
      #expect(answer.status == 422 && answer.complaint.contains("악성코드를 살피고"))
      #expect(answer.text.contains("이용자에게 알립니다"))
    }
  }

  @Test("sent back: the reason is there, the form holds what was sent, and the mended one is taken")
  func sentBack() async throws {
    try await SiteBench.run { bench in
      let way = try await Way(bench)
      try await way.apply()
      try await way.take(.sendBack, by: LiveApplicant.screener, "약관이 없습니다")
      #expect(try await way.browser.get(way.path).text.contains("“약관이 없습니다”"))
      let form = try await way.browser.get("\(way.path)/apply")
      #expect(form.text.contains("value=\"마루상점 주식회사\"") && form.text.contains("value=\"123-45-67891\""))
      try await way.apply()
      #expect(try await way.file.trail.map(\.step) == [.apply, .sendBack, .apply])
    }
  }

  @Test("the contract is declined with a reason; the application is withdrawn, and made anew")
  func ways() async throws {
    try await SiteBench.run { bench in
      let way = try await Way(bench)
      try await way.offer()
      #expect(try await way.send("decline", [("words", "")]).status == 422)
      #expect(try await way.send("decline", [("words", "수수료가 높습니다")]).status == 303)
      #expect(try await way.file.application.stage == .cleared)
      let app = "/developers/apps/\(way.client)"
      let kept = try await way.browser.submit(try await way.browser.get("\(app)/delete"), "\(app)/delete")
      #expect(kept.status == 409 && kept.text.contains(way.path))
      #expect(try await way.send("withdraw", [("words", "")]).status == 303)
      #expect(try await way.file.application.stage == .ended)
      try await way.apply()
      #expect(try await way.file.application.stage == .screening)
    }
  }

  @Test("a step that is not to be taken now is refused on the page, and pages of other stages lead back")
  func notNow() async throws {
    try await SiteBench.run { bench in
      let way = try await Way(bench)
      try await way.apply()
      let csrf = try await way.browser.get("\(way.path)/withdraw").csrf
      let now = ("revision", "\(try await way.file.application.revision)")
      for step in ["apply", "security", "agree", "keys", "secret", "pass-phrase"] {
        let fields =
          step == "apply"
          ? Self.form : step == "security" ? SecurityItem.allCases.map { ($0.rawValue, "지킵니다 지킵니다") } : []
        let answer = try await way.browser.post("\(way.path)/\(step)", [("csrf", csrf), now] + fields)
        #expect(answer.status == 422 && answer.complaint.contains("지금은 할 수 없는"), "\(step): \(answer.status)")
      }
      for page in ["apply", "security", "decline"] {
        #expect(try await way.browser.get("\(way.path)/\(page)").location == way.path)
      }
      #expect(try await way.file.trail.count == 1)
    }
  }

  @Test("a form of a page that is not true any more changes nothing, and says so")
  func stale() async throws {
    try await SiteBench.run { bench in
      let way = try await Way(bench)
      try await way.offer()
      var pages: [(String, BrowserPage)] = []
      for (step, path) in [("agree", ""), ("decline", "/decline"), ("withdraw", "/withdraw")] {
        pages.append((step, try await way.browser.get(way.path + path)))
      }
      // Meanwhile another contract is offered in the place of the one that was read.
      #expect(try await way.send("decline", [("words", "수수료가 높습니다")]).status == 303)
      let found = try await way.file
      try await way.onboarding.drawUp(
        try #require(found.suggested), found.application.id, by: .operator(LiveApplicant.first, from: ""))
      try await way.take(.approveContract, by: LiveApplicant.second)
      let steps = try await way.file.trail.count
      for (step, page) in pages {
        let hidden = page.hidden(of: "\(way.path)/\(step)")
        #expect(hidden.contains { $0.0 == "revision" }, "\(step)")
        for fields in [
          hidden, hidden.filter { $0.0 != "revision" }, hidden.map { ($0.0, $0.0 == "revision" ? "x" : $0.1) },
        ] {
          let answer = try await way.browser.post("\(way.path)/\(step)", fields + [("words", "아무 까닭 없이")])
          #expect(answer.status == 422 && answer.complaint.contains("그사이 바뀌었습니다"), "\(step)")
        }
      }
      #expect(try await way.file.trail.count == steps)
      // A form that came back with something wrong stays tied to what was read.
      let form = try await way.browser.get("\(way.path)/decline")
      let wrong = try await way.browser.submit(form, "\(way.path)/decline", [("words", "짧다")])
      #expect(
        wrong.status == 422 && wrong.hidden(of: "\(way.path)/decline").contains { $0.0 == "revision" && !$0.1.isEmpty })
      #expect(try await way.browser.submit(wrong, "\(way.path)/decline", [("words", "수수료가 높습니다")]).status == 303)
    }
  }

  @Test("the name that users will see is in the application and the contract, and that of the live service")
  func name() async throws {
    try await SiteBench.run { bench in
      let way = try await Way(bench)
      #expect(try await way.browser.get("\(way.path)/apply").text.contains("value=\"나의 앱\""), "begins with the app's")
      try await way.offer()
      let offered = try await way.browser.get(way.path)
      #expect(offered.all(/<dd><div>(마루 가계부)<\/div>/).count == 2)
    }
  }

  @Test("lost keys are made anew, each by its button, and shown once")
  func renewed() async throws {
    try await SiteBench.run { bench in
      let way = try await Way(bench)
      try await way.offer()
      #expect(try await way.send("agree", [], from: way.path).status == 303)
      try await way.take(.askKeys, by: LiveApplicant.first)
      try await way.take(.grantKeys, by: LiveApplicant.second)
      let keys = try await way.send("keys", [], from: way.path).all(/<code>([^<]*)<\/code>/)
      for (step, name, old) in [("secret", "client_secret", keys[1]), ("pass-phrase", "wd_pass_phrase", keys[2])] {
        let shown = try await way.send(step, [], from: way.path)
        let codes = shown.all(/<code>([^<]*)<\/code>/)
        #expect(shown.status == 200 && shown.text.contains(name) && codes.count == 2 && codes[0] == keys[0])
        #expect(codes[1] != old && codes[1].utf8.count == old.utf8.count)
        #expect(try await !way.browser.get(way.path).text.contains(codes[1]))
      }
    }
  }

  @Test("pages and forms are the app's developer's own, and a form without its token changes nothing")
  func others() async throws {
    try await SiteBench.run { bench in
      let way = try await Way(bench)
      try await way.apply()
      let other = try await bench.developer("other@example.com")
      let csrf = try await other.get("/developers/account").csrf
      for path in ["", "/apply", "/security", "/withdraw", "/decline"] {
        #expect(try await other.get(way.path + path).status == 404)
      }
      for step in ["apply", "security", "agree", "decline", "withdraw", "keys", "secret", "pass-phrase"] {
        #expect(try await other.post("\(way.path)/\(step)", [("csrf", csrf), ("words", "아무 까닭 없이")]).status == 404)
        #expect(try await way.browser.post("\(way.path)/\(step)", [("csrf", ""), ("words", "아무 까닭 없이")]).status == 403)
        #expect(try await bench.browser().get("\(way.path)").status == 303)
      }
      #expect(try await way.file.trail.count == 1)
    }
  }

  @Test("both languages, at every stage of the way", arguments: ["ko", "en"])
  func languages(_ language: String) async throws {
    try await SiteBench.run { bench in
      let way = try await Way(bench)
      try await way.offer()
      for path in ["", "/decline", "/withdraw"] {
        let page = try await way.browser.get("\(way.path)\(path)?lang=\(language)")
        #expect(page.status == 200 && page.tag == language)
        let main = page.text.components(separatedBy: "<main").last ?? ""
        #expect(main.contains(language == "ko" ? "계약" : "contract") || path == "/withdraw")
      }
    }
  }
}
