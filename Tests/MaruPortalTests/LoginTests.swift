import Foundation
import MaruDomain
import MaruStore
import TestSupport
import Testing

@testable import MaruPortal

/// Passwords, authenticators, sessions.
@Suite struct LoginTests {
  private static let email = "dev@example.com"

  @Test("an unknown address and a wrong password get the same answer")
  func sameAnswer() async throws {
    try await SiteBench.run { bench in
      _ = try await bench.signedUp()
      let wrong = try await bench.browser().logIn(Self.email, "wrong horse!")
      let unknown = try await bench.browser().logIn("nobody@example.com", "wrong horse!")
      #expect(wrong.status == 422)
      #expect(wrong.complaint == unknown.complaint)
      #expect(wrong.status == unknown.status)
    }
  }

  @Test(
    "ten wrong passwords close an account to guesses for a quarter of an hour",
    arguments: [email, "nobody@example.com"])
  func tries(_ email: String) async throws {
    try await SiteBench.run { bench in
      _ = try await bench.signedUp()
      let browser = bench.browser()
      for _ in 0..<10 { #expect(try await browser.logIn(email, "wrong horse!").complaint.contains("맞지 않습니다")) }
      #expect(try await browser.logIn(email, "correct horse").complaint.contains("15분"))
      bench.test.clock.move(seconds: 901)
      #expect(try await browser.logIn(Self.email, "correct horse").status == 303)
    }
  }

  @Test("a password whose hash costs something else than new ones do is hashed anew when it is proven, and still holds")
  func dearer() async throws {
    try await SiteBench.run { bench in
      _ = try await bench.signedUp()
      func stored() async throws -> Developer {
        try #require(try await bench.test.hub.store.read { try DeveloperTable.find(email: Self.email, in: $0) })
      }
      let dear = TestHub.hasher(cost: 5)
      defer { dear.close() }
      let salt = dear.salt(Array(0..<16))
      let (id, hash) = (try await stored().id, try await dear.hash("correct horse", salt: salt))
      try await bench.test.hub.store.write {
        try DeveloperTable.setPassword(of: id, hash: hash, salt: salt, in: $0)
      }
      #expect(try await bench.browser().logIn(Self.email, "wrong horse!").status == 422)
      #expect(try await stored().passwordSalt == salt)
      for _ in 0..<2 {
        #expect(try await bench.browser().logIn(Self.email, "correct horse").status == 303)
        #expect(try await stored().passwordSalt.first == 4)
      }
      // Somebody set another password meanwhile: theirs stays.
      let theirs = try await stored()
      try await bench.test.hub.store.write {
        try DeveloperTable.renewPassword(of: id, from: hash, to: hash, salt: salt, in: $0)
      }
      #expect(try await stored().passwordHash == theirs.passwordHash)
    }
  }

  @Test("who never opened the first letter gets another one at the login")
  func unverified() async throws {
    try await SiteBench.run { bench in
      _ = try await bench.browser().signUp(Self.email, "correct horse")
      let browser = bench.browser()
      #expect(try await browser.logIn(Self.email, "correct horse").location == "/developers/sign-up/sent")
      #expect(try await !browser.isLoggedIn())
      let page = try await browser.get(try await bench.link(to: Self.email))
      #expect(try await browser.submit(page, "/developers/verify").status == 303)
    }
  }

  @Test("a new password by mail: once, and every browser is out", arguments: [false, true])
  func reset(_ isLate: Bool) async throws {
    try await SiteBench.run { bench in
      let before = try await bench.signedUp()
      let browser = bench.browser()
      func ask(_ email: String) async throws -> BrowserPage {
        try await browser.submit(
          try await browser.get("/developers/reset"), "/developers/reset", [("email", email)])
      }
      #expect(try await ask("nobody@example.com").location == ask(Self.email).location)
      #expect(try await bench.mail(to: "nobody@example.com") == nil)
      let link = try await bench.link(to: Self.email)
      if isLate { bench.test.clock.move(seconds: 1_801) }
      let page = try await browser.get(link)
      guard !isLate else {
        #expect(page.status == 410)
        return
      }
      let action = "/developers/reset/password"
      #expect(try await browser.submit(page, action, [("password", "short")]).status == 422)
      #expect(
        try await browser.submit(page, action, [("password", "battery staple")]).location == "/developers/login?reset=1"
      )
      #expect(try await browser.get(link).status == 410)
      #expect(try await !before.isLoggedIn())
      #expect(try await browser.logIn(Self.email, "correct horse").status == 422)
      #expect(try await browser.logIn(Self.email, "battery staple").status == 303)
    }
  }

  @Test("with an authenticator the password alone opens nothing; a code counts once, a recovery code too")
  func authenticator() async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.signedUp()
      let path = "/developers/account/authenticator"
      let page = try await browser.get(path)
      let secret = try #require(Base32.decode(page.hidden(of: path).first { $0.0 == "secret" }?.1 ?? ""))
      #expect(secret.count == 20)
      func code() -> String { TimeCode.code(at: bench.test.clock.world.now(), secret: secret) }
      let wrong = code() == "123456" ? "654321" : "123456"
      #expect(try await browser.submit(page, path, [("code", wrong)]).status == 422)
      let bound = try await browser.submit(page, path, [("code", code())])
      let recovery = bound.all(/<code>([^<]*)<\/code>/)
      #expect(recovery.count == 8)
      let stored = try #require(
        try await bench.test.hub.store.read { try DeveloperTable.find(email: Self.email, in: $0) })
      let sealed = try #require(stored.totpSecret)
      #expect(
        sealed.count == 48 && !sealed.indices.dropLast(19).contains { sealed[$0..<$0 + 20].elementsEqual(secret) })

      let other = bench.browser()
      #expect(try await other.logIn(Self.email, "correct horse").location.hasPrefix("/developers/login/code"))
      #expect(try await !other.isLoggedIn())
      let ask = try await other.get("/developers/login/code")
      // The code that bound the app was taken by that.
      #expect(try await other.submit(ask, "/developers/login/code", [("code", code())]).status == 422)
      bench.test.clock.move(seconds: 30)
      #expect(try await other.submit(ask, "/developers/login/code", [("code", code())]).status == 303)
      #expect(try await other.isLoggedIn())

      let third = bench.browser()
      _ = try await third.logIn(Self.email, "correct horse")
      let again = try await third.get("/developers/login/code")
      #expect(
        try await third.submit(again, "/developers/login/code", [("code", recovery[0].lowercased())]).status == 303)
      _ = try await third.logIn(Self.email, "correct horse")
      let fourth = bench.browser()
      _ = try await fourth.logIn(Self.email, "correct horse")
      let last = try await fourth.get("/developers/login/code")
      #expect(try await fourth.submit(last, "/developers/login/code", [("code", recovery[0])]).status == 422)
      #expect(try await browser.get("/developers/account").text.contains("7개"))

      // Off again: against a code.
      #expect(try await browser.submit(try await browser.get(path), "\(path)/off", [("code", wrong)]).status == 422)
      #expect(
        try await browser.submit(try await browser.get(path), "\(path)/off", [("code", recovery[1])]).status == 303)
      #expect(try await bench.browser().logIn(Self.email, "correct horse").location == "/developers/apps")
    }
  }

  @Test("ten wrong codes are all that a right password gives")
  func codeTries() async throws {
    try await SiteBench.run { bench in
      let browser = try await bench.signedUp()
      let path = "/developers/account/authenticator"
      let page = try await browser.get(path)
      let secret = try #require(Base32.decode(page.hidden(of: path).first { $0.0 == "secret" }?.1 ?? ""))
      func code() -> String { TimeCode.code(at: bench.test.clock.world.now(), secret: secret) }
      _ = try await browser.submit(page, path, [("code", code())])
      let guess = bench.browser()
      _ = try await guess.logIn(Self.email, "correct horse")
      let ask = try await guess.get("/developers/login/code")
      bench.test.clock.move(seconds: 30)
      for _ in 0..<10 {
        #expect(try await guess.submit(ask, "/developers/login/code", [("code", "ABCDEF")]).status == 422)
      }
      #expect(try await guess.submit(ask, "/developers/login/code", [("code", code())]).complaint.contains("15분"))
    }
  }

  @Test("a login ends after twelve idle hours, and after two weeks however busy it is")
  func expiry() async throws {
    try await SiteBench.run { bench in
      let (idle, busy) = (try await bench.signedUp(), bench.browser())
      _ = try await busy.logIn(Self.email, "correct horse")
      for _ in 0..<2 {
        bench.test.clock.move(seconds: 6 * 3_600 + 60)
        #expect(try await busy.isLoggedIn())
      }
      #expect(try await !idle.isLoggedIn())
      for _ in 0..<60 where try await busy.isLoggedIn() { bench.test.clock.move(seconds: 6 * 3_600) }
      #expect(bench.test.clock.world.now() >= (DateTime(wire: "20261208093000")?.instant ?? .init(milliseconds: 0)))
      #expect(try await !busy.isLoggedIn())
    }
  }

  @Test("one browser ends another's login, all others', or its own")
  func sessions() async throws {
    try await SiteBench.run { bench in
      let (own, second, third) = (try await bench.signedUp(), bench.browser(), bench.browser())
      for browser in [second, third] { _ = try await browser.logIn(Self.email, "correct horse") }
      var page = try await own.get("/developers/account")
      let names = page.all(/name="session" value="([0-9a-f]+)"/)
      #expect(names.count == 3)
      let ending = "/developers/account/sessions/end"
      let third3 = try await third.get("/developers/account")
      let ownOfThird = third3.first(/class="tag">[\s\S]*?name="session" value="([0-9a-f]+)"/)
      let csrf = page.hidden(of: ending).first { $0.0 == "csrf" }?.1 ?? ""
      #expect(try await own.post(ending, [("csrf", csrf), ("session", ownOfThird)]).status == 303)
      #expect(try await !third.isLoggedIn())
      #expect(try await second.isLoggedIn())
      page = try await own.get("/developers/account")
      #expect(try await own.submit(page, "\(ending)-others").status == 303)
      #expect(try await !second.isLoggedIn())
      #expect(try await own.isLoggedIn())
      let out = try await own.submit(try await own.get("/developers/account"), "/developers/logout")
      #expect(out.location == "/developers")
      #expect(own.cookies["maru_session"] == nil)
    }
  }

  @Test("nobody ends the session of somebody else")
  func othersSessions() async throws {
    try await SiteBench.run { bench in
      let (mine, theirs) = (try await bench.developer(), try await bench.developer("other@example.com"))
      let name = try await theirs.get("/developers/account").first(/name="session" value="([0-9a-f]+)"/)
      let ending = "/developers/account/sessions/end"
      let csrf = try await mine.get("/developers/account").hidden(of: ending).first { $0.0 == "csrf" }?.1 ?? ""
      _ = try await mine.post(ending, [("csrf", csrf), ("session", name)])
      #expect(try await theirs.isLoggedIn())
    }
  }

  @Test(
    "a login leads to pages of this site only",
    arguments: [
      ("/developers/account/authenticator", true), ("https://evil.example/", false), ("//evil.example", false),
      ("/developers/../x", false), ("/developers/%0d%0aX: y", false), ("/consent/x", false), ("", false),
    ])
  func next(_ next: String, _ isTaken: Bool) async throws {
    #expect(LoginScreen.target(next) == (isTaken ? next : "/developers/apps"))
  }
}
