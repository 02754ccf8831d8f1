package import MaruDomain
package import MaruStore

/// The authorization server: clients, codes, grants and tokens, over the hub's store.
package struct AuthorizationServer: Sendable {
  let store: any Store
  let world: World

  package init(store: any Store, world: World) {
    self.store = store
    self.world = world
  }

  /// Who holds the bearer token (RFC 6750). No grant exists yet, so no token is known.
  package func verify(bearer: String) async throws(HubError) -> Caller { throw HubError(.tokenInvalid) }
}
