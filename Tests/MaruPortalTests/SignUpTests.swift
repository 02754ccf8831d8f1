import Foundation
import MaruStore
import Testing

/// From a stranger to an open account.
@Suite struct SignUpTests {
  @Test("sign-up, the letter's link and a press of a button open an account")
  func wholeWay() async throws {
    try await SiteBench.run { bench in
      let browser = bench.browser(language: "en")
      let sent = try await browser.signUp("Dev@Example.com ", "correct horse")
      #expect(sent.location == "/developers/sign-up/sent")
      let page = try await browser.get(sent.location)
      #expect(page.heading == "Look into your mail")
      #expect(page.text.contains("href=\"/testbed/outbox\""))
      #expect(try await !browser.isLoggedIn())

      let outbox = try await browser.get("/testbed/outbox")
      let link = outbox.first(/href="(\/developers\/verify[^"]*)"/)
      #expect(link == (try await bench.link(to: "dev@example.com")))
      let verify = try await browser.get(link)
      #expect(!verify.text.contains("type=\"password\""))
      #expect(try await browser.submit(verify, "/developers/verify").location == "/developers/apps/new?welcome=1")
      let apps = try await browser.get("/developers/apps/new?welcome=1")
      #expect(apps.done == "Your account is open. Now make your first app.")
      #expect(try await browser.get("/developers/account").text.contains("dev@example.com"))
      #expect(try await browser.get(link).status == 410)
    }
  }

  @Test("a link that is opened proves nothing yet, and another browser needs the password")
  func otherBrowser() async throws {
    try await SiteBench.run { bench in
      let (first, second) = (bench.browser(), bench.browser())
      _ = try await first.signUp("dev@example.com", "correct horse")
      let link = try await bench.link(to: "dev@example.com")
      let page = try await second.get(link)
      #expect(page.text.contains("type=\"password\""))
      let wrong = try await second.submit(page, "/developers/verify", [("password", "another horse")])
      #expect(wrong.status == 422)
      #expect(try await !second.isLoggedIn())
      let right = try await second.submit(page, "/developers/verify", [("password", "correct horse")])
      #expect(right.status == 303)
      #expect(try await second.isLoggedIn())
      #expect(try await !first.isLoggedIn())
    }
  }

  @Test("an address that has an account gets another letter, and the page says the same")
  func knownAddress() async throws {
    try await SiteBench.run { bench in
      _ = try await bench.signedUp()
      let stranger = bench.browser()
      let answer = try await stranger.signUp("dev@example.com", "somebody else")
      #expect(answer.status == 303)
      #expect(answer.location == "/developers/sign-up/sent")
      #expect(stranger.cookies["maru_session"] != nil)
      #expect(try #require(try await bench.mail(to: "dev@example.com")).body.contains("/developers/reset"))
      #expect(try await bench.browser().logIn("dev@example.com", "somebody else").status == 422)
      #expect(try await bench.browser().logIn("dev@example.com", "correct horse").status == 303)
    }
  }

  @Test("who signs up again before the proof gets a fresh link, and the old one is over")
  func again() async throws {
    try await SiteBench.run { bench in
      let browser = bench.browser()
      _ = try await browser.signUp("dev@example.com", "correct horse")
      let old = try await bench.link(to: "dev@example.com")
      _ = try await browser.signUp("dev@example.com", "battery staple")
      #expect(try await browser.get(old).status == 410)
      let page = try await browser.get(try await bench.link(to: "dev@example.com"))
      #expect(try await browser.submit(page, "/developers/verify").status == 303)
      #expect(try await bench.browser().logIn("dev@example.com", "battery staple").status == 303)
    }
  }

  @Test("a link that was not used counts no more when the address was proven by a new password")
  func provenOtherwise() async throws {
    try await SiteBench.run { bench in
      let browser = bench.browser()
      _ = try await browser.signUp("dev@example.com", "correct horse")
      let unused = try await bench.link(to: "dev@example.com")
      let open = try await bench.browser().get(unused)
      _ = try await browser.submit(
        try await browser.get("/developers/reset"), "/developers/reset", [("email", "dev@example.com")])
      let page = try await browser.get(try await bench.link(to: "dev@example.com"))
      _ = try await browser.submit(page, "/developers/reset/password", [("password", "battery staple")])
      // Also for a browser that had the page open before.
      let stranger = bench.browser()
      #expect(try await stranger.get(unused).status == 410)
      #expect(open.status == 200)
      #expect(try await !stranger.isLoggedIn())
      #expect(try await browser.logIn("dev@example.com", "battery staple").status == 303)
    }
  }

  @Test("who signs up an address too often gets no letter, and changes nothing of what was begun with it")
  func tooManyLetters() async throws {
    try await SiteBench.run { bench in
      let (owner, stranger) = (bench.browser(), bench.browser())
      for _ in 0..<5 { _ = try await owner.signUp("dev@example.com", "correct horse") }
      let link = try await bench.link(to: "dev@example.com")
      let answer = try await stranger.signUp("dev@example.com", "somebody else")
      #expect(answer.location == "/developers/sign-up/sent")
      let page = try await owner.get(link)
      #expect(try await owner.submit(page, "/developers/verify").status == 303)
      #expect(try await bench.browser().logIn("dev@example.com", "correct horse").status == 303)
    }
  }

  @Test("a link is good for a day")
  func expiry() async throws {
    try await SiteBench.run { bench in
      let browser = bench.browser()
      _ = try await browser.signUp("dev@example.com", "correct horse")
      bench.test.clock.move(seconds: 86_401)
      #expect(try await browser.get(try await bench.link(to: "dev@example.com")).status == 410)
    }
  }

  @Test(
    "what cannot be an address, and what would be guessed first, is refused with a sentence",
    arguments: [
      ("dev", "correct horse"), ("@example.com", "correct horse"), ("a@b@c", "correct horse"),
      ("a<b@example.com", "correct horse"), ("a\r\nbcc:x@example.com", "correct horse"), ("dev@example.com", "short"),
      ("dev@example.com", "aaaaaaaaaaaa"), ("dev@example.com", "dev@example.com"), ("dev@example.com", "1234567890"),
      ("dev@example.com", "password1234"), ("dev@example.com", String(repeating: "abcd", count: 40)),
    ])
  func refused(_ email: String, _ password: String) async throws {
    try await SiteBench.run { bench in
      let answer = try await bench.browser().signUp(email, password)
      #expect(answer.status == 422)
      #expect(!answer.complaint.isEmpty)
      let letters = try await bench.letters()
      #expect(letters.isEmpty)
      #expect(email == password || !answer.text.contains("value=\"\(password)\""))
    }
  }

  @Test("nobody's mailbox is filled from here: five letters in a quarter of an hour")
  func letters() async throws {
    try await SiteBench.run { bench in
      for _ in 0..<8 {
        let answer = try await bench.browser().signUp("dev@example.com", "correct horse")
        #expect(answer.status == 303)
      }
      let letters = try await bench.letters()
      #expect(letters.count == 5)
    }
  }
}
