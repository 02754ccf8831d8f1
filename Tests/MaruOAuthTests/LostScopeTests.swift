import MaruDomain
import MaruHub
import MaruOAuth
import MaruStore
import TestSupport
import Testing

/// What was given under a scope that an app loses afterwards.
@Suite struct LostScopeTests {
  private func set(_ scopes: Scope, at test: TestHub) async throws {
    try await test.hub.oauth.setRegistration(
      of: test.client.clientID, redirectURIs: [test.client.redirectURI], scopes: scopes)
  }

  @Test("tokens, codes and refresh keep the other scopes; a scope that comes again brings back nothing that users gave")
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

  @Test("a person who began before an app lost a scope, or was stopped, can no longer give it")
  func began() async throws {
    let test = try await TestHub.open()
    let (request, _) = try await test.hub.oauth.authorizationRequest([
      .init("response_type", .string("code")), .init("client_id", .string(test.client.clientID.text)),
      .init("redirect_uri", .string(test.client.redirectURI)), .init("scope", .string("transfer")),
    ])
    func give() async throws {
      let person = test.person.person
      let offer = await test.hub.offer(to: .init(ci: person.ci, name: person.name, birthDate: person.birthDate))
      guard let known = try await test.hub.person(test.person.user) else { throw TestHub.Missing("a person") }
      _ = try await test.hub.grantConsent(
        request, by: known,
        choices: offer.accounts.map { ConsentChoice(account: $0, inquiry: false, transfer: true, alias: nil) },
        text: ConsentText(version: "test", language: "kor"))
    }
    try await give()
    try await set([.login, .inquiry, .oob], at: test)
    await expectRefused(.scopeNotOffered) { try await give() }
    try await set([.login, .transfer], at: test)
    try await give()
    try await test.hub.store.write { try OrganisationTable.setService(.suspended, of: test.client.code, in: $0) }
    await #expect { try await give() } throws: { ($0 as? HubError)?.code == .organisationNotUsable }
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
    try await set([.login, .inquiry, .transfer, .oob], at: test)
    await expectBearer(tokens.accessToken, .tokenInvalid, at: test)
    #expect(await test.isGood(own))
    await expectRefused(.codeInvalid) { _ = try await test.refresh(tokens.refreshToken) }
    await test.close()
  }
}
