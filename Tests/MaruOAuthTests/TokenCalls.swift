import MaruContract
import MaruDomain
import MaruOAuth
import MaruTestBed
import TestSupport
import Testing

// Short ways to call the token endpoint, right and wrong.

extension TestHub {
  func codeRequest(_ code: String, for client: TestOrganisation? = nil, verifier: String? = nil) -> TokenRequest {
    let client = client ?? self.client
    return TokenRequest(
      grantType: "authorization_code", client: client.clientID, clientSecret: client.clientSecret, code: code,
      redirectURI: client.redirectURI, codeVerifier: verifier)
  }

  func refreshRequest(_ token: String?, for client: TestOrganisation? = nil, scope: String? = nil) -> TokenRequest {
    let client = client ?? self.client
    return TokenRequest(
      grantType: "refresh_token", client: client.clientID, clientSecret: client.clientSecret, refreshToken: token,
      scope: scope)
  }

  func refresh(_ token: String?, for client: TestOrganisation? = nil) async throws -> TokenAnswer {
    try await hub.oauth.token(refreshRequest(token, for: client))
  }

  /// The second organisation of the test bed.
  var other: TestOrganisation { bed.organisations[1] }

  func isGood(_ token: String) async -> Bool { (try? await hub.oauth.verify(bearer: token)) != nil }
}

/// The refusal must be O0001 with this number of section 6.2.
func expectRefused(
  _ detail: OAuthDetail, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
  _ work: () async throws -> Void
) async {
  do {
    try await work()
    Issue.record("accepted: \(comment?.rawValue ?? "")", sourceLocation: sourceLocation)
  } catch let error as HubError {
    #expect(error.code == .authenticationParameterWrong, comment, sourceLocation: sourceLocation)
    #expect(error.oauth == detail, comment, sourceLocation: sourceLocation)
  } catch {
    Issue.record("\(error)", sourceLocation: sourceLocation)
  }
}

/// A bearer that must be refused with this code.
func expectBearer(
  _ token: String, _ code: ResponseCode, at test: TestHub, sourceLocation: SourceLocation = #_sourceLocation
) async {
  await #expect(throws: HubError(code), sourceLocation: sourceLocation) {
    try await test.hub.oauth.verify(bearer: token)
  }
}
