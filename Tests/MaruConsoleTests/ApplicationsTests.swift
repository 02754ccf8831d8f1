import MaruDomain
import MaruHub
import MaruStore
import TestSupport
import Testing

/// `/operator/applications`: the operators' side of the way to a live service.
@Suite struct ApplicationsTests {
  private static let path = "/operator/applications"

  private func path(_ one: LiveApplicant) async throws -> String { "\(Self.path)/\(try await one.application().id)" }

  /// Sends the step of an application's page.
  private func send(
    _ step: LiveStep, _ browser: ConsoleBrowser, _ one: LiveApplicant, _ more: [(String, String)] = [],
    seen: String? = nil
  ) async throws -> BrowserPage {
    let now = "\(try await one.application().revision)"
    return try await browser.submit(
      try await path(one), [("step", step.rawValue), ("revision", seen ?? now)] + more)
  }

  /// What the forms of a page are tied to.
  private func revisions(_ page: BrowserPage) -> Set<String> {
    Set(page.text.matches(of: /name="revision" value="([0-9]+)"/).map { String($0.1) })
  }

  private static let items = SecurityItem.allCases.map { ("item-\($0.rawValue)", "yes") }

  /// The fields of a form of the page with what stands in them.
  private func fields(_ page: BrowserPage) -> [(String, String)] {
    page.text.matches(of: /<input id="([a-z_]+)" name="[a-z_]+" type="text" value="([^"]*)"/).map {
      (String($0.1), String($0.2))
    }
  }

  @Test("the operators of each role take an application from screening to live, and everything is on record")
  func way() async throws {
    try await ConsoleBench.run { bench in
      let one = try await LiveApplicant(bench.test)
      try await one.go(to: .screening)
      let id = try await one.application().id
      let screening = try await bench.person("soo", .screening)
      #expect(try await screening.get("\(Self.path)?lang=ko").text.contains("마루상점 주식회사"))
      #expect(try await send(.approve, screening, one).location == "\(Self.path)/\(id)?done=1")
      try await one.onboarding.declare(LiveApplicant.answers, id, by: one.party)

      let security = try await bench.person("jun", .security)
      let open = try await send(.clear, security, one, Self.items.dropLast() + [("words", "메모")])
      #expect(open.status == 422 && open.text.contains(" checked") && open.text.contains(">메모<"))
      #expect(try await send(.clear, security, one, Self.items).status == 303)

      let minji = try await bench.person("minji", .operations)
      let drawing = fields(try await minji.get(try await path(one)))
      #expect(drawing.count == 15 && drawing.first { $0.0 == "withdraw_fee" }?.1 == "500")
      #expect(try await send(.drawUp, minji, one, drawing).status == 303)
      #expect(try await minji.get(try await path(one)).text.contains("올린 사람은 결재할 수 없습니다"))
      let own = try await send(.approveContract, minji, one)
      #expect(own.status == 422 && own.complaint.contains("올린 사람은"))
      let haneul = try await bench.person("haneul", .operations)
      #expect(try await send(.approveContract, haneul, one).status == 303)
      try await one.onboarding.take(.agree, id, by: one.party)
      #expect(try await send(.askKeys, haneul, one).status == 303)
      #expect(try await send(.grantKeys, haneul, one).status == 422)
      #expect(try await send(.grantKeys, minji, one).status == 303)
      let keys = try await one.onboarding.takeKeys(id, by: one.party)
      #expect(try await send(.open, minji, one).status == 303)
      let page = try await minji.get("\(Self.path)/\(id)?lang=en")
      #expect(page.text.contains("Live") && page.text.contains(keys.client.text) && !page.text.contains(keys.secret))
      #expect(page.text.contains("Keys granted") && page.text.contains("Drawn up by"))
      #expect(try await minji.get("/operator?lang=en").text.contains("Live services"))
      let acts = try await bench.audit().map(\.act)
      for step in [LiveStep.approve, .clear, .drawUp, .approveContract, .askKeys, .grantKeys, .open] {
        #expect(acts.contains("application.\(step.rawValue)"))
      }
    }
  }

  @Test(
    "a step that the role may not take is refused, on record, and changes nothing",
    arguments: OperatorRole.allCases.filter { $0 != .bank })
  func roles(_ role: OperatorRole) async throws {
    try await ConsoleBench.run { bench in
      let one = try await LiveApplicant(bench.test)
      try await one.go(to: .screening)
      let (browser, path) = (try await bench.person("minji", role), try await path(one))
      let page = try await browser.get(path)
      let offered = Set(page.text.matches(of: /name="step" value="([a-zA-Z]+)"/).map { String($0.1) })
      #expect(offered == (role == .screening ? ["approve", "sendBack", "refuse"] : []))
      for step in LiveStep.allCases {
        let before = try await bench.test.hub.store.read { try LiveApplicationTable.trail(of: 1, in: $0) }
        guard let act = step.act else {
          #expect(try await send(step, browser, one).status == 404, "\(step): the applicant's own")
          continue
        }
        guard !role.may(act) else { continue }
        let answer = try await send(step, browser, one, [("words", "아무 까닭 없이")])
        #expect(answer.status == 403, "\(step) by \(role)")
        #expect(try await bench.audit().first { $0.act == "refused" }?.words == act.rawValue)
        let after = try await bench.test.hub.store.read { try LiveApplicationTable.trail(of: 1, in: $0) }
        #expect(after == before)
      }
      #expect(try await one.application().stage == .screening)
      // A contact is a person: whoever may not look at people does not see it.
      #expect(page.text.contains("02-1234-5678") == role.may(.lookAtPeople))
    }
  }

  @Test(
    "a contract with something wrong is not taken, and keeps what was typed",
    arguments: [
      ("collection_bank", "04"), ("collection_bank", "999"), ("paying_account", "x"), ("withdraw_each", ""),
      ("withdraw_each", "-1"), ("deposit_day", "1"), ("withdraw_fee", "free"), ("prefund", "much"),
      ("user_withdraw_day", "9999999999999"),
    ])
  func contract(_ name: String, _ value: String) async throws {
    try await ConsoleBench.run { bench in
      let one = try await LiveApplicant(bench.test)
      try await one.go(to: .cleared)
      let browser = try await bench.person("minji", .operations)
      let good = fields(try await browser.get(try await path(one)))
      let answer = try await send(.drawUp, browser, one, good.map { $0.0 == name ? (name, value) : $0 })
      #expect(answer.status == 422 && !answer.complaint.isEmpty)
      #expect(fields(answer).first { $0.0 == name }?.1 == value)
      #expect(try await one.application().stage == .cleared)
    }
  }

  @Test("a reason is asked for where the applicant has to know it")
  func reasons() async throws {
    try await ConsoleBench.run { bench in
      let one = try await LiveApplicant(bench.test)
      try await one.go(to: .live)
      let admin = try await bench.person("boss", .admin)
      for step in [LiveStep.suspend, .end] {
        #expect(try await send(step, admin, one, [("words", "왜")]).status == 422)
      }
      #expect(try await send(.suspend, admin, one, [("words", " 이상거래가  보입니다 ")]).status == 303)
      let code = try #require(try await one.application().liveOrganisation)
      #expect(try await admin.get("/operator/organisations/\(code)?lang=en").text.contains(">suspended<"))
      #expect(try await one.onboarding.file(of: one.client)?.trail.last?.words == "이상거래가 보입니다")
      #expect(try await send(.end, admin, one, [("words", "계약이 끝났습니다")]).status == 303)
      #expect(try await one.application().stage == .ended)
    }
  }

  @Test("terms of a live service change by four eyes as well")
  func amendment() async throws {
    try await ConsoleBench.run { bench in
      let one = try await LiveApplicant(bench.test)
      try await one.go(to: .live)
      let code = try #require(try await one.application().liveOrganisation)
      let (minji, haneul) = (
        try await bench.person("minji", .operations), try await bench.person("haneul", .operations)
      )
      let good = fields(try await minji.get(try await path(one)))
      let other = good.map { $0.0 == "withdraw_each" ? ($0.0, "777,000") : $0 }
      let old = try await bench.test.hub.organisation(code).limits.withdrawEach.amount.grouped
      #expect(try await send(.amend, minji, one, other).status == 303)
      let page = try await haneul.get("\(try await path(one))?lang=en").text
      #expect(page.contains("Contract not approved") && !page.contains("value=\"amend\""))
      // Old and new where they differ, and nowhere else.
      let proposed = try #require(page.components(separatedBy: "Contract not approved").last)
      let table = try #require(proposed.components(separatedBy: "</table>").first)
      #expect(table.contains("In force") && table.contains("777,000 won") && table.contains("\(old) won"))
      #expect(table.components(separatedBy: ">same<").count - 1 == 7)
      let again = try await send(.amend, haneul, one, other)
      #expect(again.status == 422 && again.complaint.contains("기다리는 변경"))
      #expect(try await send(.approveAmendment, minji, one).status == 422)
      #expect(try await bench.test.hub.organisation(code).limits.withdrawEach.amount != 777_000)
      #expect(try await send(.approveAmendment, haneul, one).status == 303)
      // Offered now: nobody proposes others, operations may take them back, and the old ones hold until the applicant agrees.
      let offered = try await haneul.get("\(try await path(one))?lang=en").text
      #expect(offered.contains("Terms that wait for the applicant") && offered.contains("777,000 won"))
      #expect(!offered.contains("value=\"amend\"") && offered.contains("value=\"recallAmendment\""))
      #expect(try await bench.test.hub.organisation(code).limits.withdrawEach.amount != 777_000)
      #expect(try await send(.recallAmendment, minji, one, [("words", "다시 올립니다")]).status == 303)
      #expect(try await send(.amend, minji, one, other).status == 303)
      #expect(try await send(.approveAmendment, haneul, one).status == 303)
      try await one.agreeToOtherTerms()
      #expect(try await bench.test.hub.organisation(code).limits.withdrawEach.amount == 777_000)
    }
  }

  @Test("what was not seen is not approved: a page that is not true any more changes nothing, and is shown anew")
  func stale() async throws {
    try await ConsoleBench.run { bench in
      let one = try await LiveApplicant(bench.test)
      try await one.go(to: .live)
      let code = try #require(try await one.application().liveOrganisation)
      let (minji, haneul) = (
        try await bench.person("minji", .operations), try await bench.person("haneul", .operations)
      )
      let good = fields(try await minji.get(try await path(one)))
      func amended(_ name: String, _ value: String) async throws -> BrowserPage {
        try await send(.amend, minji, one, good.map { $0.0 == name ? (name, value) : $0 })
      }
      #expect(try await amended("withdraw_each", "777,000").status == 303)
      let looked = revisions(try await haneul.get(try await path(one)))
      let old = try #require(looked.first)
      #expect(looked.count == 1)
      #expect(try await send(.sendBackAmendment, minji, one, [("words", "다시 올립니다")]).status == 303)
      #expect(try await amended("collection_account", "60020000000001").status == 303)
      let before = try await one.onboarding.file(of: one.client)?.trail.count
      for seen in [old, "", "x"] {
        let answer = try await send(.approveAmendment, haneul, one, [("words", "좋습니다")], seen: seen)
        #expect(answer.status == 422 && answer.complaint.contains("그사이 바뀌었습니다"))
        #expect(answer.text.contains("60020000000001") && !answer.text.contains(">좋습니다<"))
        #expect(revisions(answer) == ["\(try await one.application().revision)"])
      }
      #expect(try await one.onboarding.file(of: one.client)?.trail.count == before)
      #expect(try await bench.test.hub.organisation(code).collectionAccount.number.text != "60020000000001")
      #expect(try await send(.approveAmendment, haneul, one).status == 303)
      try await one.agreeToOtherTerms()
      #expect(try await bench.test.hub.organisation(code).collectionAccount.number.text == "60020000000001")
    }
  }

  @Test("answers that were declared anew are not confirmed with the ticks of the page before")
  func staleTicks() async throws {
    try await ConsoleBench.run { bench in
      let one = try await LiveApplicant(bench.test)
      try await one.go(to: .declared)
      let (id, browser) = (try await one.application().id, try await bench.person("jun", .security))
      let old = "\(try await one.application().revision)"
      try await one.take(.sendBackSecurity, by: LiveApplicant.officer, "더 자세히 적어 주십시오")
      try await one.onboarding.declare(LiveApplicant.answers, id, by: one.party)
      for items in [Self.items, Self.items.dropLast()] {
        let answer = try await send(.clear, browser, one, items, seen: old)
        #expect(answer.status == 422 && answer.complaint.contains("그사이 바뀌었습니다") && !answer.text.contains(" checked"))
      }
      #expect(try await one.application().stage == .declared)
    }
  }

  @Test("other terms begin with what is in force, whoever set it; the service's name is there to be screened")
  func inForce() async throws {
    try await ConsoleBench.run { bench in
      let one = try await LiveApplicant(bench.test)
      try await one.go(to: .live, request: try LiveApplicant.request(service: "마루 가계부"))
      let code = try #require(try await one.application().liveOrganisation)
      let terms = SettlementTerms(store: bench.test.hub.store)
      try await terms.setPrefund(Won(123_000), of: code)
      try await terms.setFee(Won(44), of: "transfer/withdraw", for: code)
      let browser = try await bench.person("minji", .operations)
      let page = try await browser.get("\(try await path(one))?lang=en")
      let known = fields(page)
      #expect(known.first { $0.0 == "prefund" }?.1 == "123,000" && known.first { $0.0 == "withdraw_fee" }?.1 == "44")
      #expect(page.text.components(separatedBy: "마루 가계부").count - 1 == 2, "in the application and the contract")
    }
  }

  @Test("the list is filtered by stage, and leads on; strangers and forms from elsewhere get nothing")
  func list() async throws {
    try await ConsoleBench.run { bench in
      let one = try await LiveApplicant(bench.test)
      try await one.go(to: .screening)
      let browser = try await bench.person("minji", .screening)
      #expect(try await browser.get("\(Self.path)?stage=screening").text.contains("마루상점 주식회사"))
      #expect(try await !browser.get("\(Self.path)?stage=live").text.contains("마루상점 주식회사"))
      #expect(try await browser.get("\(Self.path)?stage=nonsense").text.contains("마루상점 주식회사"))
      #expect(try await !browser.get("\(Self.path)?before=1").text.contains("마루상점 주식회사"))
      let path = try await path(one)
      for missing in ["\(Self.path)/2", "\(Self.path)/x"] { #expect(try await browser.get(missing).status == 404) }
      #expect(try await ConsoleBrowser(bench: bench).get(path).location == "/operator/login")
      for csrf in ["", String(repeating: "0", count: 64)] {
        #expect(try await browser.post(path, [("csrf", csrf), ("step", "approve")]).status == 403)
      }
      #expect(try await one.application().stage == .screening)
      for language in ["ko", "en"] {
        let page = try await browser.get("\(path)?lang=\(language)")
        #expect(page.tag == language && page.text.utf8.count < 100_000 && page.text.contains("</html>"))
        #expect(!page.text.contains("style=") && !page.text.contains("onclick"))
      }
      #expect(try await bench.audit().contains { $0.act == "application.look" && $0.subject == "1" })
    }
  }

  @Test("documents are opened by who screens, named to who may look at people, and each look is on record")
  func documents() async throws {
    try await ConsoleBench.run { bench in
      let one = try await LiveApplicant(bench.test)
      let pdf = "%PDF-1.7 등록증"
      try await one.onboarding.addDocument(named: "등록증.html", Array(pdf.utf8), for: one.client, by: one.party)
      try await one.go(to: .screening)
      let screening = try await bench.person("soo", .screening)
      let link = try await screening.get(try await path(one)).first(
        /href="(\/operator\/applications\/[0-9]+\/documents\/[0-9]+)">등록증\.pdf</)
      let file = try await screening.get(link)
      #expect(file.status == 200 && file.text == pdf && file.headers[.contentType] == "application/pdf")
      #expect(file.headers[.contentDisposition]?.hasPrefix("attachment; ") == true)
      #expect(file.headers[.contentSecurityPolicy] == "default-src 'none'; sandbox")
      let last = try #require(try await bench.audit().first)
      #expect(last.act == "document.read" && last.who == "soo")
      #expect(try await screening.get(link.replacing("/applications/", with: "/applications/9")).status == 404)
      for (name, role) in [("jun", .security), ("minji", .operations), ("boss", .admin)] as [(String, OperatorRole)] {
        let other = try await bench.person(name, role)
        let page = try await other.get(try await path(one))
        #expect(page.text.contains("등록증.pdf") && !page.text.contains(link))
        #expect(try await other.get(link).status == 403)
      }
      let viewer = try await bench.person("guest", .viewer)
      #expect(try await !viewer.get(try await path(one)).text.contains("등록증.pdf"))
      #expect(try await ConsoleBrowser(bench: bench).get(link).status == 303)
    }
  }
}
