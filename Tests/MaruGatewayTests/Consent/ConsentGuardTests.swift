import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import TestSupport
import Testing

/// What the consent pages refuse: guesses, foreign forms, foreign browsers, second helpings.
@Suite struct ConsentGuardTests {
  @Test("five wrong numbers end the visit, and each says how many tries are left (R-04)")
  func fiveWrong() async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench, "authorize2", [("lang", "eng")])
      #expect(try await visit.identify().status == 303)
      let (right, wrong) = (try await visit.show().shownNumber, try await visit.wrongNumber())
      for left in [4, 3, 2, 1] {
        let answer = try await visit.send("number", [("number", wrong)])
        #expect(answer.status == 422)
        #expect(answer.complaint.contains(left == 1 ? "1 more try." : "\(left) more tries."))
      }
      let csrf = try await visit.show().csrf
      let last = try await visit.browser.post("\(visit.path)/number", [("csrf", csrf), ("number", wrong)])
      #expect(last.status == 410)
      #expect(last.page.contains("Too many wrong numbers"))
      for (step, fields) in [("number", [("number", right)]), ("number/again", []), ("identity", []), ("accounts", [])]
      {
        #expect(try await visit.browser.post("\(visit.path)/\(step)", [("csrf", csrf)] + fields).status == 410)
      }
      #expect(try await visit.show().status == 410)
    }
  }

  @Test("after four wrong numbers the right one still opens")
  func fourWrong() async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench)
      #expect(try await visit.identify().status == 303)
      let wrong = try await visit.wrongNumber()
      for _ in 0..<4 { #expect(try await visit.send("number", [("number", wrong)]).status == 422) }
      #expect(try await visit.confirm().status == 303)
    }
  }

  @Test("guesses made at the same time share no try (R-04)")
  func parallel() async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench)
      #expect(try await visit.identify().status == 303)
      let page = try await visit.show()
      let wrong = try await visit.wrongNumber()
      let states = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<20 {
          group.addTask {
            try await visit.browser.post("\(visit.path)/number", [("csrf", page.csrf), ("number", wrong)]).status
          }
        }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(states.filter { $0 == 422 }.count <= 4, "\(states)")
      #expect(states.allSatisfy { $0 == 422 || $0 == 410 })
      let late = try await visit.browser.post(
        "\(visit.path)/number", [("csrf", page.csrf), ("number", page.shownNumber)])
      #expect(late.status == 410)
    }
  }

  @Test("a new number gives no tries back, and neither does a second person (R-04)")
  func triesStay() async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench)
      #expect(try await visit.identify().status == 303)
      for _ in 0..<2 { _ = try await visit.send("number", [("number", try await visit.wrongNumber())]) }
      #expect(try await visit.send("number/again").status == 303)
      _ = try await visit.send("number", [("number", try await visit.wrongNumber())])
      #expect(try await visit.identify(bench.test.people[1].person).status == 303)
      #expect(try await visit.send("number", [("number", try await visit.wrongNumber())]).status == 422)
      #expect(try await visit.send("number", [("number", try await visit.wrongNumber())]).status == 410)
    }
  }

  @Test(
    "what is no number is a wrong one",
    arguments: ["", "abc", "12345", "1234567890", "１２３４５６", "\u{0}", "'; DROP TABLE x"])
  func nonsense(text: String) async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench)
      #expect(try await visit.identify().status == 303)
      #expect(try await visit.send("number", [("number", text)]).status == 422)
      #expect(try await visit.confirm().status == 303)
    }
  }

  @Test("a number lasts three minutes: 179 seconds are in time, 180 are not", arguments: [(179, true), (180, false)])
  func numberLife(seconds: Int64, isGood: Bool) async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench, "authorize2", [("lang", "eng")])
      #expect(try await visit.identify().status == 303)
      bench.test.clock.move(seconds: seconds)
      let answer = try await visit.confirm()
      #expect(answer.status == (isGood ? 303 : 422))
      guard !isGood else { return }
      #expect(answer.complaint.contains("expired"))
      let old = try await visit.show().shownNumber
      #expect(try await visit.send("number/again").status == 303)
      #expect(try await visit.show().shownNumber != old)
      #expect(try await visit.confirm().status == 303)
    }
  }

  @Test("a visit lasts fifteen minutes, however busy it is", arguments: [(899, 200), (900, 410)])
  func visitLife(seconds: Int64, status: Int) async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench)
      bench.test.clock.move(seconds: 100)
      try await visit.goToAccounts()
      bench.test.clock.move(seconds: seconds - 100)
      #expect(try await visit.show().status == status)
    }
  }

  @Test("a number opens once (R-01): sent twice, the second leads to where the visit is")
  func numberTwice() async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench)
      #expect(try await visit.identify().status == 303)
      let page = try await visit.show()
      for _ in 0..<2 {
        let answer = try await visit.browser.post(
          "\(visit.path)/number", [("csrf", page.csrf), ("number", page.shownNumber)])
        #expect(answer.status == 303)
        #expect(answer.location == visit.path)
      }
      // A third person's number does not replace the one that was confirmed.
      #expect(try await visit.show().page.contains("name=\"inquiry\""))
    }
  }

  @Test("steps cannot be skipped: a form of a later step leads back, and gives nothing")
  func skip() async throws {
    try await Bench.run { bench in
      let before = try await bench.consents()
      let visit = try await Visit.start(bench)
      for step in ["number", "number/again", "accounts", "accounts/again"] {
        let answer = try await visit.send(step, [("number", "123456"), ("inquiry", "0"), ("transfer", "0")])
        #expect(answer.status == 303, "\(step)")
        #expect(answer.location == visit.path, "\(step)")
      }
      #expect(try await visit.identify().status == 303)
      #expect(try await visit.send("accounts", [("inquiry", "0")]).location == visit.path)
      #expect(try await bench.consents() == before)
      #expect(try await visit.confirm().status == 303)
      #expect(try await visit.send("accounts", [("inquiry", "0")]).callback("code") != nil)
    }
  }

  @Test("the back button starts the identity check over, for another person too")
  func back() async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench)
      try await visit.goToAccounts()
      let neighbour = bench.test.people[1]
      #expect(try await visit.identify(neighbour.person).status == 303)
      // The first person's accounts are not on offer any more before the second one's number.
      #expect(try await visit.send("accounts", [("inquiry", "0")]).location == visit.path)
      #expect(try await visit.confirm().status == 303)
      let end = try await visit.send("accounts", [("inquiry", "0")])
      #expect(try await bench.test.redeem(try #require(end.callback("code"))).user == neighbour.user)
    }
  }

  @Test("a visit gives one consent: yes twice, one after the other and at the same time")
  func yesTwice() async throws {
    try await Bench.run { bench in
      let before = try await bench.consents()
      let visit = try await Visit.start(bench)
      try await visit.goToAccounts()
      let csrf = try await visit.show().csrf
      let answers = try await withThrowingTaskGroup(of: WebAnswer.self) { group in
        for _ in 0..<10 {
          group.addTask {
            try await visit.browser.post("\(visit.path)/accounts", [("csrf", csrf), ("inquiry", "0")])
          }
        }
        return try await group.reduce(into: [WebAnswer]()) { $0.append($1) }
      }
      #expect(answers.filter { $0.callback("code") != nil }.count == 1)
      #expect(answers.filter { $0.status == 410 }.count == 9)
      #expect(try await bench.consents() == before + 2)
    }
  }

  @Test("a step that comes after the end does not open the visit again")
  func late() async throws {
    let test = try await TestHub.open()
    let (id, _) = try await test.hub.startConsent(
      [
        .init("response_type", .string("code")), .init("client_id", .string(test.client.clientID.text)),
        .init("redirect_uri", .string(test.client.redirectURI)), .init("scope", .string("login")),
      ], headers: AuthorizeHeaders(), addsAccounts: false)
    var open = try await test.hub.consent(id, cookie: nil)
    let cookie = open.newCookie
    let person = test.person.person
    try await test.hub.identify(
      open, IdentityClaim(name: person.name, birthDate: person.birthDate, phone: person.phone))
    // Every one of these was under way when the person said no.
    open = try await test.hub.consent(id, cookie: cookie)
    _ = try await test.hub.deny(open)
    let late = open
    await #expect(throws: ConsentTrouble.gone) { try await test.hub.sendNumberAgain(late) }
    await #expect(throws: ConsentTrouble.gone) { _ = try await test.hub.setLanguage(late, .english) }
    await #expect(throws: ConsentTrouble.gone) {
      try await test.hub.identify(
        late, IdentityClaim(name: person.name, birthDate: person.birthDate, phone: person.phone))
    }
    await #expect(throws: ConsentTrouble.gone) { _ = try await test.hub.deny(late) }
    await #expect(throws: ConsentTrouble.gone) { _ = try await test.hub.consent(id, cookie: cookie) }
    await test.close()
  }

  @Test("a form without this page's token is not taken, and the visit goes on for its own browser")
  func crossSite() async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench)
      let elsewhere = try await Visit.start(bench)
      let (own, foreign) = (try await visit.show().csrf, try await elsewhere.show().csrf)
      #expect(own != foreign)
      let person = bench.test.person.person
      let fields = [("name", person.name.text), ("birth_date", person.birthDate.wire), ("phone", person.phone)]
      for csrf in [nil, "", foreign, own.uppercased(), own + "0", String(own.dropLast())] as [String?] {
        for step in ["identity", "number", "number/again", "accounts", "accounts/again", "deny"] {
          let answer = try await visit.browser.post(
            "\(visit.path)/\(step)", (csrf.map { [("csrf", $0)] } ?? []) + fields)
          #expect(answer.status == 410, "\(step) \(csrf ?? "none")")
          #expect(answer.location.isEmpty)
        }
      }
      #expect(try await visit.show().status == 200)
      #expect(try await visit.identify().status == 303)
    }
  }

  @Test("a visit belongs to the browser that opened it first")
  func otherBrowser() async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench)
      let csrf = try await visit.show().csrf
      let thief = Browser(bench)
      #expect(try await thief.get(visit.path).status == 410, "without a cookie")
      for cookie in ["maru_consent=", "maru_consent=x", "maru_consent=\(String(repeating: "0", count: 32))", "x=1"] {
        var headers = HTTPFields()
        headers[.cookie] = cookie
        #expect(try await bench.web.send(.get, visit.path, headers).status == 410, "\(cookie)")
        let post = try await bench.web.send(.post, "\(visit.path)/deny", headers, body: Array("csrf=\(csrf)".utf8))
        #expect(post.status == 410)
      }
      let other = try await Visit.start(bench)
      _ = try await other.show()
      #expect(try await other.browser.get(visit.path).status == 410, "with another visit's cookie")
      #expect(try await visit.show().status == 200)
    }
  }

  @Test(
    "an address that is no visit is over, not an error",
    arguments: [
      "x", "00000000000000000000000000000000", "%00", "..%2f..", "%27%20OR%201=1", String(repeating: "a", count: 5_000),
    ])
  func unknown(id: String) async throws {
    try await Bench.run { bench in
      for answer in [
        try await bench.web.get("/consent/\(id)"), try await bench.web.send(.post, "/consent/\(id)/deny", body: []),
      ] {
        #expect([404, 410].contains(answer.status))
        #expect(answer.location.isEmpty)
      }
    }
  }

  @Test("a form that is none, or too large, is refused without an error")
  func forms() async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench)
      let csrf = try await visit.show().csrf
      for body in ["%", "csrf=%zz", "csrf=\(csrf)&csrf=x&name=%FF", String(repeating: "a", count: 100_000)] {
        let headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        let answer = try await bench.web.send(.post, "\(visit.path)/identity", headers, body: Array(body.utf8))
        #expect((400..<500).contains(answer.status), "\(body.prefix(20))")
      }
      #expect(try await visit.identify().status == 303)
    }
  }
}
