import Foundation
import MaruContract
import MaruDomain
import MaruStore
import TestSupport
import Testing

@testable import MaruPortal

/// The list that fills itself from an app's own calls.
@Suite struct GoLiveTests {
  private static func tally(_ api: String, _ code: String, at second: Int64 = 0) -> CallTally {
    let at = Instant(milliseconds: second * 1_000)
    return CallTally(api: api, code: code, calls: 1, firstAt: at, lastAt: at, lastID: "x")
  }
  private static let users = tally("oauth/token authorization_code", "A0000")

  @Test(
    "each point follows from the calls that show it",
    arguments: [
      (.refresh, [users], .missing), (.refresh, [], .notNeeded),
      // That both happened shows nothing: it may have been two users, or two orders.
      (
        .refresh,
        [users, tally("account/balance", "O0003", at: 2), tally("oauth/token refresh_token", "A0000", at: 3)], .missing
      ),
      (.refresh, [users, tally("handled refresh", "A0000")], .done),
      (.unknownOutcome, [tally("account/balance", "A0007")], .notNeeded),
      (.unknownOutcome, [tally("transfer/withdraw", "A0007"), tally("transfer/recheck", "A0000", at: 9)], .missing),
      (.unknownOutcome, [tally("transfer/withdraw", "A0007"), tally("handled unknown_outcome", "A0000")], .done),
      (.bankRefusal, [tally("account/balance", "A0000")], .missing),
      (.bankRefusal, [tally("user/me", "A0000")], .notNeeded),
      (.bankRefusal, [tally("account/balance", "A0002")], .done),
      (.unlink, [users, tally("user/unlink", "A0313")], .missing),
      (.unlink, [users, tally("user/unlink", "A0000")], .done),
      (.quota, [], .missing), (.quota, [tally("user/me", "O0008")], .done),
      (.addresses, [tally("transfer/withdraw", "A0000")], .missing), (.addresses, [], .notNeeded),
    ] as [(GoLiveCheck.Point, [CallTally], GoLiveCheck.State)])
  func points(_ point: GoLiveCheck.Point, _ tallies: [CallTally], _ state: GoLiveCheck.State) {
    let check = GoLiveCheck(tallies, callbacks: ["https://a.example/"], addresses: [])
    #expect(check.points.first { $0.point == point }?.state == state)
  }

  @Test("callbacks without TLS, and APIs that were never refused, are missing")
  func uses() {
    func ready(_ callbacks: [String], _ more: [CallTally]) -> Bool {
      GoLiveCheck(
        [Self.tally("bank/status", "A0000"), Self.tally("bank/status", "O0008")] + more, callbacks: callbacks,
        addresses: []
      ).isReady
    }
    let refused = Self.tally("bank/status", "A0004")
    #expect(ready(["https://a.example/"], [refused]))
    // What the hub or the way to a bank did wrong shows nothing of the program.
    for fault in ["A0003", "A0006", "A0007", "A0013", "A0015", "A0016", "A0017", "A0020", "A0021", "A9999", "O0003"] {
      #expect(!ready(["https://a.example/"], [Self.tally("bank/status", fault)]), "\(fault)")
    }
    for refusal in ["A0002", "A0009", "A0105", "A0304", "A0326"] {
      #expect(ready(["https://a.example/"], [Self.tally("bank/status", refusal)]), "\(refusal)")
    }
    #expect(!ready(["https://a.example/"], []))
    #expect(!ready(["https://a.example/", "http://localhost:8880/"], [refused]))
    #expect(!GoLiveCheck([], callbacks: ["https://a.example/"], addresses: []).isReady)
  }

  @Test("the page fills itself from a program's calls, and not from the console's")
  func page() async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      let path = "/developers/apps/\(stage.keys.id)/go-live"
      #expect(try await stage.browser.get(path).text.contains("프로그램의 호출이 아직 없습니다."))
      let console = "/developers/apps/\(stage.keys.id)/console"
      let form = try await stage.browser.get("\(console)?api=bank/status")
      #expect(try await stage.browser.submit(form, console).text.contains("A0000"))
      #expect(try await stage.browser.get(path).text.contains("프로그램의 호출이 아직 없습니다."))
      #expect(
        try await stage.browser.get("/developers/apps/\(stage.keys.id)/calls").text.contains(
          "<span class=\"tag\">콘솔</span>"))

      _ = try await stage.balance()
      stage.play(ScriptRule(answer: .hub(.tokenExpired, nil), times: 1))
      #expect(try await stage.balance().member("rsp_code") == "O0003")
      let shown = try await stage.browser.get(path)
      #expect(shown.text.contains("/developers/docs/api/account/balance"))
      #expect(shown.text.contains("refresh_token으로"))
      let refresh = try await bench.token(
        stage.keys, "grant_type=refresh_token&refresh_token=\(stage.refreshToken)&scope=login%20inquiry%20transfer")
      #expect(!refresh.member("access_token").isEmpty, "\(refresh.text)")
      #expect(try await !stage.browser.get(path).text.contains("refresh_token으로"))
      #expect(try await bench.developer("other@example.com").get(path).status == 404)
    }
  }

  @Test("a refresh counts for the user whose token had expired, and not for another one's")
  func refresh() async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      let path = "/developers/apps/\(stage.keys.id)/go-live"
      func isMissing() async throws -> Bool { try await stage.browser.get(path).text.contains("refresh_token으로") }
      let own = bench.test.person.person.name
      let other = try #require(bench.test.bed.people.map(\.name).first { $0 != own })
      let consent = try await bench.json(
        "/testbed/consents",
        "{\"client_id\":\"\(stage.keys.id)\",\"user\":\"\(other.text)\",\"scope\":\"login inquiry\",\"redirect_uri\":\"https://app.example/back\"}"
      )
      let others = try await bench.token(
        stage.keys,
        "grant_type=authorization_code&code=\(consent.member("code"))&redirect_uri=https%3A%2F%2Fapp.example%2Fback")
      func refresh(_ token: String, _ scope: String) async throws {
        bench.test.clock.move(seconds: 1)
        let answer = try await bench.token(
          stage.keys, "grant_type=refresh_token&refresh_token=\(token)&scope=\(scope)")
        #expect(!answer.member("access_token").isEmpty, "\(answer.text)")
      }
      // Before anything had expired.
      try await refresh(stage.refreshToken, "login%20inquiry%20transfer")
      #expect(try await isMissing())
      stage.play(ScriptRule(answer: .hub(.tokenExpired, nil), times: 1))
      bench.test.clock.move(seconds: 1)
      #expect(try await stage.balance().member("rsp_code") == "O0003")
      try await refresh(others.member("refresh_token"), "login%20inquiry")
      #expect(try await isMissing(), "another user's")
      try await refresh(stage.refreshToken, "login%20inquiry%20transfer")
      #expect(try await !isMissing())
    }
  }

  @Test("a token that has really expired is in the app's record too, and its refresh counts")
  func expired() async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      let path = "/developers/apps/\(stage.keys.id)"
      try await bench.test.hub.oauth.expireTokens(of: stage.client, refreshTokens: false)
      #expect(try await stage.balance().member("rsp_code") == "O0003")
      let browser = stage.browser
      #expect(try await browser.get("\(path)/calls").text.contains("O0003"))
      _ = try await bench.token(
        stage.keys, "grant_type=refresh_token&refresh_token=\(stage.refreshToken)&scope=login%20inquiry%20transfer")
      #expect(try await !browser.get("\(path)/go-live").text.contains("refresh_token으로"))
    }
  }

  @Test("an outcome that was not known counts once that very order is asked about", arguments: ["result", "recheck"])
  func unknownOutcome(_ way: String) async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      let path = "/developers/apps/\(stage.keys.id)/go-live"
      func isMissing() async throws -> Bool {
        try await stage.browser.get(path).text.contains("transfer/result나 transfer/recheck로")
      }
      func withdraw(_ amount: Int, _ lost: Bool) async throws -> (moment: String, answer: BrowserPage) {
        bench.test.clock.move(seconds: 1)
        if lost { stage.play(ScriptRule(bank: stage.account.bank, question: .debit, answer: .lost, times: 1)) }
        let moment = bench.test.clock.world.now().dateTime.wire
        let answer = try await bench.api(
          .post, "transfer/withdraw", stage.token,
          "{\"fintech_use_num\":\"\(stage.number)\",\"tran_amt\":\"\(amount)\",\"dps_print_content\":\"shop\",\"tran_dtime\":\"\(moment)\"}"
        )
        return (moment, answer)
      }
      func ask(_ amount: Int, _ order: (moment: String, answer: BrowserPage)) async throws {
        bench.test.clock.move(seconds: 1)
        let row =
          way == "result"
          ? "\"org_bank_tran_id\":\"\(order.answer.member("bank_tran_id"))\",\"org_bank_tran_date\":\"\(order.answer.member("bank_tran_date"))\""
          : "\"org_tran_dtime\":\"\(order.moment)\",\"org_req_gubun\":\"F\",\"fintech_use_num\":\"\(stage.number)\""
        let answer = try await bench.api(
          .post, "transfer/\(way)", stage.oob,
          "{\"check_type\":\"1\",\"req_cnt\":\"1\",\"req_list\":[{\"tran_no\":\"1\",\(row),\"org_tran_amt\":\"\(amount)\"}],\"tran_dtime\":\"\(bench.test.clock.world.now().dateTime.wire)\"}"
        )
        #expect(answer.member("rsp_code") == "A0000", "\(answer.text)")
      }
      let known = try await withdraw(1_000, false)
      #expect(known.answer.member("rsp_code") == "A0000", "\(known.answer.text)")
      let open = try await withdraw(2_000, true)
      #expect(open.answer.member("rsp_code") == "A0007", "\(open.answer.text)")
      try await ask(1_000, known)
      #expect(try await isMissing(), "another order")
      try await ask(2_000, open)
      #expect(try await !isMissing())
    }
  }
}
