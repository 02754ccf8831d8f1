import MaruContract
package import MaruDomain
package import MaruStore

/// An authorization code that is ready to be stored together with what it stands for.
package struct PreparedCode: Sendable {
  /// What goes to the client's callback.
  package let text: String
  package let grant: OAuthGrant
  let row: StoredCode

  /// Stores code and grant; part of the unit of work that stores the consent.
  package func store(in session: any SQLSession) throws {
    try GrantTable.insert(grant, in: session)
    try CodeTable.insert(row, in: session)
  }
}

extension AuthorizationServer {
  /// A code for `user`'s consent to `request`.
  package func prepareCode(for request: AuthorizationRequest, user: UserSeqNo, scopes: Scope) -> PreparedCode {
    let now = world.now()
    let text = world.randomUUID()
    let grant = OAuthGrant(
      id: serials.next(), client: request.client, organisation: request.organisation, user: user, scopes: scopes,
      createdAt: now)
    return PreparedCode(
      text: text, grant: grant,
      row: StoredCode(
        hash: digest(text), grant: grant.id, redirectURI: request.redirectURI, challenge: request.challenge?.text,
        challengeMethod: request.challenge?.method.rawValue, expiresAt: now.adding(seconds: settings.codeSeconds)))
  }

  private enum Redeemed: Sendable {
    case done(OAuthGrant)
    case refused(OAuthDetail)
    /// Somebody had used the code before: what it gave is revoked (RFC 9700 section 2.1.1).
    case replayed(Int64)
  }

  /// RFC 6749 section 4.1.3 with RFC 7636 section 4.6.
  func redeem(_ request: TokenRequest, for client: OAuthClient) async throws(HubError) -> TokenAnswer {
    let code = try required(request.code, Wire.code.name)
    let redirectURI = try required(request.redirectURI, Wire.redirectURI.name)
    let now = world.now()
    let hash = digest(code)
    let access = world.randomUUID()
    let refresh = world.randomUUID()
    let lost = undelivered.given(for: hash)
    let outcome: Redeemed
    do {
      outcome = try await store.write { session -> Redeemed in
        for tokens in lost { try tokens.takeBack(in: session) }
        guard let stored = try CodeTable.find(hash, in: session),
          let grant = try GrantTable.find(stored.grant, in: session), grant.client == client.id
        else { return .refused(.codeInvalid) }
        if stored.usedAt != nil {
          try GrantTable.revoke(grant.id, at: now, in: session)
          return .replayed(grant.id)
        }
        guard now < stored.expiresAt, !grant.isRevoked else { return .refused(.codeInvalid) }
        guard stored.redirectURI == redirectURI else { return .refused(.redirectURIMismatch) }
        guard PKCE.matches(request.codeVerifier, stored) else { return .refused(.codeInvalid) }
        guard try CodeTable.use(hash, at: now, in: session) else { return .refused(.codeInvalid) }
        let caller = Caller(
          client: client.id, organisation: grant.organisation, user: grant.user, scopes: grant.scopes)
        try AccessTokenTable.insert(
          StoredAccessToken(
            hash: digest(access), grant: grant.id, caller: caller,
            expiresAt: now.adding(seconds: self.settings.accessTokenSeconds)), in: session)
        try RefreshTokenTable.insert(
          StoredRefreshToken(
            hash: digest(refresh), grant: grant.id, generation: 1,
            expiresAt: now.adding(seconds: self.settings.refreshTokenSeconds)), in: session)
        try GrantTable.advance(grant.id, generation: 1, used: 0, in: session)
        return .done(grant)
      }
    } catch StoreError.outcomeUnknown {
      undelivered.add(.init(code: hash, access: digest(access), refresh: digest(refresh)))
      throw unexpected(StoreError.outcomeUnknown)
    } catch {
      throw unexpected(error)
    }
    undelivered.forget(lost.count, givenFor: hash)
    switch outcome {
    case .refused(let detail): throw .oauth(detail)
    case .replayed(let grant):
      forget(grants: [grant])
      throw .oauth(.codeInvalid)
    case .done(let grant):
      return TokenAnswer(
        accessToken: access, expiresIn: settings.accessTokenSeconds, refreshToken: refresh, scope: grant.scopes,
        user: grant.user, organisation: nil)
    }
  }
}
