import Foundation
import MaruContract
import MaruDomain
import MaruOAuth
import MaruStore
import TestSupport
import Testing

/// What a client may ask the user's browser to open. Section 3.1 of the wire contract, RFC 6749 section 4.1.1.
@Suite struct AuthorizationRequestTests {
  private static let names = ["response_type", "client_id", "redirect_uri", "scope"]

  private func members(_ test: TestHub, _ change: [String: String?] = [:]) -> [WireValue.Member] {
    let usual: [(String, String)] = [
      ("response_type", "code"), ("client_id", test.client.clientID.text), ("redirect_uri", test.client.redirectURI),
      ("scope", "login inquiry transfer"), ("state", "s"), ("auth_type", "0"),
    ]
    let extra = change.filter { name, _ in !usual.contains { $0.0 == name } }.compactMap { name, value in
      value.map { (name, $0) }
    }
    return (usual + extra).compactMap { name, value in
      let value = change[name] ?? value
      return value.map { WireValue.Member(name, .string($0)) }
    }
  }

  @Test("what is missing is told (section 6.2: 103)", arguments: names)
  func missing(name: String) async throws {
    let test = try await TestHub.open()
    for value in [nil, ""] as [String?] {
      await expectRefused(.parameterMissingOrTwice, "\(name)") {
        _ = try await test.hub.oauth.authorizationRequest(members(test, [name: value]))
      }
    }
    await test.close()
  }

  @Test("what is given twice is told, even twice alike (section 6.2: 103)", arguments: names + ["state", "auth_type"])
  func twice(name: String) async throws {
    let test = try await TestHub.open()
    let members = members(test)
    await expectRefused(.parameterMissingOrTwice, "\(name)") {
      _ = try await test.hub.oauth.authorizationRequest(members + members.filter { $0.name == name })
    }
    await test.close()
  }

  @Test(
    "what is wrong has its own number (section 6.2)",
    arguments: [
      ("client_id", "nobody", OAuthDetail.clientInvalid), ("client_id", "a b", .clientInvalid),
      ("client_id", String(repeating: "a", count: 41), .clientInvalid), ("response_type", "token", .responseTypeWrong),
      ("response_type", "code token", .responseTypeWrong), ("response_type", "CODE", .responseTypeWrong),
      ("scope", "oob", .scopeNotOffered), ("scope", "login oob", .scopeNotOffered),
      ("scope", "logim", .scopeNotOffered),
      ("scope", "LOGIN", .scopeNotOffered), ("scope", " ", .scopeNotOffered),
    ])
  func wrong(name: String, value: String, detail: OAuthDetail) async throws {
    let test = try await TestHub.open()
    await expectRefused(detail, "\(name)=\(value)") {
      _ = try await test.hub.oauth.authorizationRequest(members(test, [name: value]))
    }
    await test.close()
  }

  @Test(
    "a redirect_uri that is not registered, letter for letter, is never taken (B-01, F-12)",
    arguments: [
      "http://localhost:8880/html/callback.html/", "http://localhost:8880/html/callback.html?x=1",
      "http://localhost:8880/html/callback.html#x", "http://localhost:8880/html/",
      "https://localhost:8880/html/callback.html",
      "http://localhost:8881/html/callback.html", "http://localhost/html/callback.html",
      "http://LOCALHOST:8880/html/callback.html", "http://localhost:8880/html/../html/callback.html",
      "http://localhost:8880@evil.example/html/callback.html", "http://localhost:8880/html/callback.html ",
      "http://localhost:8880/html/callback%2Ehtml", "//localhost:8880/html/callback.html", "javascript:alert(1)",
    ])
  func redirectURI(uri: String) async throws {
    let test = try await TestHub.open()
    #expect(test.client.redirectURI == "http://localhost:8880/html/callback.html")
    await expectRefused(.redirectURIMismatch, "\(uri)") {
      _ = try await test.hub.oauth.authorizationRequest(members(test, ["redirect_uri": uri]))
    }
    await test.close()
  }

  @Test(
    "scopes come in any order, separated by blank or plus",
    arguments: ["transfer login", "login+transfer", "login  transfer"])
  func scopes(text: String) async throws {
    let test = try await TestHub.open()
    let (request, _) = try await test.hub.oauth.authorizationRequest(members(test, ["scope": text]))
    #expect(request.scopes == [.login, .transfer])
    await test.close()
  }

  @Test(
    "state and client_info come back untouched, whatever is in them (section 3.1)",
    arguments: ["af0ifjsldkj", "a b&c=d#e?f/g%h+i", "한글 상태값", "\"'<>\\", "%2B%20", String(repeating: "x", count: 100)])
  func state(text: String) async throws {
    let test = try await TestHub.open()
    let (request, _) = try await test.hub.oauth.authorizationRequest(
      members(test, ["state": text, "client_info": text]))
    for callback in [
      request.callback(code: "c", scopes: .login), request.callback(error: "access_denied", description: "d"),
    ] {
      let query = try #require(callback.split(separator: "?", maxSplits: 1).last)
      let pairs = query.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
      for name in ["state", "client_info"] {
        let value = try #require(pairs.first { $0[0] == name }?.last)
        #expect(value.removingPercentEncoding == text)
        #expect(value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "+") })
      }
    }
    await test.close()
  }

  @Test(
    "a callback joins a query that is there already, and an app's own scheme",
    arguments: [
      ("https://shop.example/cb", "https://shop.example/cb?code=c&scope=login&state=s"),
      ("https://shop.example/cb?a=1", "https://shop.example/cb?a=1&code=c&scope=login&state=s"),
      ("com.example.app:/oauth", "com.example.app:/oauth?code=c&scope=login&state=s"),
    ])
  func callbacks(uri: String, expected: String) async throws {
    let test = try await TestHub.open()
    let id = test.client.clientID
    try await test.hub.store.write { session in
      let client = try #require(try ClientTable.find(id, in: session))
      try ClientTable.save(
        OAuthClient(
          id: client.id, organisation: client.organisation, name: client.name, secretHash: client.secretHash,
          redirectURIs: client.redirectURIs + [uri], scopes: client.scopes), in: session)
    }
    let (request, _) = try await test.hub.oauth.authorizationRequest(members(test, ["redirect_uri": uri]))
    #expect(request.callback(code: "c", scopes: .login) == expected)
    await test.close()
  }
}
