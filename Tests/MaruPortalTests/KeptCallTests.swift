import Foundation
import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed
import TestSupport
import Testing

@testable import MaruGateway

/// The record of an app's calls with their contents.
@Suite struct KeptCallTests {
  private static let oob = "grant_type=client_credentials&scope=oob"

  @Test("a developer sees each call with request and answer, filters them, and shares one by a link")
  func wholeWay() async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.developer()
      let keys = try await bench.makeApp(browser)
      let token = try await bench.token(keys, Self.oob).member("access_token")
      bench.test.clock.move(seconds: 1)
      let first = try await bench.api(.get, "bank/status", token)
      bench.test.clock.move(seconds: 1)
      let second = try await bench.api(.post, "inquiry/real_name", token, "{\"bank_code_std\":\"004\"}")
      #expect(second.member("rsp_code") == "A0004")
      let path = "/developers/apps/\(keys.id)/calls"
      let list = try await browser.get(path)
      let links = list.all(/href="(\/developers\/apps\/[^"]*\/calls\/[^"]*)"/)
      let ids = links.map { String($0.split(separator: "/").last ?? "") }
      try #require(ids.count == 3)
      #expect(ids[0] == second.member("api_tran_id") && ids[1] == first.member("api_tran_id"))
      for (query, count) in [
        ("api=bank/status", 1), ("code=A0004", 1), ("code=a0004", 1), ("api=bank/status&code=A0004", 0),
        ("until=2026-11-23", 0), ("until=2026-11-24", 3), ("until=never", 3), ("api=oauth/token", 1),
        ("from=2026-11-24", 3), ("from=2026-11-25", 0), ("from=2026-11-24+09:30:02", 1),
        ("from=2026-11-24+09:30:01&until=2026-11-24+09:30:01", 1), ("until=2026-11-24+09:29", 0),
        ("until=2026-11-24+09", 3),
      ] {
        let found = try await browser.get("\(path)?\(query)").all(/href="(\/developers\/apps\/[^"]*\/calls\/[^"]*)"/)
        #expect(found.count == count, "\(query)")
        // What filters nothing is said.
        #expect(try await browser.get("\(path)?\(query)").text.contains("읽지 못한 시각") == query.contains("never"))
      }
      let call = try await browser.get(links[0])
      #expect(call.text.contains("&quot;bank_code_std&quot;: &quot;004&quot;"))
      #expect(call.text.contains("A0004"))
      #expect(!call.text.contains(token))
      let tokenCall = try await browser.get(links[2]).text
      #expect(tokenCall.contains("grant_type=client_credentials") && tokenCall.contains("A0000"))
      #expect(!tokenCall.contains(token) && !tokenCall.contains(keys.secret))

      let shared = try await browser.submit(call, "\(links[0])/share")
      let link = shared.first(/<code>http:\/\/site\.test(\/developers\/calls\/[0-9a-f]{64})<\/code>/)
      let stranger = bench.browser()
      #expect(try await stranger.get(link).text.contains(second.member("api_tran_id")))
      #expect(try await !stranger.get(link).text.contains("/share"))
      #expect(try await stranger.get(links[0]).status == 303)
      _ = try await browser.submit(try await browser.get(links[0]), "\(links[0])/share")
      #expect(try await stranger.get(link).status == 404)
    }
  }

  @Test("a call is in the list as soon as it is answered, also while another flush is writing it")
  func atOnce() async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.developer()
      let keys = try await bench.makeApp(browser)
      let token = try await bench.token(keys, Self.oob).member("access_token")
      for count in 2..<100 {
        _ = try await bench.api(.get, "bank/status", token)
        // Whoever is not the one that writes finds the call all the same.
        try await withThrowingTaskGroup(of: Int64?.self) { group in
          for _ in 0..<4 {
            group.addTask {
              await bench.keeper.flush()
              return try await bench.test.hub.store.read { try $0.row("SELECT COUNT(*) FROM kept_call")?.integer(0) }
            }
          }
          for try await kept in group { try #require(kept == Int64(count)) }
        }
      }
    }
  }

  @Test("another developer's calls, and those of the test bed's own organisations, are not there")
  func others() async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.developer()
      let keys = try await bench.makeApp(browser)
      let token = try await bench.token(keys, Self.oob).member("access_token")
      let id = try await bench.api(.get, "bank/status", token).member("api_tran_id")
      _ = try await bench.api(.get, "bank/status", try await bench.test.organisationToken())
      let other = try await bench.developer("other@example.com")
      let theirs = try await bench.makeApp(other)
      #expect(try await other.get("/developers/apps/\(keys.id)/calls").status == 404)
      #expect(try await other.get("/developers/apps/\(theirs.id)/calls/\(id)").status == 404)
      #expect(try await browser.get("/developers/apps/\(keys.id)/calls/\(id)").status == 200)
      let mallory = SiteBench.Keys(id: keys.id, secret: "wrong", passPhrase: "")
      #expect(try await bench.token(mallory, Self.oob).member("rsp_code") == "O0001")
      await bench.keeper.flush()
      func kept() async throws -> Int64? {
        try await bench.test.hub.store.read { try $0.row("SELECT COUNT(*) FROM kept_call")?.integer(0) }
      }
      #expect(try await kept() == 2)
      let path = "/developers/apps/\(keys.id)/delete"
      _ = try await browser.submit(try await browser.get(path), path)
      #expect(try await kept() == 0)
    }
  }

  @Test("calls with an expired token, which no quota is before, do not push the others out of the record")
  func expired() async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.developer()
      let keys = try await bench.makeApp(browser)
      let client = try #require(ClientID(keys.id))
      let old = try await bench.token(keys, Self.oob).member("access_token")
      try await bench.test.hub.oauth.expireTokens(of: client, refreshTokens: false)
      let token = try await bench.token(keys, Self.oob).member("access_token")
      for _ in 0..<CallKeeper.mostExpired + 20 {
        #expect(try await bench.api(.get, "bank/status", old).member("rsp_code") == "O0003")
      }
      #expect(try await bench.api(.get, "bank/status", token).member("rsp_code") == "A0000")
      await bench.keeper.flush()
      func kept(_ code: String) async throws -> Int {
        try await bench.test.hub.store.read {
          try KeptCallTable.newest(1_000, of: client, .init(api: "bank/status", code: code), in: $0)
        }.count
      }
      #expect(try await kept("O0003") == CallKeeper.mostExpired)
      #expect(try await kept("A0000") == 1)
      _ = try await bench.api(.get, "bank/status", old)
      await bench.keeper.flush()
      #expect(try await kept("O0003") == CallKeeper.mostExpired + 1)
    }
  }

  @Test("five hundred calls of an app are kept, the newest ones")
  func bound() async throws {
    try await SiteBench.run { bench in
      let keys = try await bench.makeApp(try await bench.developer())
      let client = try #require(ClientID(keys.id))
      let start = bench.test.clock.world.now()
      let calls = (0..<620).map { number in
        KeptCall(
          id: "call \(number)", client: client, api: "bank/status", code: "A0000", method: "GET", request: "",
          status: 200,
          answer: "{}", at: start.adding(seconds: Int64(number)), microseconds: 1, isByHand: number.isMultiple(of: 2))
      }
      try await bench.test.hub.store.write { try KeptCallTable.append(Array(calls[..<400]), in: $0) }
      try await bench.test.hub.store.write { try KeptCallTable.append(Array(calls[400...]), in: $0) }
      let kept = try await bench.test.hub.store.read { try KeptCallTable.newest(1_000, of: client, .init(), in: $0) }
      #expect(kept.map(\.id) == calls.suffix(500).reversed().map(\.id))
    }
  }

  @Test("calls of more than thirty days ago are not kept")
  func age() async throws {
    try await SiteBench.run { bench in
      let client = try #require(ClientID(try await bench.makeApp(try await bench.developer()).id))
      func note(_ id: String) async throws {
        let call = KeptCall(
          id: id, client: client, api: "bank/status", code: "A0000", method: "GET", request: "", status: 200,
          answer: "{}", at: bench.test.clock.world.now(), microseconds: 1, isByHand: false)
        try await bench.test.hub.store.write { try KeptCallTable.append([call], in: $0) }
      }
      try await note("old")
      bench.test.clock.move(seconds: 29 * 86_400)
      try await note("new")
      await Sweeper(hub: bench.test.hub).pass()
      let store = bench.test.hub.store
      #expect(
        try await store.read { try KeptCallTable.newest(9, of: client, .init(), in: $0) }.map(\.id) == ["new", "old"])
      bench.test.clock.move(seconds: 2 * 86_400)
      await Sweeper(hub: bench.test.hub).pass()
      #expect(try await store.read { try KeptCallTable.newest(9, of: client, .init(), in: $0) }.map(\.id) == ["new"])
    }
  }

  @Test(
    "what opens something, and who somebody is, is masked in JSON and in forms, however its name is spelt",
    arguments: [
      ("{\"wd_pass_phrase\":\"secret\",\"a\":\"b\"}", "{\"wd_pass_phrase\":\"•••\",\"a\":\"b\"}"),
      ("{\"wd_pass_phrase\" : \"se\\\"cret\"}", "{\"wd_pass_phrase\" : \"•••\"}"),
      ("wd_pass_phrase=secret&a=b", "wd_pass_phrase=•••&a=b"), ("a=wd", "a=wd"),
      ("{\"wd_pass_phrase\":12345}", "{\"wd_pass_phrase\":\"•••\"}"),
      ("{\"wd_pass_phrase\":\"cut sho", "{\"wd_pass_phrase\":\"•••\""),
      (
        "grant_type=authorization_code&code=abc&client_secret=x",
        "grant_type=authorization_code&code=•••&client_secret=•••"
      ),
      ("client%5Fsecret=x&a=b", "client%5Fsecret=•••&a=b"), ("%zz=x&a=b", "%zz=•••&a=b"),
      ("client_secret=x", "client_secret=•••"), ("&code", "&code"), ("a b", "a b"),
      ("{\"wd\\u005fpass_phrase\":\"x\",\"a\\n\":\"b\"}", "{\"wd\\u005fpass_phrase\":\"•••\",\"a\\n\":\"b\"}"),
      ("{\"code\":\"cut\\", "{\"code\":\"•••\""), ("{\"a\":{\"code\":1}}", "{\"a\":{\"code\":\"•••\"}}"),
      ("{\"code\":{\"a\":[\"}\",1]},\"b\":2}", "{\"code\":\"•••\",\"b\":2}"), ("{\"code\":[1", "{\"code\":\"•••\""),
      ("[\"code\",\"x\"]", "[\"code\",\"x\"]"), ("{\"code\":", "{\"code\":\"•••\""),
      ("{\"a\":\"\\\"code\\\":1\",\"code\" : 1}", "{\"a\":\"\\\"code\\\":1\",\"code\" : \"•••\"}"),
      ("{\"rsp_code\":\"code\"}", "{\"rsp_code\":\"code\"}"), ("{\"user_ci\":\"QUJD\"}", "{\"user_ci\":\"•••\"}"),
      (
        "{\"access_token\":\"a\",\"refresh_token\":\"b\",\"rsp_code\":\"A0000\"}",
        "{\"access_token\":\"•••\",\"refresh_token\":\"•••\",\"rsp_code\":\"A0000\"}"
      ),
    ])
  func masked(_ request: String, _ kept: String) {
    #expect(CallKeeper.masked(request) == kept)
  }

  @Test("a text of quotes is looked at once, from its beginning to its end", .timeLimit(.minutes(1)))
  func quotes() {
    // Looked at anew from every quote, these would be some trillion steps.
    let text = "{" + String(repeating: "\\\"", count: 1 << 20)
    #expect(CallKeeper.masked(text) == text)
  }
}
