import MaruContract
import MaruDomain
import MaruOAuth
import MaruStore
import TestSupport
import Testing

/// RFC 6749 section 4.4, and who may ask for anything at the token endpoint.
@Suite struct ClientCredentialsTests {
  private func request(_ test: TestHub, scope: String?) -> TokenRequest {
    TokenRequest(
      grantType: "client_credentials", client: test.client.clientID, clientSecret: test.client.clientSecret,
      scope: scope)
  }

  @Test("an organisation gets a token of its own: scope oob, no user, nothing to refresh (B-09)")
  func gives() async throws {
    let test = try await TestHub.open()
    let answer = try await test.hub.oauth.token(request(test, scope: "oob"))
    #expect(answer.scope == .oob)
    #expect(answer.user == nil)
    #expect(answer.refreshToken == nil)
    #expect(answer.organisation == test.client.code)
    #expect(answer.expiresIn == 7_776_000)
    let caller = try await test.hub.oauth.verify(bearer: answer.accessToken)
    #expect(caller == test.organisation)
    await test.close()
  }

  @Test(
    "no other scope is given without a user",
    arguments: ["login", "inquiry", "transfer", "oob login", "login inquiry transfer", "sa", "OOB", "admin"])
  func otherScopes(scope: String) async throws {
    let test = try await TestHub.open()
    await expectRefused(.scopeNotOffered) { _ = try await test.hub.oauth.token(request(test, scope: scope)) }
    await test.close()
  }

  @Test("the scope must be named")
  func noScope() async throws {
    let test = try await TestHub.open()
    await expectRefused(.parameterMissingOrTwice) { _ = try await test.hub.oauth.token(request(test, scope: nil)) }
    await test.close()
  }

  @Test("an unknown client and a wrong secret look the same (R-03)")
  func whoIsWrong() async throws {
    let test = try await TestHub.open()
    let secret = test.client.clientSecret
    var refusals: Set<String> = []
    for (id, secret) in [
      ("l7xx00000000000000000000000000000000", secret), (test.client.clientID.text, "0" + secret.dropFirst()),
      (test.client.clientID.text, secret + "0"), (test.client.clientID.text, secret.uppercased()),
      (test.client.clientID.text, String(secret.dropLast())), (test.client.clientID.text, test.other.clientSecret),
      (test.client.clientID.text.uppercased(), secret),
    ] {
      var request = request(test, scope: "oob")
      request.client = try #require(ClientID(id))
      request.clientSecret = secret
      do {
        _ = try await test.hub.oauth.token(request)
        Issue.record("accepted")
      } catch {
        #expect(error.oauth == .clientInvalid)
        refusals.insert(error.message)
      }
    }
    #expect(refusals.count == 1)
    await test.close()
  }

  @Test("every grant checks the secret before it looks at anything else")
  func secretFirst() async throws {
    let test = try await TestHub.open()
    let code = try await test.consent().code
    let tokens = try await test.userTokens()
    for var request in [
      test.codeRequest(code), test.codeRequest("nonsense"), test.refreshRequest(tokens.refreshToken),
      request(test, scope: "admin"),
    ] {
      request.clientSecret = "wrong"
      await expectRefused(.clientInvalid) { _ = try await test.hub.oauth.token(request) }
    }
    // Nothing was used up by it.
    _ = try await test.redeem(code)
    _ = try await test.refresh(tokens.refreshToken)
    await test.close()
  }

  @Test("a client that was disabled gets nothing, and its tokens are over")
  func disabled() async throws {
    let test = try await TestHub.open()
    let tokens = try await test.userTokens()
    let own = try await test.organisationToken()
    let code = try await test.consent().code
    let id = test.client.clientID
    try await test.hub.store.write { session in
      let client = try #require(try ClientTable.find(id, in: session))
      try ClientTable.save(
        OAuthClient(
          id: client.id, organisation: client.organisation, name: client.name, secretHash: client.secretHash,
          redirectURIs: client.redirectURIs, scopes: client.scopes, isDisabled: true), in: session)
    }
    await expectRefused(.clientInvalid) { _ = try await test.redeem(code) }
    await expectRefused(.clientInvalid) { _ = try await test.refresh(tokens.refreshToken) }
    await expectRefused(.clientInvalid) { _ = try await test.organisationToken() }
    await expectRefused(.clientInvalid) { _ = try await test.consent() }
    for token in [tokens.accessToken, own] { await expectBearer(token, .tokenInvalid, at: test) }
    await test.close()
  }

  @Test("a client that was not given a scope cannot ask for it")
  func scopesOfClient() async throws {
    let test = try await TestHub.open()
    let id = test.client.clientID
    try await test.hub.store.write { session in
      let client = try #require(try ClientTable.find(id, in: session))
      try ClientTable.save(
        OAuthClient(
          id: client.id, organisation: client.organisation, name: client.name, secretHash: client.secretHash,
          redirectURIs: client.redirectURIs, scopes: [.login, .inquiry]), in: session)
    }
    await expectRefused(.scopeNotOffered) { _ = try await test.organisationToken() }
    await expectRefused(.scopeNotOffered) { _ = try await test.consent(scope: .transfer) }
    _ = try await test.consent(scope: [.login, .inquiry])
    await test.close()
  }
}
