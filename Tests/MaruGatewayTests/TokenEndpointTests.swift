import Foundation
import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import MaruOAuth
import MaruTestBed
import TestSupport
import Testing

/// `POST /oauth/2.0/token` over HTTP: RFC 6749 section 5 with the platform's own codes beside. Section 3.2.
@Suite struct TokenEndpointTests {
  private static let form = "application/x-www-form-urlencoded; charset=UTF-8"

  private func members(_ client: TestOrganisation, _ more: [(String, String)]) -> [WireValue.Member] {
    ([("client_id", client.clientID.text), ("client_secret", client.clientSecret)] + more).map {
      WireValue.Member($0.0, .string($0.1))
    }
  }

  private func own(_ bench: Bench) -> [WireValue.Member] {
    members(bench.test.client, [("grant_type", "client_credentials"), ("scope", "oob")])
  }

  private func send(_ bench: Bench, _ members: [WireValue.Member]) async throws -> WebAnswer {
    try await bench.web.post("/oauth/2.0/token", type: Self.form, body: Array(members.form.utf8))
  }

  @Test("the code flow, a refresh and an own token answer what the contract says, and no rsp_code")
  func answers() async throws {
    try await Bench.run { bench in
      let client = bench.test.client
      let code = try await bench.test.consent().code
      let first = try await send(
        bench,
        members(
          client, [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", client.redirectURI)]))
      let refreshed = try await send(
        bench,
        members(
          client,
          [
            ("grant_type", "refresh_token"), ("refresh_token", first.text("refresh_token")),
            ("scope", "login inquiry transfer"),
          ]))
      for answer in [first, refreshed] {
        #expect(answer.status == 200)
        #expect(
          answer.members.map(\.name).sorted() == [
            "access_token", "expires_in", "refresh_token", "scope", "token_type", "user_seq_no",
          ])
        #expect(answer.text("token_type") == "Bearer")
        #expect(answer.text("scope") == "login inquiry transfer")
        #expect(answer.text("user_seq_no") == bench.test.person.user.text)
        #expect(answer.members.contains { $0.name == "expires_in" && $0.value == .number("7776000") })
        #expect(answer.headers[.cacheControl] == "no-store")
      }
      let own = try await send(bench, own(bench))
      #expect(
        own.members.map(\.name).sorted() == ["access_token", "client_use_code", "expires_in", "scope", "token_type"])
      #expect(own.text("client_use_code") == client.code.text)
    }
  }

  @Test("the form may stand in the query, be JSON, or be under either path (3.2)")
  func places() async throws {
    try await Bench.run { bench in
      let good = own(bench)
      let answers = [
        try await bench.web.send(.post, "/oauth/2.0/token?\(good.form)"),
        try await bench.web.post("/oauth/2.0/token", body: WireValue.object(good).json),
        try await bench.web.post("/oauth/2.0/token", type: Self.form, body: WireValue.object(good).json),
        try await bench.web.post("/v1.0/oauth/2.0/token", type: Self.form, body: Array(good.form.utf8)),
        try await bench.web.post(
          "/oauth/2.0/token?\(Array(good.prefix(2)).form)", type: Self.form,
          body: Array(Array(good.dropFirst(2)).form.utf8)),
      ]
      for answer in answers { #expect(!answer.text("access_token").isEmpty, "\(answer.page)") }
    }
  }

  @Test("a client may name itself by HTTP Basic (RFC 6749 2.3.1), and in both places alike")
  func basic() async throws {
    try await Bench.run { bench in
      let client = bench.test.client
      let rest = Array(own(bench).dropFirst(2))
      func basic(_ text: String, _ body: [WireValue.Member]) async throws -> WebAnswer {
        var headers = HTTPFields()
        headers[.authorization] = "Basic \(text)"
        headers[.contentType] = Self.form
        return try await bench.web.send(.post, "/oauth/2.0/token", headers, body: Array(body.form.utf8))
      }
      let good = Data("\(client.clientID.text):\(client.clientSecret)".utf8).base64EncodedString()
      #expect(!(try await basic(good, rest)).text("access_token").isEmpty)
      #expect(!(try await basic(good, own(bench))).text("access_token").isEmpty)
      for bad in [
        "", "!", Data("nocolon".utf8).base64EncodedString(), Data([0xFF, 0x3A, 0xFE]).base64EncodedString(),
        Data("\(client.clientID.text):wrong".utf8).base64EncodedString(), Data(":".utf8).base64EncodedString(),
      ] {
        let answer = try await basic(bad, rest)
        #expect(answer.status == 200)
        #expect(answer.code == "O0001", "\(bad): \(answer.page)")
      }
    }
  }

  @Test(
    "what is missing, empty or given twice is 103", arguments: ["grant_type", "client_id", "client_secret", "scope"])
  func missing(name: String) async throws {
    try await Bench.run { bench in
      let good = own(bench)
      let before = try await bench.test.contents()
      for wrong in [good.filter { $0.name != name }, good.with(name, ""), good + good.filter { $0.name == name }] {
        let answer = try await send(bench, wrong)
        #expect(answer.status == 200)
        #expect(answer.code == "O0001")
        #expect(answer.message.contains("103)]") || answer.message.contains("103])"), "\(name): \(answer.message)")
        #expect(answer.message.contains("[\(name)"), "\(answer.message)")
        #expect(answer.text("error") == "invalid_request")
      }
      let twice = try await bench.web.post(
        "/oauth/2.0/token?\(name)=x", type: Self.form, body: Array(good.form.utf8))
      #expect(twice.message.contains("103"))
      #expect(try await bench.test.contents() == before)
    }
  }

  @Test(
    "each refusal has its number of section 6.2 and its word of RFC 6749",
    arguments: [
      ("grant_type", "password", "119", "unsupported_grant_type"), ("client_id", "nobody", "201", "invalid_client"),
      ("client_secret", "wrong", "201", "invalid_client"), ("scope", "login", "115", "invalid_scope"),
      ("client_id", "a b", "201", "invalid_client"), ("client_secret", "\u{0}", "103", "invalid_request"),
      ("client_secret", String(repeating: "a", count: 10_000), "103", "invalid_request"),
    ])
  func refusals(name: String, value: String, number: String, word: String) async throws {
    try await Bench.run { bench in
      let answer = try await send(bench, own(bench).with(name, value))
      #expect(answer.status == 200)
      #expect(answer.code == "O0001")
      #expect(answer.message.contains("\(number)])"), "\(answer.message)")
      #expect(answer.text("error") == word)
      #expect(!answer.text("error_description").isEmpty)
      #expect(!answer.page.contains(bench.test.client.clientSecret))
    }
  }

  @Test("GET is O0010, nonsense is a refusal, a large body is 413")
  func nonsense() async throws {
    try await Bench.run { bench in
      let get = try await bench.web.get("/oauth/2.0/token?\(own(bench).form)")
      #expect(get.code == "O0010")
      #expect(get.headers[.allow] == "POST")
      let before = try await bench.test.contents()
      for body in [Array("{".utf8), [0xFF], Array("a=%zz".utf8), Array("[]".utf8), []] {
        let answer = try await bench.web.post("/oauth/2.0/token", type: Self.form, body: body)
        #expect(answer.status == 200)
        #expect(["O0001", "A0004"].contains(answer.code), "\(answer.page)")
      }
      let large = try await bench.web.post(
        "/oauth/2.0/token", type: Self.form, body: [UInt8](repeating: 0x61, count: 2 << 20))
      #expect(large.status == 413)
      #expect(try await bench.test.contents() == before)
    }
  }
}
