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
}
