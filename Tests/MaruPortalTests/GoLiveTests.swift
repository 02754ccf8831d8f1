import Foundation
import MaruContract
import MaruDomain
import MaruStore
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
      (
        .refresh,
        [users, tally("account/balance", "O0003", at: 2), tally("oauth/token refresh_token", "A0000", at: 3)], .done
      ),
      // A refresh before anything had expired shows nothing.
      (
        .refresh,
        [users, tally("account/balance", "O0003", at: 2), tally("oauth/token refresh_token", "A0000", at: 1)],
        .missing
      ),
      (
        .refresh, [users, tally("account/balance", "O0003"), tally("oauth/token refresh_token", "O0001", at: 3)],
        .missing
      ),
      (.unknownOutcome, [tally("account/balance", "A0007")], .notNeeded),
      (.unknownOutcome, [tally("transfer/withdraw", "A0000"), tally("transfer/result", "A0000", at: 9)], .missing),
      (.unknownOutcome, [tally("transfer/withdraw", "A0007"), tally("transfer/result", "A0310", at: 9)], .missing),
      (.unknownOutcome, [tally("transfer/withdraw", "A0007"), tally("transfer/recheck", "A0000", at: 9)], .done),
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
}
