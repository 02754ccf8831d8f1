package import MaruDomain
package import MaruStore

extension AuthorizationServer {
  /// How long a secret that was replaced still counts, in seconds: a week to bring the new one out.
  package static let secretOverlapSeconds: Int64 = 7 * 86_400

  /// A secret that was replaced so soon after it was made, in seconds, cannot be in use yet (a page sent twice).
  private static let unusedSecretSeconds: Int64 = 3_600

  /// Gives a client a new secret, which is returned once; the old one counts beside it for a week. Within an hour of the last time
  /// it is the secret in between that ends, not the one that is in use.
  ///
  /// Throws O0001 (3000201) for a client that is not there.
  package func rotateSecret(of id: ClientID) async throws(HubError) -> String {
    let (secret, now) = (world.randomHex(bytes: 16), world.now())
    try await change(id) { Self.replaced($0, by: secret, at: now) }
    return secret
  }

  /// As ``rotateSecret(of:)``, in a unit of work of the caller's and with a secret of the caller's.
  package static func rotate(_ id: ClientID, to secret: String, at now: Instant, in session: any SQLSession) throws {
    guard let found = try ClientTable.find(id, in: session) else { throw HubError.oauth(.clientInvalid) }
    try ClientTable.save(replaced(found, by: secret, at: now), in: session)
  }

  private static func replaced(_ old: OAuthClient, by secret: String, at now: Instant) -> OAuthClient {
    let until = now.adding(seconds: secretOverlapSeconds)
    let former = OAuthClient.FormerSecret(hash: old.secretHash, until: until)
    let inUse = old.formerSecret.flatMap { $0.until.adding(seconds: unusedSecretSeconds) > until ? $0 : nil }
    return OAuthClient(
      id: old.id, organisation: old.organisation, name: old.name, secretHash: digest(secret),
      redirectURIs: old.redirectURIs, scopes: old.scopes, isDisabled: old.isDisabled, formerSecret: inUse ?? former)
  }

  /// Ends the secret before this one.
  package func endFormerSecret(of id: ClientID) async throws(HubError) {
    try await change(id) { old in
      OAuthClient(
        id: old.id, organisation: old.organisation, name: old.name, secretHash: old.secretHash,
        redirectURIs: old.redirectURIs, scopes: old.scopes, isDisabled: old.isDisabled)
    }
  }

  /// Stops a client, or lets it go on: while it is stopped it gets no token, and none of its tokens opens anything.
  package func setDisabled(_ isDisabled: Bool, _ id: ClientID) async throws(HubError) {
    try await change(id) { old in
      OAuthClient(
        id: old.id, organisation: old.organisation, name: old.name, secretHash: old.secretHash,
        redirectURIs: old.redirectURIs, scopes: old.scopes, isDisabled: isDisabled, formerSecret: old.formerSecret)
    }
    // Also when it goes on: nothing that was looked up meanwhile may be remembered from before.
    tokens.forget(client: id)
  }

  /// Sets callbacks and scopes. What was given before under a scope that goes is taken back: tokens keep the others, and end where none
  /// is left. A scope that comes again brings back nothing that users gave. Throws A0005 for a callback that codes must not be sent to.
  package func setRegistration(
    of id: ClientID, redirectURIs: [String], scopes: Scope
  ) async throws(HubError) {
    try Self.checkCallbacks(redirectURIs)
    let now = world.now()
    try await change(
      id,
      { old, session in
        if !scopes.isSuperset(of: old.scopes) { try GrantTable.keep(scopes, of: id, at: now, in: session) }
      }
    ) { old in
      OAuthClient(
        id: old.id, organisation: old.organisation, name: old.name, secretHash: old.secretHash,
        redirectURIs: redirectURIs, scopes: scopes, isDisabled: old.isDisabled, formerSecret: old.formerSecret)
    }
    tokens.forget(client: id)
  }

  /// Ends a client for good: no secret of it counts any more.
  package func end(_ id: ClientID) async throws(HubError) {
    let nobodys = digest(world.randomHex(bytes: 32))
    try await change(id) { old in
      OAuthClient(
        id: old.id, organisation: old.organisation, name: old.name, secretHash: nobodys, redirectURIs: [],
        scopes: old.scopes, isDisabled: true)
    }
    tokens.forget(client: id)
  }

  /// `also` is done in the same unit of work.
  private func change(
    _ id: ClientID, _ also: @escaping @Sendable (OAuthClient, any SQLSession) throws -> Void = { _, _ in },
    _ work: @escaping @Sendable (OAuthClient) -> OAuthClient
  ) async throws(HubError) {
    do {
      try await store.write { session in
        guard let found = try ClientTable.find(id, in: session) else { throw HubError.oauth(.clientInvalid) }
        try ClientTable.save(work(found), in: session)
        try also(found, session)
      }
    } catch {
      throw unexpected(error)
    }
  }
}
