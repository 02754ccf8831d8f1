import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import TestSupport
import Testing

/// How a client opens the pages, and what is never redirected. Sections 3.1, 3.3 and 6.2 of the wire contract.
@Suite struct AuthorizeTests {
  private static let pages = ["authorize2", "authorize", "authorize_account2", "authorize_account"]

  private func start(
    _ bench: Bench, _ page: String = "authorize2", _ change: [(String, String?)] = [], _ headers: [String: String] = [:]
  ) async throws -> WebAnswer {
    var fields = HTTPFields()
    for (name, value) in headers { fields[try #require(HTTPField.Name("Kftc-Bfop-\(name)"))] = value }
    return try await bench.web.send(.get, "/oauth/2.0/\(page)?\(Visit.query(bench, change))", fields)
  }

  private func expectRefused(_ number: String, _ answer: WebAnswer, _ what: String) {
    #expect(answer.status == 200, "\(what)")
    #expect(answer.code == "O0001", "\(what): \(answer.page)")
    #expect(answer.message.contains("([\(number)])"), "\(what): \(answer.message)")
    #expect(answer.headers[.location] == nil, "\(what)")
    #expect(answer.hasHead)
    #expect(!answer.text("error").isEmpty)
  }

  @Test("a wrong request is JSON with its number and never leads anywhere (F-12)", arguments: pages)
  func wrong(page: String) async throws {
    try await Bench.run { bench in
      let before = try await bench.test.contents()
      let table: [(String, String?, String)] = [
        ("client_id", nil, "3000103"), ("client_id", "nobody", "3000201"), ("client_id", "<script>", "3000201"),
        ("redirect_uri", nil, "3000103"), ("redirect_uri", "https://evil.example/", "3000114"),
        ("redirect_uri", bench.test.client.redirectURI + "/../x", "3000114"), ("scope", nil, "3000103"),
        ("redirect_uri", "javascript:alert(1)", "3000114"), ("redirect_uri", "//evil.example", "3000114"),
        ("scope", "oob", "3000115"), ("scope", "everything", "3000115"), ("response_type", nil, "3000103"),
        ("response_type", "token", "3000116"), ("response_type", "", "3000103"),
      ]
      for (name, value, number) in table {
        for ajax in [nil, "ajax"] as [String?] {
          let answer = try await start(bench, page, [(name, value), ("invoke_type", ajax)])
          expectRefused(number, answer, "\(name)=\(value ?? "nothing")")
        }
      }
      // Also with nothing right at all.
      expectRefused("3000103", try await bench.web.get("/oauth/2.0/\(page)"), "empty")
      #expect(try await bench.test.contents() == before)
    }
  }

  @Test(
    "a parameter given twice is 103, whichever it is",
    arguments: ["client_id", "redirect_uri", "scope", "state", "response_type"])
  func twice(name: String) async throws {
    try await Bench.run { bench in
      let answer = try await bench.web.get("/oauth/2.0/authorize2?\(Visit.query(bench))&\(name)=x")
      expectRefused("3000103", answer, name)
    }
  }

  @Test(
    "decorations of a wrong form are 103 and named",
    arguments: [
      ("bg_color", "red"), ("bg_color", "#12345"), ("txt_color", "+12345"), ("btn1_color", "-00000"),
      ("btn2_color", "#fff;}"), ("auth_type", "3"), ("auth_type", "01"), ("edit_option", "yes"),
    ])
  func decorations(name: String, value: String) async throws {
    try await Bench.run { bench in
      let answer = try await start(bench, "authorize2", [(name, value)])
      expectRefused("3000103", answer, name)
      #expect(answer.message.contains("[\(name)"))
    }
  }

  @Test("invoke_type=ajax answers the whole address as JSON (1.6), behind TLS too")
  func ajax() async throws {
    try await Bench.run { bench in
      for (proto, scheme) in [(nil, "http"), ("https", "https")] as [(String?, String)] {
        var headers = HTTPFields()
        headers[try #require(HTTPField.Name("X-Forwarded-Proto"))] = proto
        let answer = try await bench.web.send(
          .get, "/oauth/2.0/authorize2?\(Visit.query(bench, [("invoke_type", "ajax")]))", headers)
        #expect(answer.status == 200)
        #expect(answer.members.map(\.name) == ["location"])
        let location = answer.text("location")
        #expect(location.hasPrefix("\(scheme)://"))
        let path = try #require(location.firstRange(of: "/consent/"))
        #expect(try await bench.web.get(String(location[path.lowerBound...])).status == 200)
      }
    }
  }

  @Test("a client_secret in the address is ignored and kept nowhere (3.1)")
  func secretInQuery() async throws {
    try await Bench.run { bench in
      let secret = "b1946ac92492d2347c6235b4d2611184"
      let answer = try await start(bench, "authorize2", [("client_secret", secret)])
      #expect(answer.status == 302)
      #expect(try await !bench.test.contents().contains(secret))
    }
  }

  @Test("auth_type 1 prefills what the organisation knows; the person may change it")
  func prefill() async throws {
    try await Bench.run { bench in
      let person = bench.test.person.person
      let name = [WireValue.Member("n", .string(person.name.text))].form.replacing("n=", with: "")
      let visit = try await Visit.start(
        bench, "authorize2", [("auth_type", "1")],
        headers: ["UserName": name, "UserInfo": person.birthDate.wire + "1", "UserCellNo": person.phone])
      let page = try await visit.show().page
      for text in [person.name.text, person.birthDate.wire, person.phone] {
        #expect(page.contains("value=\"\(text)\""))
      }
      #expect(!page.contains(" readonly"))
      // Who the person is stays for the identity check to say.
      let neighbour = bench.test.people[1]
      #expect(try await visit.identify(neighbour.person).status == 303)
      #expect(try await visit.confirm().status == 303)
      let end = try await visit.send("accounts", [("inquiry", "0")])
      #expect(try await bench.test.redeem(try #require(end.callback("code"))).user == neighbour.user)
    }
  }

  @Test("with edit_option off what was prefilled counts, whatever a form says")
  func locked() async throws {
    try await Bench.run { bench in
      let person = bench.test.person.person
      let name = [WireValue.Member("n", .string(person.name.text))].form.replacing("n=", with: "")
      let visit = try await Visit.start(
        bench, "authorize2", [("auth_type", "1"), ("edit_option", "off")],
        headers: ["UserName": name, "UserInfo": person.birthDate.wire + "1", "UserCellNo": person.phone])
      #expect(try await visit.show().page.contains(" readonly"))
      #expect(try await visit.identify(bench.test.people[1].person).status == 303)
      #expect(try await visit.confirm().status == 303)
      let end = try await visit.send("accounts", [("inquiry", "0")])
      #expect(try await bench.test.redeem(try #require(end.callback("code"))).user == bench.test.person.user)
    }
  }

  @Test(
    "prefilled nonsense is left out and stops nobody",
    arguments: ["%", "%FF", "<script>", String(repeating: "a", count: 500)])
  func prefilledNonsense(text: String) async throws {
    try await Bench.run { bench in
      let answer = try await start(
        bench, "authorize2", [("auth_type", "1")], ["UserName": text, "UserInfo": text, "UserCellNo": text])
      #expect(answer.status == 302, "\(answer.page)")
      let page = try await bench.web.get(answer.location)
      #expect(page.status == 200)
      #expect(!page.page.contains("<script"))
    }
  }

  @Test("auth_type 2 goes by a login token of the user straight to the accounts")
  func byToken() async throws {
    try await Bench.run { bench in
      let user = bench.test.person.user.text
      for headers in [["AccessToken": bench.userToken, "UserSeqNo": user], ["AccessToken": bench.userToken]] {
        let visit = try await Visit.start(bench, "authorize_account2", [("auth_type", "2")], headers: headers)
        #expect(try await visit.show().page.contains("name=\"inquiry\""))
        let end = try await visit.send("accounts", [("inquiry", "0")])
        #expect(try await bench.test.redeem(try #require(end.callback("code"))).user == bench.test.person.user)
      }
    }
  }

  @Test("auth_type 2 without a token is 103, with another user's or organisation's 801, with none that works O0002")
  func byWrongToken() async throws {
    try await Bench.run { bench in
      let (user, neighbour) = (bench.test.person.user.text, bench.test.people[1])
      let inquiry = try await bench.test.userTokens(scope: .inquiry).accessToken
      let elsewhere = try await bench.test.userTokens(to: bench.other).accessToken
      let theirs = try await bench.test.userTokens(of: neighbour).accessToken
      let before = try await bench.test.contents()
      let change: [(String, String?)] = [("auth_type", "2")]
      expectRefused("3000103", try await start(bench, "authorize2", change, ["UserSeqNo": user]), "no token")
      for (token, named) in [
        (theirs, user), (bench.userToken, neighbour.user.text), (bench.userToken, "x"), (elsewhere, user),
        (inquiry, user), (bench.organisationToken, user),
      ] {
        let answer = try await start(bench, "authorize2", change, ["AccessToken": token, "UserSeqNo": named])
        expectRefused("801", answer, named)
      }
      for token in ["x", bench.userToken + "0"] {
        let answer = try await start(bench, "authorize2", change, ["AccessToken": token, "UserSeqNo": user])
        #expect(answer.code == "O0002")
        #expect(answer.headers[.location] == nil)
      }
      #expect(try await bench.test.contents() == before)
    }
  }

  @Test("a client that was disabled gets no page, and its open visit no token")
  func disabled() async throws {
    try await Bench.run { bench in
      let visit = try await Visit.start(bench)
      try await visit.goToAccounts()
      try await bench.changeClient(isDisabled: true)
      expectRefused("3000201", try await start(bench), "disabled")
      let code = try await visit.send("accounts", [("inquiry", "0")]).callback("code") ?? ""
      await #expect(throws: HubError.oauth(.clientInvalid)) { _ = try await bench.test.redeem(code) }
    }
  }
}
