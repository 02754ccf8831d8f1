import Foundation
import HTTPTypes
import MaruContract
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore
import MaruTestBed
import TestSupport
import Testing

/// `/me` as a browser without script sees it.
struct MeBrowser: Sendable {
  let bench: Bench
  let browser: Browser

  init(_ bench: Bench) {
    self.bench = bench
    browser = Browser(bench)
  }

  func get(_ page: String = "") async throws -> WebAnswer { try await browser.get("/me\(page)") }

  /// Sends a form of the page `from` with its token.
  func send(_ step: String, _ fields: [(String, String)] = [], from page: String = "") async throws -> WebAnswer {
    let csrf = try await get(page).csrf
    return try await browser.post("/me/\(step)", [("csrf", csrf)] + fields)
  }

  func identify(_ person: TestPerson? = nil) async throws -> WebAnswer {
    let person = person ?? bench.test.person.person
    return try await send(
      "identity", [("name", person.name.text), ("birth_date", person.birthDate.wire), ("phone", person.phone)])
  }

  /// Past the one-time number.
  func enter(_ person: TestPerson? = nil) async throws {
    #expect(try await identify(person).location == "/me")
    let shown = try await get().shownNumber
    #expect(try await send("number", [("number", shown)]).location == "/me")
  }
}

@Suite struct MeTests {
  private static func balance(_ bench: Bench) async throws -> String {
    try await bench.call(try APICase.named("account/balance")).code
  }
  private static func withdraw(_ bench: Bench) async throws -> String {
    try await bench.call(try APICase.named("transfer/withdraw")).code
  }

  @Test("a person sees who may do what with which account since when, and nobody else's")
  func consents() async throws {
    try await Bench.run { bench in
      let me = MeBrowser(bench)
      try await me.enter()
      let page = try await me.get()
      #expect(page.page.contains(bench.test.client.name.text))
      #expect(page.page.contains(bench.test.account.account.number.masked))
      #expect(!page.page.contains(bench.test.account.account.number.text))
      #expect(page.page.contains("2026-11-24에 동의, 2027-11-24까지"))
      #expect(page.page.contains("아직 이용한 적이 없습니다"))
      let stranger = try #require(bench.test.people.first { $0.user != bench.test.person.user })
      let other = MeBrowser(bench)
      try await other.enter(stranger.person)
      let others = try await other.get()
      #expect(others.page.contains("지금 준 동의가 없습니다"))
      #expect(!others.page.contains(bench.test.client.name.text))
    }
  }

  @Test(
    "P-04: an ended service is refused from the next call on, the other one goes on", arguments: AccountService.allCases
  )
  func endService(_ service: AccountService) async throws {
    try await Bench.run { bench in
      #expect(try await Self.balance(bench) == "A0000")
      let me = MeBrowser(bench)
      try await me.enter()
      let number = bench.test.account.fintechUseNumber.text
      let answer = try await me.send("end", [("number", number), ("service", service.rawValue)])
      #expect(answer.location == "/me?done=service")
      #expect(try await Self.balance(bench) == (service == .inquiry ? "A0305" : "A0000"))
      #expect(try await Self.withdraw(bench) == (service == .transfer ? "A0306" : "A0000"))
      // The bank is told behind it, and the record says where it was ended.
      let (user, bank) = (bench.test.person.user, bench.test.account.account)
      let now = bench.test.clock.world.now()
      let (records, notices) = try await bench.test.hub.store.read {
        (try ConsentRecordTable.all(of: user, in: $0), try BankNoticeTable.due(at: now, atMost: 9, in: $0))
      }
      #expect(notices.map(\.account) == [bank] && notices.map(\.service) == [service])
      #expect(records.last?.action == .cancelled && records.last?.textVersion == "me")
      #expect(records.last?.client == bench.test.client.clientID)
      // Sent twice, it ends nothing twice.
      _ = try await me.send("end", [("number", number), ("service", service.rawValue)])
      let again = try await bench.test.hub.store.read { try ConsentRecordTable.all(of: user, in: $0) }
      #expect(again.count == records.count)
    }
  }

  @Test(
    "everything of one organisation, or of all, ends with its tokens",
    arguments: ["end-organisation", "end-everything"])
  func endAll(_ step: String) async throws {
    try await Bench.run { bench in
      #expect(try await Self.balance(bench) == "A0000")
      let second = try await bench.test.userTokens(to: bench.other)
      let me = MeBrowser(bench)
      try await me.enter()
      let from = step == "end-everything" ? "/end-everything" : ""
      _ = try await me.send(step, [("organisation", bench.test.client.code.text)], from: from)
      #expect(try await Self.balance(bench) == "O0002")
      let other = try await bench.web.get(
        "/v1.0/user/me?user_seq_no=\(bench.test.person.user)", token: second.accessToken)
      #expect(other.code == (step == "end-everything" ? "O0002" : "A0000"))
      let page = try await me.get()
      #expect(!page.page.contains("value=\"\(bench.test.client.code.text)\""))
    }
  }

  @Test("nobody ends what somebody else agreed to")
  func foreign() async throws {
    try await Bench.run { bench in
      let stranger = try #require(bench.test.people.first { $0.user != bench.test.person.user })
      let me = MeBrowser(bench)
      try await me.enter(stranger.person)
      let number = bench.test.account.fintechUseNumber.text
      let answer = try await me.send("end", [("number", number), ("service", "inquiry")])
      #expect(answer.status == 404)
      #expect(try await Self.balance(bench) == "A0000")
    }
  }

  @Test("without the right number there is no way in, and the cookie changes on the way")
  func identity() async throws {
    try await Bench.run { bench in
      let me = MeBrowser(bench)
      for page in ["/end-everything", "/delete", "/data.json"] {
        #expect(try await me.get(page).location == "/me")
      }
      let nobody = try await me.send(
        "identity", [("name", "아무개"), ("birth_date", "19900101"), ("phone", "01000000000")])
      #expect(nobody.status == 422 && !nobody.complaint.isEmpty)
      #expect(try await me.identify().location == "/me")
      let shown = try await me.get().shownNumber
      let wrong = shown == "123456" ? "654321" : "123456"
      for _ in 0..<4 { #expect(try await me.send("number", [("number", wrong)]).status == 422) }
      #expect(try await me.send("number", [("number", wrong)]).status == 410)
      #expect(try await me.send("number", [("number", shown)]).location == "/me")
      #expect(try await me.get().page.contains("birth_date"), "the right number comes too late")

      let second = MeBrowser(bench)
      #expect(try await second.identify().location == "/me")
      let answer = try await second.send("number", [("number", try await second.get().shownNumber)])
      let set = try #require(answer.headers[.setCookie])
      #expect(set.hasPrefix("maru_me=") && set.contains("HttpOnly") && set.contains("SameSite=Lax"))
      bench.test.clock.move(seconds: Hub.meSeconds)
      #expect(try await second.get().page.contains("birth_date"), "half an hour later the visit is over")
    }
  }

  @Test("a form without the page's token changes nothing")
  func crossSite() async throws {
    try await Bench.run { bench in
      let me = MeBrowser(bench)
      try await me.enter()
      for step in [
        "end", "end-organisation", "end-everything", "delete", "leave", "identity", "number", "number/again",
      ] {
        let fields = [
          ("number", bench.test.account.fintechUseNumber.text), ("service", "inquiry"),
          ("organisation", bench.test.client.code.text),
        ]
        for csrf in ["", String(repeating: "0", count: 64)] {
          #expect(try await me.browser.post("/me/\(step)", fields + [("csrf", csrf)]).status == 403)
        }
        #expect(try await Browser(bench).post("/me/\(step)", fields).status == 403)
      }
      #expect(try await Self.balance(bench) == "A0000")
    }
  }

  @Test("every page has a strict policy, is not kept, and comes in both languages")
  func pages() async throws {
    try await Bench.run { bench in
      let me = MeBrowser(bench)
      try await me.enter()
      for page in ["", "/end-everything", "/delete"] {
        let answer = try await me.get(page)
        #expect(answer.status == 200)
        let policy = answer.headers[.contentSecurityPolicy] ?? ""
        #expect(policy.hasPrefix("default-src 'none'; style-src 'nonce-") && policy.contains("form-action 'self';"))
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(!answer.page.contains("<script") && !answer.page.contains("style="))
        #expect(answer.tag == "ko")
      }
      let english = try await Browser(bench).get("/me?lang=en")
      #expect(english.tag == "en")
      let korean = english.page.replacing("한국어", with: "").replacing("마루", with: "").unicodeScalars
      #expect(!korean.contains { (0xAC00...0xD7A3).contains($0.value) })
    }
  }
}
