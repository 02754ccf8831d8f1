import Testing

/// The link with which `make demo` ends.
@Suite struct TestDeveloperTests {
  @Test("a link of the test bed logs one browser in, once, within an hour", arguments: [false, true])
  func link(_ isLate: Bool) async throws {
    try await SiteBench.run { bench in
      let link = try await bench.json("/testbed/developers", "{}").member("login_link")
      let second = try await bench.json("/testbed/developers", "").member("login_link")
      #expect(link.hasPrefix("http://site.test/developers/enter?token=") && link != second)
      let browser = bench.browser()
      let path = String(link.dropFirst("http://site.test".count))
      if isLate { bench.test.clock.move(seconds: 3_601) }
      let entered = try await browser.get(path)
      #expect(entered.status == (isLate ? 410 : 303))
      #expect(try await browser.isLoggedIn() == !isLate)
      #expect(try await bench.browser().get(path).status == 410)
      guard !isLate else { return }
      #expect(try await browser.get("/developers/account").text.contains("developer@maru.test"))
      #expect(try await bench.browser().logIn("developer@maru.test", "").status == 422)
    }
  }

  @Test("so many links a minute, and so many that wait, are the most")
  func bounded() async throws {
    try await SiteBench.run { bench in
      func ask() async throws -> Bool {
        try await !bench.json("/testbed/developers", "{}").member("login_link").isEmpty
      }
      var links: [String] = []
      for _ in 0..<2 {
        for _ in 0..<10 { links.append(try await bench.json("/testbed/developers", "{}").member("login_link")) }
        #expect(try await !ask(), "ten a minute")
        bench.test.clock.move(seconds: 60)
      }
      #expect(Set(links).count == 20 && !links.contains(""))
      #expect(try await !ask(), "as many wait as may")
      let path = String(try #require(links.first).dropFirst("http://site.test".count))
      #expect(try await bench.browser().get(path).status == 303)
      #expect(try await ask())
      bench.test.clock.move(seconds: 3_601)
      #expect(try await ask(), "the others are over")
    }
  }
}
