import MaruDomain
import MaruOAuth
import TestSupport
import Testing

/// What was given under a scope that an app loses afterwards.
@Suite struct LostScopeTests {
  private func set(_ scopes: Scope, at test: TestHub) async throws {
    try await test.hub.oauth.setRegistration(
      of: test.client.clientID, redirectURIs: [test.client.redirectURI], scopes: scopes)
  }

  @Test("tokens, codes and refresh keep the other scopes; a scope that comes again gives nothing back")
  func kept() async throws {
    let test = try await TestHub.open()
    let (tokens, own) = (try await test.userTokens(), try await test.organisationToken())
    let elsewhere = try await test.userTokens(to: test.other).accessToken
    let code = try await test.consent().code
    #expect(try await test.hub.oauth.verify(bearer: tokens.accessToken).scopes == .user)
    try await set([.login, .inquiry, .oob], at: test)
    let left: Scope = [.login, .inquiry]
    #expect(try await test.hub.oauth.verify(bearer: tokens.accessToken).scopes == left)
    #expect(try await test.refresh(tokens.refreshToken).scope == left)
    #expect(try await test.redeem(code).scope == left)
    #expect(try await test.hub.oauth.verify(bearer: own).scopes == .oob)
    #expect(try await test.hub.oauth.verify(bearer: elsewhere).scopes == .user)
    try await set([.login, .inquiry, .transfer, .oob], at: test)
    #expect(try await test.hub.oauth.verify(bearer: tokens.accessToken).scopes == left)
    await test.close()
  }

  @Test("a token without a scope that is left is over, and so is its refresh")
  func none() async throws {
    let test = try await TestHub.open()
    let (tokens, own) = (try await test.userTokens(scope: .transfer), try await test.organisationToken())
    #expect(await test.isGood(tokens.accessToken))
    try await set([.login, .inquiry], at: test)
    await expectBearer(tokens.accessToken, .tokenInvalid, at: test)
    await expectBearer(own, .tokenInvalid, at: test)
    await expectRefused(.codeInvalid) { _ = try await test.refresh(tokens.refreshToken) }
    await test.close()
  }
}
