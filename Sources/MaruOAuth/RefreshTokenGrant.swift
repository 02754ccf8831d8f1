import MaruContract
import MaruDomain
import MaruStore

extension AuthorizationServer {
  private enum Refreshed: Sendable {
    case done(OAuthGrant)
    case refused(OAuthDetail)
    case reused(Int64)
  }

  /// RFC 6749 section 6. The old refresh token keeps working until the new one is first used, so an answer that was lost
  /// costs nobody their grant; after that its reuse means that two parties hold the family, and ends it (RFC 9700 2.2.2).
  func refresh(_ request: TokenRequest, for client: OAuthClient) async throws(HubError) -> TokenAnswer {
    let token = try required(request.refreshToken, Wire.refreshToken.name)
    var asked: Scope?
    if let text = request.scope {
      guard let scope = Scope(wire: text) else { throw .oauth(.scopeNotOffered, field: Wire.scopeText.name) }
      asked = scope
    }
    let (wanted, now, hash) = (asked, world.now(), digest(token))
    let access = world.randomUUID()
    let refresh = world.randomUUID()
    let outcome: Refreshed
    do {
      outcome = try await store.write { session -> Refreshed in
        guard let stored = try RefreshTokenTable.find(hash, in: session),
          let grant = try GrantTable.find(stored.grant, in: session), grant.client == client.id, !grant.isRevoked,
          now < stored.expiresAt
        else { return .refused(.codeInvalid) }
        // Standard clients leave the scope out; the platform's own manual asks for the same one.
        if let wanted, wanted != grant.scopes { return .refused(.otherScope) }
        guard stored.generation >= grant.usedGeneration else {
          try GrantTable.revoke(grant.id, at: now, in: session)
          return .reused(grant.id)
        }
        let caller = Caller(
          client: client.id, organisation: grant.organisation, user: grant.user, scopes: grant.scopes)
        try AccessTokenTable.insert(
          StoredAccessToken(
            hash: digest(access), grant: grant.id, caller: caller,
            expiresAt: now.adding(seconds: self.settings.accessTokenSeconds)), in: session)
        try RefreshTokenTable.insert(
          StoredRefreshToken(
            hash: digest(refresh), grant: grant.id, generation: grant.generation + 1,
            expiresAt: now.adding(seconds: self.settings.refreshTokenSeconds)), in: session)
        try GrantTable.advance(grant.id, generation: grant.generation + 1, used: stored.generation, in: session)
        return .done(grant)
      }
    } catch {
      throw unexpected(error)
    }
    switch outcome {
    case .refused(let detail): throw .oauth(detail)
    case .reused(let grant):
      forget(grants: [grant])
      throw .oauth(.codeInvalid)
    case .done(let grant):
      return TokenAnswer(
        accessToken: access, expiresIn: settings.accessTokenSeconds, refreshToken: refresh, scope: grant.scopes,
        user: grant.user, organisation: nil)
    }
  }
}
