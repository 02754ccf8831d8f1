import MaruContract
package import MaruDomain
package import MaruStore

/// The authorization server: clients, codes, grants and tokens, over the hub's store. One file per grant.
package final class AuthorizationServer: Sendable {
  let store: any Store
  let world: World
  package let settings: OAuthSettings
  let tokens: TokenCache
  let serials: SerialSource
  let undelivered = UndeliveredTokens(limit: 10_000)

  /// `number` tells this hub from others over the same store (``SerialSource/hubNumber(in:)``); nil where it is the only one.
  package init(store: any Store, world: World, settings: OAuthSettings = OAuthSettings(), number: Int64? = nil) {
    self.store = store
    self.world = world
    self.settings = settings
    tokens = TokenCache(limit: 200_000, greatestAge: store.isShared ? 900 : nil)
    serials = SerialSource(world: world, hub: number)
  }
}

/// How long what the server gives lasts.
package struct OAuthSettings: Sendable {
  /// 90 days, as observed (section 2 of the wire contract).
  package var accessTokenSeconds: Int64 = 7_776_000
  /// Ten days longer than the access token.
  package var refreshTokenSeconds: Int64 = 8_640_000
  /// Single use and short.
  package var codeSeconds: Int64 = 180
  package init() {}
}

extension AuthorizationServer {
  /// The client, if it is there and not disabled; O0001 (3000201) otherwise.
  package func client(_ id: ClientID) async throws(HubError) -> OAuthClient {
    let found: OAuthClient?
    do {
      found = try await store.read { try ClientTable.find(id, in: $0) }
    } catch {
      throw unexpected(error)
    }
    guard let found, !found.isDisabled else { throw .oauth(.clientInvalid) }
    return found
  }

  /// The client whose secret this is. An unknown client and a wrong secret look the same.
  package func authenticated(_ id: ClientID, secret: String) async throws(HubError) -> OAuthClient {
    let client = try await client(id)
    let given = digest(secret)
    if equalInConstantTime(given, client.secretHash) { return client }
    guard let former = client.formerSecret, world.now() < former.until, equalInConstantTime(given, former.hash) else {
      throw .oauth(.clientInvalid)
    }
    return client
  }

  /// Stores a client; its secret is kept as a digest only. Throws A0005 for a callback that codes must not be sent to.
  package static func register(
    id: ClientID, secret: String, organisation: OrganisationCode, name: String, redirectURIs: [String], scopes: Scope,
    in session: any SQLSession
  ) throws {
    try checkCallbacks(redirectURIs)
    try ClientTable.save(
      OAuthClient(
        id: id, organisation: organisation, name: name, secretHash: digest(secret), redirectURIs: redirectURIs,
        scopes: scopes), in: session)
  }

  /// Throws A0005 for a callback that codes must not be sent to.
  package static func checkCallbacks(_ redirectURIs: [String]) throws(HubError) {
    guard redirectURIs.allSatisfy(isCallback) else {
      throw HubError(
        .registeredDataWrong, field: Wire.redirectURI.name, detail: "not an absolute URI without a fragment")
    }
  }

  /// RFC 6749 section 3.1.2: absolute and without a fragment; nothing in it may break a header or the stored list.
  private static func isCallback(_ uri: String) -> Bool {
    let parts = uri.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let first = parts[0].first, first.isASCII, first.isLetter,
      !["javascript", "data", "vbscript"].contains(parts[0].lowercased())
    else { return false }
    return uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
  }

  /// A database that is away is no fault of the hub: the client is told to try again.
  func unexpected(_ error: any Error) -> HubError {
    HubError(unexpected: error)
  }
}
