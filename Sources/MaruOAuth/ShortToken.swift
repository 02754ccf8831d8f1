package import MaruDomain
import MaruStore

extension AuthorizationServer {
  /// How long such a token lasts, in seconds: one call.
  package static let shortTokenSeconds: Int64 = 60

  /// A token for one call that a client's owner makes from the site, where nobody has the client's secret: a user's, under the
  /// newest consent that the user gave the client, or the organisation's own for nil.
  ///
  /// Throws O0001 for a client that is stopped, A0313 where the user gave it no consent.
  package func shortToken(for id: ClientID, user: UserSeqNo?) async throws(HubError) -> String {
    let client = try await client(id)
    let now = world.now()
    let text = world.randomUUID()
    do {
      try await store.write { session in
        var caller = Caller(client: client.id, organisation: client.organisation, user: nil, scopes: .oob)
        var grant: OAuthGrant?
        if let user {
          grant = try GrantTable.newest(of: user, for: client.id, in: session)
          guard let grant else { throw HubError(.userMismatch) }
          caller = Caller(
            client: client.id, organisation: client.organisation, user: user,
            scopes: grant.scopes.intersection(client.scopes))
        } else {
          guard client.scopes.contains(.oob) else { throw HubError(.scopeInsufficient) }
        }
        try AccessTokenTable.insert(
          StoredAccessToken(
            hash: digest(text), grant: grant?.id, caller: caller,
            expiresAt: now.adding(seconds: Self.shortTokenSeconds)), in: session)
      }
    } catch {
      throw unexpected(error)
    }
    return text
  }
}
