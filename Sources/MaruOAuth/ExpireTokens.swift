package import MaruDomain
import MaruStore

extension AuthorizationServer {
  /// Test bed: ends the time of an app's access tokens (they are refused with O0003 from now on), and of its refresh tokens too
  /// where that is wished.
  package func expireTokens(of client: ClientID, refreshTokens: Bool) async throws(HubError) {
    let now = world.now()
    do {
      try await store.write { session in
        try AccessTokenTable.expire(of: client, at: now, in: session)
        if refreshTokens { try RefreshTokenTable.expire(of: client, at: now, in: session) }
      }
    } catch {
      throw unexpected(error)
    }
    tokens.forget(client: client)
  }
}
