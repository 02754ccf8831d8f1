import MaruContract
import MaruDomain
import MaruStore

extension AuthorizationServer {
  /// An organisation's own token (RFC 6749 section 4.4): scope `oob`, no user, no refresh token.
  func organisationToken(_ request: TokenRequest, for client: OAuthClient) async throws(HubError) -> TokenAnswer {
    let asked = try required(request.scope, Wire.scopeText.name)
    guard let scope = Scope(wire: asked), scope == .oob, client.scopes.contains(.oob) else {
      throw .oauth(.scopeNotOffered, field: Wire.scopeText.name)
    }
    let caller = Caller(client: client.id, organisation: client.organisation, user: nil, scopes: scope)
    let token = newAccessToken(grant: nil, caller: caller, at: world.now())
    do {
      try await store.write { try AccessTokenTable.insert(token.row, in: $0) }
    } catch {
      throw unexpected(error)
    }
    return TokenAnswer(
      accessToken: token.text, expiresIn: settings.accessTokenSeconds, refreshToken: nil, scope: scope, user: nil,
      organisation: client.organisation)
  }
}
