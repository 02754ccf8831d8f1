package import MaruDomain

/// Somebody who builds on the platform, as the developer site knows them.
package struct Developer: Sendable, Hashable {
  package let id: Int64
  /// Lower case; checked where it comes in.
  package let email: String
  /// Slow hash of the password, with its salt.
  package let passwordHash: [UInt8]
  package let passwordSalt: [UInt8]
  /// `kor` or `eng`: what mail is written in.
  package let language: String
  package let createdAt: Instant
  /// When the address was proven; nil before.
  package let verifiedAt: Instant?
  /// Key of the authenticator app (RFC 6238); nil where there is none.
  package let totpSecret: [UInt8]?
  /// The time step of the last code that was taken: none is taken twice.
  package let totpStep: Int64
  package init(
    id: Int64, email: String, passwordHash: [UInt8], passwordSalt: [UInt8], language: String, createdAt: Instant,
    verifiedAt: Instant? = nil, totpSecret: [UInt8]? = nil, totpStep: Int64 = 0
  ) {
    self.id = id
    self.email = email
    self.passwordHash = passwordHash
    self.passwordSalt = passwordSalt
    self.language = language
    self.createdAt = createdAt
    self.verifiedAt = verifiedAt
    self.totpSecret = totpSecret
    self.totpStep = totpStep
  }
}

/// Every statement about `developer` and `recovery_code`.
package enum DeveloperTable {
  private static let columns = """
    id, email, password_hash, password_salt, language, created_at, verified_at, totp_secret, totp_step
    """

  package static func find(_ id: Int64, in session: any SQLSession) throws -> Developer? {
    try session.row("SELECT \(columns) FROM developer WHERE id = ?", [.integer(id)]).map(read)
  }

  package static func find(email: String, in session: any SQLSession) throws -> Developer? {
    try session.row("SELECT \(columns) FROM developer WHERE email = ?", [.text(email)]).map(read)
  }

  package static func insert(_ developer: Developer, in session: any SQLSession) throws {
    try session.run(
      "INSERT INTO developer (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(developer.id), .text(developer.email), .blob(developer.passwordHash), .blob(developer.passwordSalt),
        .text(developer.language), .integer(developer.createdAt.milliseconds),
        SQLValue(developer.verifiedAt?.milliseconds), developer.totpSecret.map(SQLValue.blob) ?? .null,
        .integer(developer.totpStep),
      ])
  }

  /// Notes that the address was proven; a second time changes nothing.
  package static func verify(_ id: Int64, at: Instant, in session: any SQLSession) throws {
    try session.run(
      "UPDATE developer SET verified_at = ? WHERE id = ? AND verified_at IS NULL",
      [.integer(at.milliseconds), .integer(id)])
  }

  package static func setPassword(
    of id: Int64, hash: [UInt8], salt: [UInt8], in session: any SQLSession
  ) throws {
    try session.run(
      "UPDATE developer SET password_hash = ?, password_salt = ? WHERE id = ?",
      [.blob(hash), .blob(salt), .integer(id)])
  }

  /// Another hash of the same password, unless somebody set another one since `old` was read.
  package static func renewPassword(
    of id: Int64, from old: [UInt8], to hash: [UInt8], salt: [UInt8], in session: any SQLSession
  ) throws {
    try session.run(
      "UPDATE developer SET password_hash = ?, password_salt = ? WHERE id = ? AND password_hash = ?",
      [.blob(hash), .blob(salt), .integer(id), .blob(old)])
  }

  /// Sets the authenticator's key, or takes it away with all recovery codes.
  package static func setAuthenticator(
    of id: Int64, secret: [UInt8]?, step: Int64, recovery: [[UInt8]], in session: any SQLSession
  ) throws {
    try session.run(
      "UPDATE developer SET totp_secret = ?, totp_step = ? WHERE id = ?",
      [secret.map(SQLValue.blob) ?? .null, .integer(step), .integer(id)])
    try session.run("DELETE FROM recovery_code WHERE developer = ?", [.integer(id)])
    for hash in recovery {
      try session.run("INSERT INTO recovery_code (code_hash, developer) VALUES (?, ?)", [.blob(hash), .integer(id)])
    }
  }

  /// Takes the code of a time step; false when one of it, or of a later one, was taken before.
  package static func takeStep(_ step: Int64, of id: Int64, in session: any SQLSession) throws -> Bool {
    try session.run(
      "UPDATE developer SET totp_step = ? WHERE id = ? AND totp_step < ?",
      [.integer(step), .integer(id), .integer(step)])
      == 1
  }

  /// Takes a recovery code; false when there is none such (any more).
  package static func takeRecoveryCode(_ hash: [UInt8], of id: Int64, in session: any SQLSession) throws -> Bool {
    try session.run(
      "DELETE FROM recovery_code WHERE code_hash = ? AND developer = ?", [.blob(hash), .integer(id)]) == 1
  }

  /// How many developers there are, how many of them have proven their address, and how many have an app.
  package static func funnel(
    in session: any SQLSession
  ) throws -> (all: Int64, proven: Int64, withApp: Int64, calling: Int64) {
    let row = try session.row("SELECT COUNT(*), COUNT(verified_at) FROM developer")
    let apps = try session.row("SELECT COUNT(DISTINCT developer) FROM developer_app")
    let calling = try session.row(
      """
      SELECT COUNT(DISTINCT developer) FROM developer_app WHERE client_id IN (SELECT client_id FROM call_tally)
        OR client_id IN (SELECT client_id FROM kept_call)
      """)
    return (
      try row?.integer(0) ?? 0, try row?.integer(1) ?? 0, try apps?.integer(0) ?? 0, try calling?.integer(0) ?? 0
    )
  }

  /// How many recovery codes are left.
  package static func recoveryCodes(of id: Int64, in session: any SQLSession) throws -> Int64 {
    try session.row("SELECT COUNT(*) FROM recovery_code WHERE developer = ?", [.integer(id)])?.integer(0) ?? 0
  }

  private static func read(_ row: SQLRow) throws -> Developer {
    Developer(
      id: try row.integer(0), email: try row.text(1), passwordHash: try row.blob(2), passwordSalt: try row.blob(3),
      language: try row.text(4), createdAt: try row.instant(5), verifiedAt: try row.optionalInstant(6),
      totpSecret: try row.optionalBlob(7), totpStep: try row.counter(8))
  }
}
