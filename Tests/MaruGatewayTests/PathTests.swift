import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import Testing

/// Paths, methods and headers. Sections 1.6 and 1.7 of the wire contract.
@Suite struct PathTests {
  @Test("both forms of a path are one API: with /v1.0 and without", arguments: APICase.all)
  func bothForms(api: APICase) async throws {
    try await Bench.run { bench in
      let answer = try await bench.web.call(
        api.route, api.members(bench), token: bench.token(for: api), path: "/\(api.route.path)")
      #expect(answer.code == "A0000", "\(answer.page)")
    }
  }

  @Test(
    "an unknown path is 404 with O0007, whatever the method",
    arguments: [
      "/", "/v1.0", "/v1.0/", "/v1.0/user", "/v1.0/user/me/", "/v1.0//user/me", "//user/me", "/V1.0/user/me",
      "/v1.0/USER/ME", "/v2.0/user/me", "/v1.0/user/me%00", "/v1.0/user%2Fme", "/v1.0/../v1.0/user/me", "/oauth/2.0",
      "/oauth/2.0/nothing", "/consent", "/consent/", "/testbed", "/favicon.ico", "/v1.0/user/me;a=b",
    ])
  func unknown(path: String) async throws {
    try await Bench.run { bench in
      for method: HTTPRequest.Method in [.get, .post, .put, .delete, .patch] {
        let answer = try await bench.web.send(method, path, Web.bearer(bench.userToken), body: [])
        #expect(answer.status == 404, "\(method) \(path)")
        #expect(answer.code == "O0007")
        #expect(answer.hasHead)
      }
    }
  }

  @Test("a wrong method is O0010 and names the right one")
  func methods() async throws {
    try await Bench.run { bench in
      for api in APICase.all {
        let before = try await bench.test.contents()
        for name in ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "TRACE", "PROPFIND"]
        where name != api.route.method.rawValue {
          for path in [api.route.versionedPath, "/\(api.route.path)"] {
            let answer = try await bench.web.send(
              try #require(HTTPRequest.Method(name)), path, Web.bearer(bench.token(for: api)),
              body: WireValue.object(api.members(bench)).json)
            #expect(answer.status == 200)
            #expect(answer.code == "O0010", "\(name) \(path)")
            #expect(answer.headers[.allow] == api.route.method.rawValue)
          }
        }
        #expect(try await bench.test.contents() == before)
      }
    }
  }

  @Test("a browser's preflight is allowed, with the headers that it asks for (1.7)")
  func preflight() async throws {
    try await Bench.run { bench in
      for api in APICase.all {
        var headers = HTTPFields()
        headers[.origin] = "http://localhost:8880"
        headers[.accessControlRequestMethod] = api.route.method.rawValue
        headers[.accessControlRequestHeaders] = "authorization,kftc-bfop-userseqno"
        for path in [api.route.versionedPath, "/\(api.route.path)"] {
          let answer = try await bench.web.send(.options, path, headers)
          #expect(answer.status == 204)
          #expect(answer.headers[.accessControlAllowOrigin] == "*")
          #expect(answer.headers[.accessControlAllowMethods]?.contains(api.route.method.rawValue) == true)
          #expect(answer.headers[.accessControlAllowHeaders] == "authorization,kftc-bfop-userseqno")
          #expect(answer.headers[.accessControlAllowCredentials] == nil)
        }
      }
    }
  }

  @Test("the token endpoint answers preflights too; at the authorization endpoint only ajax is readable (F-03, B-18)")
  func crossOrigin() async throws {
    try await Bench.run { bench in
      for path in ["/oauth/2.0/token", "/v1.0/oauth/2.0/token"] {
        let answer = try await bench.web.send(.options, path)
        #expect(answer.status == 204)
        #expect(answer.headers[.accessControlAllowMethods]?.contains("POST") == true)
      }
      let client = bench.test.client
      let query = "response_type=code&client_id=\(client.clientID.text)&redirect_uri=\(client.redirectURI)&scope=login"
      let plain = try await bench.web.get("/oauth/2.0/authorize2?\(query)")
      #expect(plain.status == 302)
      #expect(plain.headers[.accessControlAllowOrigin] == nil)
      let refused = query.replacing("scope=login", with: "scope=nothing")
      let plainly = try await bench.web.get("/oauth/2.0/authorize2?\(refused)")
      #expect(plainly.text("rsp_code") == "O0001")
      #expect(plainly.headers[.accessControlAllowOrigin] == nil, "a refusal is as little for other pages as the way in")
      let readably = try await bench.web.get("/oauth/2.0/authorize2?\(refused)&invoke_type=ajax")
      #expect(readably.headers[.accessControlAllowOrigin] == "*")
      let ajax = try await bench.web.get("/oauth/2.0/authorize2?\(query)&invoke_type=ajax")
      #expect(ajax.status == 200)
      #expect(ajax.headers[.accessControlAllowOrigin] == "*")
    }
  }

  @Test("every answer of the API is JSON in UTF-8 that nobody keeps and any page may read", arguments: APICase.all)
  func headers(api: APICase) async throws {
    try await Bench.run { bench in
      let answers = [
        try await bench.call(api), try await bench.web.call(api.route, [], token: nil),
        try await bench.web.send(.put, api.route.versionedPath), try await bench.web.get("/nothing"),
      ]
      for answer in answers {
        #expect(answer.headers[.contentType] == "application/json; charset=UTF-8")
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.headers[.accessControlAllowOrigin] == "*")
      }
      #expect(Set(answers.map { $0.text("api_tran_id") }).count == answers.count)
    }
  }
}
