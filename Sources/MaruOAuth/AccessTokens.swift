package import MaruDomain
import MaruStore

extension AuthorizationServer {
  /// Who holds a bearer token (RFC 6750). Throws O0002 for one that is unknown or revoked, O0003 for an expired one.
  package func verify(bearer: String) async throws(HubError) -> Caller {
    let (now, entry) = try await entry(bearer)
    guard now < entry.expiresAt else { throw HubError(.tokenExpired) }
    return entry.caller
  }

  /// Whose an expired token was, for the record of the app that sent it; nil for any other.
  package func holder(ofExpired bearer: String) async -> Caller? {
    guard let (now, entry) = try? await entry(bearer), now >= entry.expiresAt else { return nil }
    return entry.caller
  }

  private func entry(_ bearer: String) async throws(HubError) -> (now: Instant, entry: TokenCache.Entry) {
    let now = world.now()
    let (cached, epoch) = tokens.look(bearer, at: now)
    let entry: TokenCache.Entry
    if let cached {
      entry = cached
    } else {
      // No token is longer; a hostile header is not worth a digest.
      guard bearer.utf8.count <= 100 else { throw HubError(.tokenInvalid) }
      let hash = digest(bearer)
      let stored: StoredAccessToken?
      do {
        stored = try await store.read { try AccessTokenTable.find(hash, in: $0) }
      } catch {
        throw unexpected(error)
      }
      guard let stored else { throw HubError(.tokenInvalid) }
      entry = TokenCache.Entry(
        caller: stored.caller, grant: stored.grant, expiresAt: stored.expiresAt, lookedUpAt: now)
      tokens.remember(entry, for: bearer, since: epoch)
    }
    return (now, entry)
  }

  /// A fresh access token and the row that makes it valid.
  func newAccessToken(grant: Int64?, caller: Caller, at now: Instant) -> (text: String, row: StoredAccessToken) {
    let text = world.randomUUID()
    return (
      text,
      StoredAccessToken(
        hash: digest(text), grant: grant, caller: caller,
        expiresAt: now.adding(seconds: settings.accessTokenSeconds))
    )
  }

  /// A fresh refresh token and its row.
  func newRefreshToken(grant: Int64, generation: Int64, at now: Instant) -> (text: String, row: StoredRefreshToken) {
    let text = world.randomUUID()
    return (
      text,
      StoredRefreshToken(
        hash: digest(text), grant: grant, generation: generation,
        expiresAt: now.adding(seconds: settings.refreshTokenSeconds))
    )
  }

  /// Forgets the tokens of revoked grants at once; call it after the revocation is on disk.
  package func forget(grants: [Int64]) { tokens.forget(grants: Set(grants)) }
}
