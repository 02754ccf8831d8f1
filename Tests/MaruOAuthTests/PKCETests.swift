import Crypto
import Foundation
import MaruContract
import MaruDomain
import MaruOAuth
import TestSupport
import Testing

/// RFC 7636, and RFC 9700 section 2.1.1: what was challenged is verified, what was not cannot be smuggled in.
@Suite struct PKCETests {
  /// RFC 7636 appendix B.
  private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
  private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
  private static let other = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

  private func code(_ test: TestHub, _ challenge: String?, _ method: String?) async throws -> String {
    var extra: [WireValue.Member] = []
    if let challenge { extra.append(.init("code_challenge", .string(challenge))) }
    if let method { extra.append(.init("code_challenge_method", .string(method))) }
    return try await test.consent(extra: extra).code
  }

  @Test(
    "the verifier must fit the challenge, and neither may come alone (B-02, B-06)",
    arguments: [
      (nil, nil, nil, true), (nil, nil, verifier, false), (challenge, "S256", verifier, true),
      (challenge, "S256", nil, false), (challenge, "S256", other, false), (challenge, "S256", challenge, false),
      (challenge, "plain", challenge, true), (challenge, "plain", verifier, false), (challenge, "plain", nil, false),
      (challenge, nil, challenge, true), (challenge, nil, verifier, false), (challenge, nil, nil, false),
      (nil, "S256", nil, true), (nil, "S256", verifier, false),
    ] as [(String?, String?, String?, Bool)])
  func matrix(challenge: String?, method: String?, verifier: String?, isGood: Bool) async throws {
    let test = try await TestHub.open()
    let request = test.codeRequest(try await code(test, challenge, method), verifier: verifier)
    if isGood {
      _ = try await test.hub.oauth.token(request)
    } else {
      await expectRefused(.codeInvalid) { _ = try await test.hub.oauth.token(request) }
    }
    await test.close()
  }

  @Test("a wrong verifier neither uses the code nor ends anything")
  func wrongThenRight() async throws {
    let test = try await TestHub.open()
    let code = try await code(test, Self.challenge, "S256")
    for wrong in [nil, Self.other] {
      await expectRefused(.codeInvalid) {
        _ = try await test.hub.oauth.token(test.codeRequest(code, verifier: wrong))
      }
    }
    _ = try await test.hub.oauth.token(test.codeRequest(code, verifier: Self.verifier))
    await test.close()
  }

  @Test("verifiers of 43 and of 128 characters are taken", arguments: [43, 128])
  func lengths(count: Int) async throws {
    let test = try await TestHub.open()
    let verifier = String(String(repeating: "aZ0-._~", count: 20).prefix(count))
    let challenge = Data(SHA256.hash(data: Data(verifier.utf8))).base64EncodedString().replacing("+", with: "-")
      .replacing("/", with: "_").replacing("=", with: "")
    let request = test.codeRequest(try await code(test, challenge, "S256"), verifier: verifier)
    _ = try await test.hub.oauth.token(request)
    await test.close()
  }

  @Test(
    "a malformed challenge or method is refused before any page is shown (section 6.2: 103)",
    arguments: [
      (String(repeating: "a", count: 42), "S256"), (String(repeating: "a", count: 129), "S256"),
      (String(repeating: "+", count: 43), "S256"), (String(repeating: "가", count: 43), "S256"), (challenge, "s256"),
      (challenge, "S512"), (challenge, "none"),
    ])
  func malformed(challenge: String, method: String) async throws {
    let test = try await TestHub.open()
    await expectRefused(.parameterMissingOrTwice) { _ = try await code(test, challenge, method) }
    await test.close()
  }
}
