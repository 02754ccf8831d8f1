import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import MaruContract
import MaruDomain
import MaruHub
import NIOCore
import TestSupport
import Testing

@testable import MaruGateway

/// Requests that come through a proxy, over real sockets. This machine is the proxy, and it is trusted or not.
@Suite struct ProxyTests {
  private static func fields(_ all: [(String, String)]) throws -> HTTPFields {
    var fields = HTTPFields()
    for (name, value) in all { fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
    return fields
  }

  /// Runs `work` beside a hub that takes money calls of one address.
  private func run(
    trusting proxies: String, _ work: @escaping @Sendable (TestHub, any TestClientProtocol) async throws -> Void
  ) async throws {
    let test = try await TestHub.open(addresses: ["192.0.2.1", "2001:db8:0::1"])
    let router = Router(context: GatewayContext.self)
    try HubPages(hub: test.hub, hasTestBed: true).add(to: router)
    OperationsRoutes(hub: test.hub, metrics: PrometheusRegistry()).add(to: router)
    let gateway = Gateway(hub: test.hub, log: CallLog(hub: test.hub), pages: router)
    var rules = HTTPServer.Rules()
    rules.proxies = try #require(TrustedProxies(proxies))
    try await gateway.application(rules: rules).test(.live) { try await work(test, $0) }
    await test.close()
  }

  private func tokenCode(
    _ test: TestHub, _ client: any TestClientProtocol, _ lines: [(String, String)]
  ) async throws -> String {
    let form =
      "grant_type=client_credentials&scope=oob&client_id=\(test.client.clientID.text)&client_secret=\(test.client.clientSecret)"
    let answer = try await client.execute(
      uri: "/oauth/2.0/token", method: .post,
      headers: try Self.fields([("Content-Type", "application/x-www-form-urlencoded")] + lines),
      body: ByteBuffer(string: form))
    let text = String(buffer: answer.body)
    return text.contains("access_token") ? "token" : text.contains("O0006") ? "O0006" : text
  }

  @Test("a registered address is the client's, as a trusted proxy tells, and nobody else's word (O0006)")
  func addresses() async throws {
    let (client, forwarded) = ("X-Forwarded-For", "Forwarded")
    let told: [([(String, String)], String)] = [
      ([(client, "192.0.2.1")], "token"), ([(forwarded, "for=192.0.2.1")], "token"),
      ([(client, "2001:DB8::1")], "token"), ([], "O0006"),
      // What the client wrote itself, before the proxy's own word.
      ([(client, "192.0.2.1, 192.0.2.2")], "O0006"), ([(client, "192.0.2.1"), (client, "192.0.2.2")], "O0006"),
      ([(forwarded, "for=192.0.2.1"), (client, "192.0.2.2")], "O0006"),
    ]
    for trusted in ["127.0.0.1", "", "127.0.0.2,10.0.0.0/8"] {
      try await run(trusting: trusted) { test, client in
        for (lines, expected) in told {
          let code = try await tokenCode(test, client, lines)
          #expect(code == (trusted == "127.0.0.1" ? expected : "O0006"), "\(lines)")
        }
      }
    }
  }

  @Test("who comes over TLS is told to stay there, and nobody else can have it said", arguments: ["127.0.0.1", ""])
  func transport(trusted: String) async throws {
    try await run(trusting: trusted) { _, client in
      for (proto, isSecure) in [("https", trusted != ""), ("http", false)] {
        let answer = try await client.execute(
          uri: "/me?lang=en", method: .get, headers: try Self.fields([("X-Forwarded-Proto", proto)]))
        #expect((answer.headers[.strictTransportSecurity] == "max-age=31536000") == isSecure)
        let cookies = answer.headers[values: .setCookie]
        #expect(cookies.count == 2 && cookies.allSatisfy { $0.contains("; Secure") == isSecure })
      }
    }
  }

  @Test(
    "what is the operator's on this machine is not for whom a proxy on this machine hands on",
    arguments: ["127.0.0.1", ""])
  func operations(trusted: String) async throws {
    try await run(trusting: trusted) { _, client in
      for path in ["/metrics", "/status"] {
        #expect(try await client.execute(uri: path, method: .get).status == .ok)
        for line in [("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-For", "127.0.0.1"), ("Forwarded", "for=unknown")] {
          let answer = try await client.execute(uri: path, method: .get, headers: try Self.fields([line]))
          #expect(answer.status == .notFound, "\(path) \(line)")
        }
      }
    }
  }
}
