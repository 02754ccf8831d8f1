package import MaruDomain

/// An authorization code (RFC 6749 section 4.1.2), known by its digest.
package struct StoredCode: Sendable, Hashable {
  package let hash: [UInt8]
  package let grant: Int64
  package let redirectURI: String
  /// RFC 7636.
  package let challenge: String?
  package let challengeMethod: String?
  package let expiresAt: Instant
  package let usedAt: Instant?
  package init(
    hash: [UInt8], grant: Int64, redirectURI: String, challenge: String?, challengeMethod: String?, expiresAt: Instant,
    usedAt: Instant? = nil
  ) {
    self.hash = hash
    self.grant = grant
    self.redirectURI = redirectURI
    self.challenge = challenge
    self.challengeMethod = challengeMethod
    self.expiresAt = expiresAt
    self.usedAt = usedAt
  }
}

/// Every statement about `authorization_code`.
package enum CodeTable {
  package static func find(_ hash: [UInt8], in session: any SQLSession) throws -> StoredCode? {
    try session.row(
      """
      SELECT code_hash, grant_id, redirect_uri, challenge, challenge_method, expires_at, used_at FROM authorization_code
      WHERE code_hash = ?
      """, [.blob(hash)]
    ).map { row in
      StoredCode(
        hash: try row.blob(0), grant: try row.integer(1), redirectURI: try row.text(2),
        challenge: try row.optionalText(3), challengeMethod: try row.optionalText(4), expiresAt: try row.instant(5),
        usedAt: try row.optionalInstant(6))
    }
  }

  package static func insert(_ code: StoredCode, in session: any SQLSession) throws {
    try session.run(
      """
      INSERT INTO authorization_code (code_hash, grant_id, redirect_uri, challenge, challenge_method, expires_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        .blob(code.hash), .integer(code.grant), .text(code.redirectURI), SQLValue(code.challenge),
        SQLValue(code.challengeMethod), .integer(code.expiresAt.milliseconds),
      ])
  }

  /// Marks a code as used; false when it already was.
  package static func use(_ hash: [UInt8], at: Instant, in session: any SQLSession) throws -> Bool {
    try session.run(
      "UPDATE authorization_code SET used_at = ? WHERE code_hash = ? AND used_at IS NULL",
      [.integer(at.milliseconds), .blob(hash)]) == 1
  }

  /// Marks a code as not used.
  package static func reopen(_ hash: [UInt8], in session: any SQLSession) throws {
    try session.run("UPDATE authorization_code SET used_at = NULL WHERE code_hash = ?", [.blob(hash)])
  }
}

/// An access token, known by its digest.
package struct StoredAccessToken: Sendable, Hashable {
  package let hash: [UInt8]
  /// Nil for an organisation's own token.
  package let grant: Int64?
  package let caller: Caller
  package let expiresAt: Instant
  package init(hash: [UInt8], grant: Int64?, caller: Caller, expiresAt: Instant) {
    self.hash = hash
    self.grant = grant
    self.caller = caller
    self.expiresAt = expiresAt
  }
}

/// Every statement about `access_token`.
package enum AccessTokenTable {
  private static let insert = """
    INSERT INTO access_token (token_hash, grant_id, client_id, organisation, user_seq_no, scopes, expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    """

  /// Ends the time of a client's tokens that are still good.
  package static func expire(of client: ClientID, at now: Instant, in session: any SQLSession) throws {
    try session.run(
      "UPDATE access_token SET expires_at = ? WHERE client_id = ? AND expires_at > ?",
      [.integer(now.milliseconds), .text(client.text), .integer(now.milliseconds)])
  }

  /// The token, unless its grant was revoked or its client disabled; with those of its scopes that both still have.
  package static func find(_ hash: [UInt8], in session: any SQLSession) throws -> StoredAccessToken? {
    try session.row(
      """
      SELECT t.token_hash, t.grant_id, t.client_id, t.organisation, t.user_seq_no, t.scopes, t.expires_at,
        c.scopes, COALESCE(g.scopes, t.scopes)
      FROM access_token t JOIN client c ON c.client_id = t.client_id LEFT JOIN oauth_grant g ON g.id = t.grant_id
      WHERE t.token_hash = ? AND c.disabled = 0 AND g.revoked_at IS NULL
      """, [.blob(hash)]
    ).flatMap { row -> StoredAccessToken? in
      let scopes = try row.scope(5).intersection(row.scope(7)).intersection(row.scope(8))
      guard !scopes.isEmpty else { return nil }
      return StoredAccessToken(
        hash: try row.blob(0), grant: try row.optionalInteger(1),
        caller: Caller(
          client: try row.checked(2), organisation: try row.checked(3), user: try row.optionalChecked(4),
          scopes: scopes),
        expiresAt: try row.instant(6))
    }
  }

  package static func insert(_ token: StoredAccessToken, in session: any SQLSession) throws {
    try session.run(
      insert,
      [
        .blob(token.hash), SQLValue(token.grant), .text(token.caller.client.text),
        .text(token.caller.organisation.text), SQLValue(token.caller.user?.text),
        .integer(Int64(token.caller.scopes.rawValue)), .integer(token.expiresAt.milliseconds),
      ])
  }

  /// Takes a token away; false where there is none.
  package static func delete(_ hash: [UInt8], in session: any SQLSession) throws -> Bool {
    try session.run("DELETE FROM access_token WHERE token_hash = ?", [.blob(hash)]) == 1
  }
}

/// A refresh token, known by its digest.
package struct StoredRefreshToken: Sendable, Hashable {
  package let hash: [UInt8]
  package let grant: Int64
  /// Counts up within its grant.
  package let generation: Int64
  package let expiresAt: Instant
  package init(hash: [UInt8], grant: Int64, generation: Int64, expiresAt: Instant) {
    self.hash = hash
    self.grant = grant
    self.generation = generation
    self.expiresAt = expiresAt
  }
}

/// Every statement about `refresh_token`.
package enum RefreshTokenTable {
  /// Ends the time of a client's tokens that are still good.
  package static func expire(of client: ClientID, at now: Instant, in session: any SQLSession) throws {
    try session.run(
      """
      UPDATE refresh_token SET expires_at = ?
      WHERE expires_at > ? AND grant_id IN (SELECT id FROM oauth_grant WHERE client_id = ?)
      """, [.integer(now.milliseconds), .integer(now.milliseconds), .text(client.text)])
  }

  package static func find(_ hash: [UInt8], in session: any SQLSession) throws -> StoredRefreshToken? {
    try session.row(
      "SELECT token_hash, grant_id, generation, expires_at FROM refresh_token WHERE token_hash = ?", [.blob(hash)]
    ).map { row in
      StoredRefreshToken(
        hash: try row.blob(0), grant: try row.integer(1), generation: try row.counter(2), expiresAt: try row.instant(3))
    }
  }

  package static func insert(_ token: StoredRefreshToken, in session: any SQLSession) throws {
    try session.run(
      "INSERT INTO refresh_token (token_hash, grant_id, generation, expires_at) VALUES (?, ?, ?, ?)",
      [.blob(token.hash), .integer(token.grant), .integer(token.generation), .integer(token.expiresAt.milliseconds)])
  }

  /// Takes a token away.
  package static func delete(_ hash: [UInt8], in session: any SQLSession) throws {
    try session.run("DELETE FROM refresh_token WHERE token_hash = ?", [.blob(hash)])
  }
}
