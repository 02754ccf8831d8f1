import Foundation
import MaruDomain
import MaruStore
import TestSupport
import Testing

@testable import MaruPortal

/// Questions of developers and answers to them.
@Suite struct ForumTests {
  @Test(
    "Markdown becomes our own tags, and nothing else does",
    arguments: [
      ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"), ("**x** `y`", "<p><strong>x</strong> <code>y</code></p>"),
      ("- a\n- b\nc", "<ul><li>a</li><li>b</li></ul><p>c</p>"),
      ("```\n<b>\n```", "<pre tabindex=\"0\"><code>&lt;b&gt;</code></pre>"),
      ("```\nopen", "<pre tabindex=\"0\"><code>open</code></pre>"),
      (
        "[m](https://a.example/?x=1&y)",
        "<p><a href=\"https://a.example/?x=1&amp;y\" rel=\"nofollow ugc noopener noreferrer\">m</a></p>"
      ),
      ("[m](javascript:alert(1))", "<p>[m](javascript:alert(1))</p>"),
      ("[m](https://a.example/\" onmouseover=\"x)", "<p>[m](https://a.example/&quot; onmouseover=&quot;x)</p>"),
      ("<script>alert('x')</script>", "<p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;</p>"),
      ("`<i>` **<u>**", "<p><code>&lt;i&gt;</code> <strong>&lt;u&gt;</strong></p>"),
      (
        "[<b>](https://a.example)",
        "<p><a href=\"https://a.example\" rel=\"nofollow ugc noopener noreferrer\">&lt;b&gt;</a></p>"
      ),
      ("a\u{202E}b", "<p>ab</p>"), ("", ""), ("**", "<p>**</p>"), ("`", "<p>`</p>"),
    ])
  func markdown(_ text: String, _ html: String) {
    #expect(Markdown(text).html == html)
  }

  @Test("a developer asks, another answers, the first accepts; strangers read and search")
  func wholeWay() async throws {
    try await SiteBench.run { bench in
      let (asker, helper) = (try await bench.developer(), try await bench.developer("other@example.com"))
      let topic = try await asker.post(title: "잔액이 100% 맞지 않습니다", body: "<b>왜</b> `A0002`?")
      let path = try #require(topic.isEmpty ? nil : topic)
      let stranger = bench.browser()
      let shown = try await stranger.get(path)
      #expect(shown.text.contains("&lt;b&gt;왜&lt;/b&gt; <code>A0002</code>?") && !shown.text.contains("\(path)/answer"))
      #expect(try await stranger.post("\(path)/answer", [("body", "x")]).status == 403)

      let answered = try await helper.submit(try await helper.get(path), "\(path)/answer", [("body", "은행 코드를 보십시오")])
      #expect(answered.location == path)
      let forHelper = try await helper.get(path)
      #expect(!forHelper.text.contains("이 답을 채택"))
      let forAsker = try await asker.get(path)
      let accept = forAsker.hidden(of: "\(path)/accept")
      // Only whoever asked accepts.
      let csrf = try #require(forHelper.hidden(of: "\(path)/answer").first { $0.0 == "csrf" })
      let post = try #require(accept.first { $0.0 == "post" })
      _ = try await helper.post("\(path)/accept", [csrf, post])
      #expect(try await !stranger.get(path).text.contains("채택된 답"))
      _ = try await asker.post("\(path)/accept", accept)
      #expect(try await stranger.get(path).text.contains("채택된 답"))
      for (query, isFound) in [
        ("은행", true), ("잔액 코드", true), ("없는말", false), ("100%25", true), ("%25%25", false), ("_", false),
      ] {
        let found = try await stranger.get("/developers/forum?q=\(query)").text.contains(path)
        #expect(found == isFound, "\(query)")
      }
      #expect(try await stranger.get("/developers/forum").text.contains("해결됨"))
    }
  }

  /// The link to what is further back; the one to the other language names the same place.
  private static var older: Regex<(Substring, Substring)> { /<p class="way"><a href="([^"]*before=[^"]*)"/ }

  @Test("a search looks at so many topics at a time, the latest first, and leads on until it has seen them all")
  func pages() async throws {
    try await SiteBench.run { bench in
      let start = bench.test.clock.world.now()
      try await bench.test.hub.store.write { session in
        for number in 0..<560 {
          let title = number == 3 ? "needle" : "topic \(number)"
          // Some of one moment: none of them is shown twice or left out.
          _ = try ForumTable.insertTopic(
            title, "text", by: 1, at: start.adding(seconds: Int64(number / 7)), in: session)
        }
      }
      let browser = bench.browser(language: "en")
      func links(_ page: BrowserPage) -> [String] {
        page.all(/href="(\/developers\/forum\/topics\/[0-9]+)"/)
      }
      var (path, seen): (String?, [String]) = ("/developers/forum", [])
      while let next = path {
        let page = try await browser.get(next)
        #expect(links(page).count <= 50)
        seen += links(page)
        let older = page.first(Self.older)
        path = older.isEmpty ? nil : older
      }
      #expect(seen.count == 560 && Set(seen).count == 560)
      let first = try await browser.get("/developers/forum?q=NEEDLE")
      #expect(links(first).isEmpty && first.text.contains("Nothing as far as this search has looked."))
      let older = first.first(Self.older).replacing("&amp;", with: "&")
      #expect(older.contains("q=NEEDLE"))
      let second = try await browser.get(older)
      #expect(links(second).count == 1 && second.text.contains("needle") && second.first(Self.older).isEmpty)
    }
  }

  @Test("so many searches a minute are the most; reading goes on")
  func bounded() async throws {
    try await SiteBench.run { bench in
      let browser = bench.browser()
      var statuses: [Int] = []
      for _ in 0..<31 { statuses.append(try await browser.get("/developers/forum?q=a").status) }
      #expect(statuses == Array(repeating: 200, count: 30) + [429])
      #expect(try await browser.get("/developers/forum").status == 200)
      bench.test.clock.move(seconds: 60)
      #expect(try await browser.get("/developers/forum?q=a").status == 200)
    }
  }

  @Test("of a topic with many answers a search looks into the oldest of its words alone")
  func length() async throws {
    try await SiteBench.run { bench in
      let now = bench.test.clock.world.now()
      let length = try await bench.test.hub.store.write { session in
        let id = try ForumTable.insertTopic("first", "words", by: 1, at: now, in: session)
        for _ in 0..<4 {
          try ForumTable.answer(id, String(repeating: "가", count: 8_000), by: 1, at: now, in: session)
        }
        return try session.row("SELECT LENGTH(words) FROM forum_topic", [])?.integer(0)
      }
      #expect(length == Int64(ForumTable.searchedLength))
      #expect(try await bench.browser().get("/developers/forum?q=first").text.contains("/topics/"))
    }
  }

  @Test("one takes away one's own posts and nobody else's; three who report a post hide it")
  func moderation() async throws {
    try await SiteBench.run { bench in
      let asker = try await bench.developer()
      let path = try await asker.post(title: "first", body: "spam")
      let second = try await asker.post(title: "second", body: "mine")
      for number in 0..<4 {
        let other = try await bench.developer("other\(number)@example.com")
        let page = try await other.get(path)
        guard page.status == 200 else {
          #expect(number == 3)
          continue
        }
        #expect(number < 3 && !page.text.contains("\(path)/withdraw"))
        let flag = page.hidden(of: "\(path)/flag")
        // Twice by the same one is once; another's post is not theirs to take away.
        for _ in 0..<2 { _ = try await other.post("\(path)/flag", flag) }
        _ = try await other.post("\(path)/withdraw", flag)
        #expect(try await asker.get(path).status == (number == 2 ? 404 : 200))
      }
      _ = try await asker.submit(try await asker.get(second), "\(second)/withdraw")
      #expect(try await asker.get(second).status == 404)
      #expect(try await !asker.get("/developers/forum").text.contains("second"))
    }
  }

  @Test("twenty posts an hour are the most, and titles and texts have bounds")
  func bounds() async throws {
    try await SiteBench.run { bench in
      let asker = try await bench.developer()
      for (title, body) in [
        ("ab", "x"), ("abc", ""), ("   ", "x"), (String(repeating: "a", count: 101), "x"),
        ("abc", String(repeating: "a", count: 8_001)),
      ] {
        let page = try await asker.get("/developers/forum/ask")
        #expect(
          try await asker.submit(page, "/developers/forum/ask", [("title", title), ("body", body)]).status == 422)
      }
      for _ in 0..<20 { #expect(try await !asker.post(title: "abc", body: "x").isEmpty) }
      #expect(try await asker.post(title: "abc", body: "x").isEmpty)
      bench.test.clock.move(seconds: 3_601)
      #expect(try await !asker.post(title: "abc", body: "x").isEmpty)
    }
  }

  @Test(
    "notices of the operator are there for everybody, newest first, without those taken back and without foreign tags")
  func notices() async throws {
    try await SiteBench.run { bench in
      let path = "/developers/notices"
      #expect(try await bench.browser().get("\(path)?lang=en").text.contains("There are no notices."))
      let now = bench.test.clock.world.now()
      try await bench.test.hub.store.write { session in
        for title in ["first", "second", "third"] {
          _ = try NoticeTable.publish(title, "**bold** <script>x</script>", by: "minji", at: now, in: session)
        }
        _ = try NoticeTable.withdraw(2, at: now, in: session)
      }
      let page = try await bench.browser().get(path)
      #expect(page.all(/<h2>(\w+)<\/h2>/) == ["third", "first"])
      #expect(page.text.contains("<strong>bold</strong>") && !page.text.contains("<script>x"))
      #expect(!page.text.contains("minji"))
    }
  }
}

extension SiteBrowser {
  /// Asks in the forum; answers the topic's path, empty where it was refused.
  func post(title: String, body: String) async throws -> String {
    let page = try await get("/developers/forum/ask")
    return try await submit(page, "/developers/forum/ask", [("title", title), ("body", body)]).location
  }
}
