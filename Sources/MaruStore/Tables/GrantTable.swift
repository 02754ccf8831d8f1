package import MaruDomain

/// What a user gave a client: the family that codes, access tokens and refresh tokens belong to.
package struct OAuthGrant: Sendable, Hashable {
  package let id: Int64
  package let client: ClientID
  package let organisation: OrganisationCode
  package let user: UserSeqNo
  package let scopes: Scope
  package let createdAt: Instant
  /// Number of the newest refresh token.
  package let generation: Int64
  /// Number of the newest refresh token that was used.
  package let usedGeneration: Int64
  package let isRevoked: Bool
  package init(
    id: Int64, client: ClientID, organisation: OrganisationCode, user: UserSeqNo, scopes: Scope, createdAt: Instant,
    generation: Int64 = 0, usedGeneration: Int64 = 0, isRevoked: Bool = false
  ) {
    self.id = id
    self.client = client
    self.organisation = organisation
    self.user = user
    self.scopes = scopes
    self.createdAt = createdAt
    self.generation = generation
    self.usedGeneration = usedGeneration
    self.isRevoked = isRevoked
  }
}

/// Every statement about `oauth_grant`.
package enum GrantTable {
  private static let columns = """
    id, client_id, organisation, user_seq_no, scopes, created_at, generation, used_generation, revoked_at
    """

  package static func find(_ id: Int64, in session: any SQLSession) throws -> OAuthGrant? {
    try session.row("SELECT \(columns) FROM oauth_grant WHERE id = ?", [.integer(id)]).map { row in
      OAuthGrant(
        id: try row.integer(0), client: try row.checked(1), organisation: try row.checked(2), user: try row.checked(3),
        scopes: try row.scope(4), createdAt: try row.instant(5), generation: try row.counter(6),
        usedGeneration: try row.counter(7), isRevoked: try row.optionalInstant(8) != nil)
    }
  }

  /// The newest grant of a user to a client that stands.
  package static func newest(
    of user: UserSeqNo, for client: ClientID, in session: any SQLSession
  ) throws -> OAuthGrant? {
    try session.row(
      """
      SELECT id FROM oauth_grant WHERE client_id = ? AND user_seq_no = ? AND revoked_at IS NULL
      ORDER BY created_at DESC, id DESC LIMIT 1
      """, [.text(client.text), .text(user.text)]
    ).flatMap { try find(try $0.integer(0), in: session) }
  }

  package static func insert(_ grant: OAuthGrant, in session: any SQLSession) throws {
    try session.run(
      "INSERT INTO oauth_grant (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)",
      [
        .integer(grant.id), .text(grant.client.text), .text(grant.organisation.text), .text(grant.user.text),
        .integer(Int64(grant.scopes.rawValue)), .integer(grant.createdAt.milliseconds), .integer(grant.generation),
        .integer(grant.usedGeneration),
      ])
  }

  /// Notes which refresh token is the newest, and which of them was used last.
  package static func advance(
    _ id: Int64, generation: Int64, used: Int64, in session: any SQLSession
  ) throws {
    try session.run(
      "UPDATE oauth_grant SET generation = ?, used_generation = ? WHERE id = ?",
      [.integer(generation), .integer(used), .integer(id)])
  }

  /// Takes from all that users gave a client what is not in `scopes`; a grant without a scope ends. Their tokens follow
  /// (``AccessTokenTable/find(_:in:)``).
  package static func keep(
    _ scopes: Scope, of client: ClientID, at now: Instant, in session: any SQLSession
  ) throws {
    let (kept, id) = (SQLValue.integer(Int64(scopes.rawValue)), SQLValue.text(client.text))
    try session.run(
      "UPDATE oauth_grant SET revoked_at = ? WHERE client_id = ? AND revoked_at IS NULL AND scopes & ? = 0",
      [.integer(now.milliseconds), id, kept])
    try session.run(
      "UPDATE oauth_grant SET scopes = scopes & ? WHERE client_id = ? AND revoked_at IS NULL AND scopes & ? <> scopes",
      [kept, id, kept])
  }

  /// Ends a grant and everything that came from it.
  package static func revoke(_ id: Int64, at: Instant, in session: any SQLSession) throws {
    try session.run(
      "UPDATE oauth_grant SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
      [.integer(at.milliseconds), .integer(id)])
  }

  /// Ends every grant of a user towards an organisation; returns their ids.
  package static func revokeAll(
    of user: UserSeqNo, towards organisation: OrganisationCode, at: Instant, in session: any SQLSession
  ) throws -> [Int64] {
    let ids = try session.rows(
      "SELECT id FROM oauth_grant WHERE organisation = ? AND user_seq_no = ? AND revoked_at IS NULL",
      [.text(organisation.text), .text(user.text)]
    ).map { try $0.integer(0) }
    for id in ids { try revoke(id, at: at, in: session) }
    return ids
  }
}
