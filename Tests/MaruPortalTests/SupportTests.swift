import Foundation
import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import TestSupport
import Testing

@testable import MaruPortal

/// A developer's requests to the operator.
@Suite struct SupportTests {
  private static let path = "/developers/support"

  @Test("a developer asks, reads the answer, adds to it and settles it; a letter tells of the answer")
  func wholeWay() async throws {
    try await SiteBench.run { bench in
      let developer = try await bench.developer()
      let asked = try await developer.ask(["body": "<b>왜</b> **굵게**", "kind": "test_device"])
      #expect(asked.status == 303 && asked.location.hasSuffix("?done=1"))
      let path = String(asked.location.dropLast("?done=1".count))
      let page = try await developer.get(path)
      #expect(page.text.contains("&lt;b&gt;왜&lt;/b&gt; <strong>굵게</strong>") && page.text.contains("시험 단말"))
      #expect(try await developer.get(Self.path).text.contains("답변 대기"))

      try await bench.answer(path, "내일 보냅니다.")
      let answered = try await developer.get(path)
      #expect(answered.text.contains("내일 보냅니다.") && answered.text.contains("운영 기관"))
      #expect(!answered.text.contains("minji"), "operators are known by their office")
      #expect(try await developer.get(Self.path).text.contains("답변함"))
      let letter = try #require(try await bench.mail(to: "dev@example.com"))
      #expect(letter.body.contains("내일 보냅니다.") && letter.body.contains("http://site.test\(path)"))

      #expect(try await developer.submit(answered, "\(path)/close").status == 303)
      #expect(try await developer.get(Self.path).text.contains("끝남"))
      let closed = try await developer.get(path)
      #expect(!closed.text.contains("\(path)/close") && closed.text.contains("보내고 다시 열기"))
      let csrf = closed.hidden(of: "\(path)/write")
      #expect(try await developer.post("\(path)/close", csrf).status == 422)
      #expect(try await developer.post("\(path)/write", csrf + [("body", "아직입니다")]).status == 303)
      #expect(try await developer.get(Self.path).text.contains("답변 대기"))
    }
  }

  @Test("nobody sees, writes to or closes another's request")
  func others() async throws {
    try await SiteBench.run { bench in
      let (owner, other) = (try await bench.developer(), try await bench.developer("other@example.com"))
      let path = try await owner.request()
      #expect(try await other.get(path).status == 404)
      #expect(try await !other.get(Self.path).text.contains("테스트 제목"))
      let csrf = try await other.get("\(Self.path)/new").hidden(of: "\(Self.path)/new")
      for act in ["write", "close"] {
        #expect(try await other.post("\(path)/\(act)", csrf + [("body", "x")]).status == 404)
        #expect(try await owner.post("\(path)/\(act)", [("body", "x")]).status == 403, "without the form's token")
      }
      #expect(try await owner.get("\(Self.path)/requests/99").status == 404)
      #expect(try await owner.get("\(Self.path)/requests/x").status == 404)
      let stranger = bench.browser()
      for page in [Self.path, path, "\(Self.path)/new"] {
        #expect(try await stranger.get(page).location.hasPrefix("/developers/login?next="))
      }
      let file = try await bench.test.hub.store.read { try SupportTable.page(nil, nil, atMost: 9, in: $0) }
      #expect(file.map(\.revision) == [1])
    }
  }

  @Test(
    "what is not as it must be is said, and nothing is opened",
    arguments: [
      ["kind": "everything"], ["subject": "ab"], ["subject": String(repeating: "가", count: 101)], ["body": " \n "],
      ["body": String(repeating: "가", count: 8_001)], ["kind": "security_check"],
      ["kind": "security_check", "day": "2020-01-01"], ["day": "2026-02-30"], ["day": "2099-01-01"],
      ["day": "tomorrow"],
      ["app": "l7xxnobody"], ["call": "https://elsewhere.example/"], ["call": "/developers/calls/none"],
      ["call": "/developers/apps/x/calls/none"],
    ])
  func bounds(_ fields: [String: String]) async throws {
    try await SiteBench.run { bench in
      let developer = try await bench.developer()
      let page = try await developer.ask(fields)
      #expect(page.status == 422 && page.text.contains("role=\"alert\""), "\(page.status)")
      #expect(try await bench.test.hub.store.read { try SupportTable.counts(in: $0).isEmpty })
    }
  }

  @Test("a wish for a day within the year is kept, and the longest text in Korean is taken")
  func appointment() async throws {
    try await SiteBench.run { bench in
      let developer = try await bench.developer()
      let day = bench.test.clock.world.now().businessDate.adding(days: 30)
      let long = String(repeating: "가", count: 8_000)
      let asked = try await developer.ask(["kind": "security_check", "day": day.wire, "body": long])
      #expect(asked.status == 303)
      let kept = try await bench.test.hub.store.read { try SupportTable.newest(1, of: 1, in: $0) }
      #expect(kept.map(\.wishedDay) == [day])
    }
  }

  @Test("twenty texts an hour are the most, and the forum's are counted by themselves")
  func rate() async throws {
    try await SiteBench.run { bench in
      let developer = try await bench.developer()
      for _ in 0..<20 { #expect(try await developer.ask([:]).status == 303) }
      let refused = try await developer.ask([:])
      #expect(refused.status == 422 && refused.text.contains("한 시간에 20개"))
      #expect(try await !developer.post(title: "abc", body: "x").isEmpty)
      bench.test.clock.move(seconds: 3_601)
      #expect(try await developer.ask([:]).status == 303)
    }
  }

  @Test("a call is attached by its page's address or by the link that shares it; another's is not")
  func calls() async throws {
    try await SiteBench.run { bench in
      let (owner, other) = (try await bench.developer(), try await bench.developer("other@example.com"))
      let (own, foreign) = (try await bench.keptCall(owner), try await bench.keptCall(other))
      let page = try await owner.get(own)
      #expect(page.text.contains("\(Self.path)/new?call="))
      let shared = try await owner.submit(page, "\(own)/share")
      let link = shared.first(/<code>(http:\/\/site\.test\/developers\/calls\/[0-9a-f]+)</)
      let id = try #require(own.split(separator: "/").last)
      for address in [own, "http://site.test\(own)?lang=ko", link] {
        let asked = try await owner.ask(["call": address])
        #expect(asked.status == 303, "\(address)")
        let thread = try await owner.get(asked.location)
        #expect(thread.text.contains("href=\"\(own)\"") && thread.text.contains("\(id)"))
      }
      // One's own call on another's screen, and another's call on one's own.
      for (browser, address) in [(other, own), (other, link), (owner, foreign)] {
        #expect(try await browser.ask(["call": address]).status == 422)
      }
    }
  }
}

extension SiteBench {
  /// The path of a call that an app of the developer has just made.
  fileprivate func keptCall(_ browser: SiteBrowser) async throws -> String {
    let keys = try await makeApp(browser)
    _ = try await token(keys, "grant_type=client_credentials&scope=oob")
    return try await browser.get("/developers/apps/\(keys.id)/calls").first(
      /href="(\/developers\/apps\/[^"]*\/calls\/[^"]*)"/)
  }

  /// What an operator answers to the request with a page.
  fileprivate func answer(_ path: String, _ words: String) async throws {
    let (hub, id) = (test.hub, try #require(Int64(path.split(separator: "/").last ?? "")))
    let person = Operator(id: 1, name: "minji", role: .operations, createdAt: test.clock.world.now())
    try await SupportDesk(hub: hub, link: { "http://site.test\($0)" }).take(
      .answer, on: id, words, seen: 1, by: person, from: "")
  }
}

extension SiteBrowser {
  /// Sends a request with everything it needs, but for `fields`.
  fileprivate func ask(_ fields: [String: String]) async throws -> BrowserPage {
    let path = "/developers/support/new"
    let all = ["kind": "consulting", "subject": "테스트 제목", "body": "내용"].merging(fields) { _, new in new }
    return try await submit(try await get(path), path, all.map { ($0.key, $0.value) })
  }

  /// The path of a new request's page.
  fileprivate func request() async throws -> String {
    String(try await ask([:]).location.prefix { $0 != "?" })
  }
}
