import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import TestSupport
import Testing

/// The developer site of a hub without the test bed.
@Suite struct ProductionSiteTests {
  private static let oob = "grant_type=client_credentials&scope=oob"

  /// The app that a developer makes there.
  private func makeApp(_ browser: SiteBrowser, name: String = "나의 앱") async throws -> ClientID {
    let made = try await browser.submit(
      try await browser.get("/developers/apps/new"), "/developers/apps", [("name", name)])
    #expect(made.status == 303)
    let id = made.location.split(separator: "?").first?.split(separator: "/").last.map(String.init) ?? ""
    return try #require(ClientID(id), "\(made.location)")
  }

  @Test("an app is a name: its client gets no token, belongs to no organisation, and is made once for each form")
  func app() async throws {
    try await SiteBench.run(hasTestBed: false) { bench in
      let browser = try await bench.developer()
      let form = try await browser.get("/developers/apps/new")
      #expect(!form.text.contains("name=\"callbacks\"") && !form.text.contains("name=\"scope\""))
      let first = try await browser.submit(form, "/developers/apps", [("name", "가계부")])
      let again = try await browser.submit(form, "/developers/apps", [("name", "가계부")])
      #expect(again.location == first.location.split(separator: "?").first.map(String.init))
      let id = try #require(first.location.split(separator: "?").first?.split(separator: "/").last.map(String.init))
      let client = try #require(try await bench.client(id))
      #expect(client.isDisabled && client.redirectURIs.isEmpty && client.scopes.isEmpty)
      let organisation = try await bench.test.hub.store.read {
        try OrganisationTable.find(client.organisation, in: $0)
      }
      #expect(organisation == nil)
      for secret in ["", "0", String(repeating: "0", count: 32)] {
        let keys = SiteBench.Keys(id: id, secret: secret, passPhrase: "")
        #expect(try await bench.token(keys, Self.oob).member("access_token").isEmpty)
      }
      let page = try await browser.get("/developers/apps/\(id)")
      #expect(page.text.contains("신청 전") && page.text.contains("/developers/apps/\(id)/live"))
      #expect(!page.text.contains("/secret\"") && !page.text.contains("/webhooks\"") && !page.text.contains("/calls\""))
      #expect(try await browser.get("/developers/apps").text.contains("가계부"))
      #expect(
        try await browser.submit(
          try await browser.get("/developers/apps/\(id)/delete"),
          "/developers/apps/\(id)/delete"
        ).location == "/developers/apps?gone=1")
      #expect(try await browser.get("/developers/apps/\(id)").status == 404)
    }
  }

  @Test("the record of calls shows those of the live service to its developer alone, with nothing of a person in them")
  func calls() async throws {
    try await SiteBench.run(hasTestBed: false) { bench in
      let browser = try await bench.developer()
      let client = try await makeApp(browser)
      let path = "/developers/apps/\(client)"
      #expect(try await browser.get("\(path)/calls").status == 200)
      let live = try await goLive(bench, client)
      let token = try await bench.token(live, Self.oob).member("access_token")
      let name =
        "{\"bank_code_std\":\"004\",\"account_num\":\"110222333444\",\"account_holder_info\":\"8801011\","
        + "\"tran_dtime\":\"20261124090000\",\"홍길동\":\"비밀\",\"fintech_use_nm\":\"1\"}"
      let asked = try await bench.api(.post, "inquiry/real_name", token, name).member("api_tran_id")
      let list = try await browser.get("\(path)/calls").text
      #expect(list.contains("\(path)/calls/\(asked)"))
      let shown = try await browser.get("\(path)/calls/\(asked)").text
      #expect(shown.contains("20261124090000") && shown.contains("fintech_use_nm") && shown.contains("rsp_code"))
      for hidden in ["110222333444", "8801011", "홍길동", "비밀", live.secret, token] { #expect(!shown.contains(hidden)) }
      // Shown to support by its page's address, and to nobody else who is logged in.
      let support = try await browser.submit(
        try await browser.get("/developers/support/new"), "/developers/support/new",
        [
          ("kind", SupportKind.allCases[0].rawValue), ("app", ""), ("day", "2026-12-01"), ("subject", "성명조회"),
          ("body", "왜 안 됩니까"), ("call", "http://site.test\(path)/calls/\(asked)"),
        ])
      #expect(support.status == 303, "\(support.complaint)")
      #expect(try await browser.get(support.location).text.contains("\(path)/calls/\(asked)"))
      let other = try await bench.developer("other@example.com")
      #expect(try await other.get("\(path)/calls/\(asked)").status == 404)
    }
  }

  @Test("the app's page tells of other terms that wait, and the calls of a service that has ended go with its app")
  func wayOn() async throws {
    try await SiteBench.run(hasTestBed: false) { bench in
      let (browser, hub) = (try await bench.developer(), bench.test.hub)
      let client = try await makeApp(browser)
      let path = "/developers/apps/\(client)"
      let live = try await goLive(bench, client)
      let onboarding = Onboarding(hub: hub, link: { $0 })
      let file = try #require(try await onboarding.file(of: client))
      let (id, offer) = (file.application.id, "바뀐 계약 조건을 읽고 동의하거나 거절하십시오")
      try await onboarding.drawUp(
        try #require(file.inForce), id, .amend, by: .operator(LiveApplicant.first, from: ""))
      #expect(try await !browser.get(path).text.contains(offer))
      try await onboarding.take(.approveAmendment, id, by: .operator(LiveApplicant.second, from: ""))
      #expect(try await browser.get(path).text.contains(offer))

      let token = try await bench.token(live, Self.oob).member("access_token")
      _ = try await bench.api(.get, "bank/status", token)
      await bench.keeper.flush()
      func kept() async throws -> Int64? {
        try await hub.store.read { try $0.row("SELECT COUNT(*) FROM kept_call")?.integer(0) }
      }
      #expect(try await kept() == 2)
      try await onboarding.take(.end, id, by: .operator(LiveApplicant.admin, from: ""), words: "서비스를 접습니다")
      let gone = try await browser.submit(try await browser.get("\(path)/delete"), "\(path)/delete")
      #expect(gone.location == "/developers/apps?gone=1", "\(gone.complaint)")
      #expect(try await kept() == 0)
    }
  }

  @Test("a guide promises no first call in five minutes where screening and contract come first")
  func guide() async throws {
    try await SiteBench.run(hasTestBed: false) { bench in
      let page = try await bench.browser().get("/developers/docs/guides/first-call")
      #expect(page.text.contains("첫 호출") && !page.text.contains("5분"))
    }
  }

  @Test("a webhook is of the live service, over TLS to the open network, once there is one")
  func webhooks() async throws {
    try await SiteBench.run(hasTestBed: false) { bench in
      let browser = try await bench.developer()
      let client = try await makeApp(browser)
      let path = "/developers/apps/\(client)/webhooks"
      let fields = [("url", "https://hooks.example/maru"), ("event", "transfer.completed")]
      let early = try await browser.submit(try await browser.get("\(path)/new"), "\(path)/new", fields)
      #expect(early.status == 422 && early.complaint == "실서비스가 없습니다.")
      _ = try await goLive(bench, client)
      let form = try await browser.get("\(path)/new")
      #expect(!form.text.contains("value=\"live\"") && !form.text.contains("localhost"))
      let local = try await browser.submit(
        form, "\(path)/new", [("url", "http://localhost:9/"), ("event", "transfer.completed")])
      #expect(local.status == 422)
      #expect(try await browser.submit(form, "\(path)/new", fields).text.contains("whsec_"))
      let page = try await browser.get(path).text
      #expect(page.contains("<span class=\"tag\">실서비스</span>"))
    }
  }

  /// Up to an open service with callable keys.
  private func goLive(_ bench: SiteBench, _ client: ClientID) async throws -> SiteBench.Keys {
    let hub = bench.test.hub
    let onboarding = Onboarding(hub: hub, link: { $0 })
    let developer = try await hub.store.read { try DeveloperTable.find(email: "dev@example.com", in: $0) }
    let party = Onboarding.Party.applicant(try #require(developer), from: "")
    func take(_ step: LiveStep, by one: Operator) async throws {
      let id = try #require(try await onboarding.file(of: client)).application.id
      try await onboarding.take(step, id, by: .operator(one, from: ""))
    }
    try await onboarding.apply(try LiveApplicant.request(), for: client, by: party)
    let file = try #require(try await onboarding.file(of: client))
    #expect(file.suggested == nil, "nothing in test to begin a contract with")
    try await take(.approve, by: LiveApplicant.screener)
    try await onboarding.declare(LiveApplicant.answers, file.application.id, by: party)
    try await take(.clear, by: LiveApplicant.officer)
    let model = try #require(try await hub.store.read { try OrganisationTable.find(bench.test.client.code, in: $0) })
    let terms = try #require(
      ContractTerms(
        collectionAccount: model.collectionAccount, payingAccount: model.payingAccount, limits: model.limits,
        prefund: nil, withdrawFee: .zero, depositFee: .zero))
    try await onboarding.drawUp(terms, file.application.id, by: .operator(LiveApplicant.first, from: ""))
    try await take(.approveContract, by: LiveApplicant.second)
    try await onboarding.take(.agree, file.application.id, by: party)
    try await take(.askKeys, by: LiveApplicant.first)
    try await take(.grantKeys, by: LiveApplicant.second)
    let keys = try await onboarding.takeKeys(file.application.id, by: party)
    try await take(.open, by: LiveApplicant.first)
    return SiteBench.Keys(id: keys.client.text, secret: keys.secret, passPhrase: keys.passPhrase)
  }
}
