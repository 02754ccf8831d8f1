import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import TestSupport
import Testing

/// Who may call, for every API. Sections 1.3, 2 (scopes), 4 and 6 of the wire contract; RFC 6750.
@Suite struct BearerTests {
  @Test("without a bearer token it is O0001 ([992])")
  func none() async throws {
    try await Bench.run { bench in
      for api in APICase.all {
        let token = bench.token(for: api)
        for header in [
          nil, "", "Bearer", "Bearer ", "Bearer\(token)", token, "Basic \(token)", "Bearer \(token) x",
          "Token \(token)",
        ] as [String?] {
          var headers = HTTPFields()
          headers[.authorization] = header
          let answer = try await bench.web.send(
            HTTPRequest.Method(api.route.method.rawValue) ?? .get, api.route.versionedPath, headers, body: [])
          #expect(answer.status == 200)
          #expect(answer.code == "O0001", "\(header ?? "none")")
          #expect(answer.message.contains("([992])"))
          #expect(answer.text("error") == "invalid_request")
          #expect(answer.hasHead)
        }
      }
    }
  }

  @Test(
    "the scheme may be in any case, with more than one blank",
    arguments: ["bearer ", "BEARER ", "Bearer  ", " Bearer "])
  func scheme(prefix: String) async throws {
    try await Bench.run { bench in
      var headers = HTTPFields()
      headers[.authorization] = prefix + bench.userToken
      let answer = try await bench.web.send(.get, "/v1.0/bank/status", headers)
      #expect(answer.code == "A0000")
    }
  }

  @Test("a token in the query or in the body opens nothing (F-36)")
  func elsewhere() async throws {
    try await Bench.run { bench in
      for api in APICase.all {
        let token = bench.token(for: api)
        let members =
          api.members(bench) + [
            .init("access_token", .string(token)), .init("Authorization", .string("Bearer \(token)")),
          ]
        #expect(try await bench.web.call(api.route, members, token: nil).message.contains("([992])"))
        let query = "access_token=\(token)" + (api.route.method == .get ? "&\(api.members(bench).form)" : "")
        let answer = try await bench.web.send(
          HTTPRequest.Method(api.route.method.rawValue) ?? .get, "\(api.route.versionedPath)?\(query)",
          body: api.route.method == .get ? nil : WireValue.object(members).json)
        #expect(answer.message.contains("([992])"))
      }
    }
  }

  @Test("an unknown token is O0002")
  func unknown() async throws {
    try await Bench.run { bench in
      for api in APICase.all {
        for token in [
          "x", "00000000-0000-4000-8000-000000000000", bench.userToken.uppercased(),
          String(repeating: "a", count: 5_000),
        ] {
          let answer = try await bench.call(api, token: token)
          #expect(answer.code == "O0002")
          #expect(answer.text("error") == "invalid_token")
        }
      }
    }
  }

  @Test("an expired token is O0003", arguments: APICase.all)
  func expired(api: APICase) async throws {
    try await Bench.run { bench in
      bench.test.clock.move(seconds: 7_776_000)
      let answer = try await bench.call(api)
      #expect(answer.code == "O0003")
      #expect(answer.text("error") == "invalid_token")
    }
  }

  @Test("a revoked token is O0002 at once", arguments: APICase.all.filter(\.isForUsers))
  func revoked(api: APICase) async throws {
    try await Bench.run { bench in
      #expect(try await bench.web.get("/v1.0/bank/status", token: bench.userToken).code == "A0000")
      let unlink = try APICase.named("user/unlink")
      #expect(try await bench.call(unlink).code == "A0000")
      let before = try await bench.test.contents()
      #expect(try await bench.call(api).code == "O0002")
      #expect(try await bench.test.contents() == before)
    }
  }

  /// Which scopes open an API, as section 4 of the wire contract says.
  private static let opens: [String: Scope] = [
    "user/me": .login, "user/unlink": .login, "account/list": .login, "account/update_info": .login,
    "account/cancel": [.login, .inquiry, .transfer], "account/balance": .inquiry, "account/transaction_list": .inquiry,
    "transfer/withdraw": .transfer, "transfer/deposit": .oob, "transfer/deposit2": .oob, "transfer/result": .oob,
    "transfer/recheck": .oob, "inquiry/real_name": .oob, "inquiry/remit_list": .oob,
    "bank/status": [.login, .inquiry, .transfer, .oob],
  ]

  @Test("each scope opens what the contract says and nothing else: O0011 (F-38, P-05)", arguments: APICase.all)
  func scopes(api: APICase) async throws {
    let opens = try #require(Self.opens[api.route.path])
    try await Bench.run { bench in
      let before = try await bench.test.contents()
      var tokens: [(Scope, String)] = [(.oob, bench.organisationToken)]
      for scope: Scope in [.login, .inquiry, .transfer] {
        tokens.append((scope, try await bench.test.userTokens(scope: scope).accessToken))
      }
      let filled = try await bench.test.contents()
      #expect(filled != before)
      for (scope, token) in tokens {
        // Without fields, so that an API that opens does nothing.
        let answer = try await bench.web.call(api.route, [], token: token)
        if opens.isSuperset(of: scope) {
          #expect(answer.code == (api.route.path == "bank/status" ? "A0000" : "A0004"), "\(scope.wire)")
        } else {
          #expect(answer.code == "O0011", "\(scope.wire)")
          #expect(answer.text("error") == "insufficient_scope")
        }
      }
      #expect(try await bench.test.contents() == filled)
    }
  }

  @Test("account/cancel takes the scope of the service that ends, or login (4.5)")
  func cancel() async throws {
    let table: [(Scope, String, String)] = [
      (.inquiry, "inquiry", "A0000"), (.inquiry, "transfer", "O0011"), (.transfer, "transfer", "A0000"),
      (.transfer, "inquiry", "O0011"), (.login, "inquiry", "A0000"), (.login, "transfer", "A0000"),
    ]
    for (scope, service, code) in table {
      try await Bench.run { bench in
        let token = try await bench.test.userTokens(scope: scope).accessToken
        let api = try APICase.named("account/cancel")
        let answer = try await bench.call(api, api.members(bench).with("scope", service), token: token)
        #expect(answer.code == code, "\(scope.wire) \(service)")
      }
    }
  }

  @Test("an organisation's own token is no user: it reads no user's data (B-09)")
  func organisationIsNoUser() async throws {
    try await Bench.run { bench in
      for api in APICase.all.filter(\.isForUsers) {
        let answer = try await bench.call(api, token: bench.organisationToken)
        #expect(answer.code == "O0011")
      }
    }
  }
}
