package import MaruDomain

/// Somebody who works at the hub, or at a bank and has to do with it.
package struct Operator: Sendable, Hashable {
  package let id: Int64
  /// What they log in with, and what the audit log names.
  package let name: String
  package let role: OperatorRole
  /// The bank where they work; nil for the hub's own.
  package let bank: BankCode?
  /// Slow hash of the password, with its salt; nil before the set-up.
  package let passwordHash: [UInt8]?
  package let passwordSalt: [UInt8]?
  /// Key of the authenticator app (RFC 6238), sealed; nil before the set-up.
  package let totpSecret: [UInt8]?
  package let createdAt: Instant
  package let endedAt: Instant?
  package init(
    id: Int64, name: String, role: OperatorRole, bank: BankCode? = nil, passwordHash: [UInt8]? = nil,
    passwordSalt: [UInt8]? = nil,
    totpSecret: [UInt8]? = nil, createdAt: Instant, endedAt: Instant? = nil
  ) {
    self.id = id
    self.name = name
    self.role = role
    self.bank = bank
    self.passwordHash = passwordHash
    self.passwordSalt = passwordSalt
    self.totpSecret = totpSecret
    self.createdAt = createdAt
    self.endedAt = endedAt
  }

  /// Whether password and authenticator are there.
  package var isSetUp: Bool { passwordHash != nil && totpSecret != nil }
}

/// Every statement about `console_operator`.
package enum OperatorTable {
  private static let columns = "id, name, role, password_hash, password_salt, totp_secret, created_at, ended_at, bank"

  package static func find(_ id: Int64, in session: any SQLSession) throws -> Operator? {
    try session.row("SELECT \(columns) FROM console_operator WHERE id = ?", [.integer(id)]).map(read)
  }

  package static func find(name: String, in session: any SQLSession) throws -> Operator? {
    try session.row("SELECT \(columns) FROM console_operator WHERE name = ?", [.text(name)]).map(read)
  }

  /// Whose set-up link it is, while it is good.
  package static func find(setUp hash: [UInt8], now: Instant, in session: any SQLSession) throws -> Operator? {
    try session.row(
      "SELECT \(columns) FROM console_operator WHERE setup_hash = ? AND setup_until > ? AND ended_at IS NULL",
      [.blob(hash), .integer(now.milliseconds)]
    ).map(read)
  }

  /// All of them, in the order in which they came.
  package static func all(in session: any SQLSession) throws -> [Operator] {
    try session.rows("SELECT \(columns) FROM console_operator ORDER BY id", []).map(read)
  }

  /// A new one, whose set-up link counts until `until`.
  package static func insert(
    _ one: Operator, setUp hash: [UInt8], until: Instant, in session: any SQLSession
  ) throws {
    try session.run(
      """
      INSERT INTO console_operator (id, name, role, totp_step, created_at, setup_hash, setup_until, bank)
      VALUES (?, ?, ?, 0, ?, ?, ?, ?)
      """,
      [
        .integer(one.id), .text(one.name), .text(one.role.rawValue), .integer(one.createdAt.milliseconds), .blob(hash),
        .integer(until.milliseconds), SQLValue(one.bank?.text),
      ])
  }

  /// Sets password and authenticator, which ends the set-up link.
  package static func setUp(
    _ id: Int64, passwordHash: [UInt8], passwordSalt: [UInt8], totpSecret: [UInt8], step: Int64,
    in session: any SQLSession
  ) throws {
    try session.run(
      """
      UPDATE console_operator SET password_hash = ?, password_salt = ?, totp_secret = ?, totp_step = ?, setup_hash = NULL,
      setup_until = NULL WHERE id = ?
      """,
      [.blob(passwordHash), .blob(passwordSalt), .blob(totpSecret), .integer(step), .integer(id)])
  }

  /// Another hash of the same password, unless somebody set another one since `old` was read.
  package static func renewPassword(
    of id: Int64, from old: [UInt8], to hash: [UInt8], salt: [UInt8], in session: any SQLSession
  ) throws {
    try session.run(
      "UPDATE console_operator SET password_hash = ?, password_salt = ? WHERE id = ? AND password_hash = ?",
      [.blob(hash), .blob(salt), .integer(id), .blob(old)])
  }

  /// Takes password and authenticator away, and gives a new set-up link, the role and the bank.
  package static func beginAnew(
    _ id: Int64, role: OperatorRole, bank: BankCode?, setUp hash: [UInt8], until: Instant, in session: any SQLSession
  ) throws {
    try session.run(
      """
      UPDATE console_operator SET role = ?, bank = ?, password_hash = NULL, password_salt = NULL, totp_secret = NULL, totp_step = 0,
      setup_hash = ?, setup_until = ?, ended_at = NULL WHERE id = ?
      """,
      [.text(role.rawValue), SQLValue(bank?.text), .blob(hash), .integer(until.milliseconds), .integer(id)])
  }

  /// Ends an operator: no login, no set-up.
  package static func end(_ id: Int64, at: Instant, in session: any SQLSession) throws {
    try session.run(
      "UPDATE console_operator SET ended_at = ?, setup_hash = NULL, setup_until = NULL WHERE id = ?",
      [.integer(at.milliseconds), .integer(id)])
  }

  /// Takes the code of a time step; false when one of it, or of a later one, was taken before.
  package static func takeStep(_ step: Int64, of id: Int64, in session: any SQLSession) throws -> Bool {
    try session.run(
      "UPDATE console_operator SET totp_step = ? WHERE id = ? AND totp_step < ?",
      [.integer(step), .integer(id), .integer(step)]) == 1
  }

  private static func read(_ row: SQLRow) throws -> Operator {
    Operator(
      id: try row.integer(0), name: try row.text(1), role: try row.code(2),
      bank: try row.optionalText(8).map { _ in try row.checked(8) }, passwordHash: try row.optionalBlob(3),
      passwordSalt: try row.optionalBlob(4), totpSecret: try row.optionalBlob(5), createdAt: try row.instant(6),
      endedAt: try row.optionalInstant(7))
  }
}

/// A browser that is logged in to the console.
package struct OperatorSession: Sendable, Hashable {
  /// SHA-256 of the cookie.
  package let cookieHash: [UInt8]
  package let operatorID: Int64
  package let createdAt: Instant
  package let seenAt: Instant
  /// The end whatever happens.
  package let expiresAt: Instant
  package let address: String
  package init(
    cookieHash: [UInt8], operatorID: Int64, createdAt: Instant, seenAt: Instant, expiresAt: Instant, address: String
  ) {
    self.cookieHash = cookieHash
    self.operatorID = operatorID
    self.createdAt = createdAt
    self.seenAt = seenAt
    self.expiresAt = expiresAt
    self.address = address
  }
}

/// Every statement about `operator_session`.
package enum OperatorSessionTable {
  private static let columns = "cookie_hash, operator_id, created_at, seen_at, expires_at, address"

  package static func find(_ cookieHash: [UInt8], in session: any SQLSession) throws -> OperatorSession? {
    try session.row("SELECT \(columns) FROM operator_session WHERE cookie_hash = ?", [.blob(cookieHash)]).map { row in
      OperatorSession(
        cookieHash: try row.blob(0), operatorID: try row.integer(1), createdAt: try row.instant(2),
        seenAt: try row.instant(3), expiresAt: try row.instant(4), address: try row.text(5))
    }
  }

  package static func insert(_ one: OperatorSession, in session: any SQLSession) throws {
    try session.run(
      "INSERT INTO operator_session (\(columns)) VALUES (?, ?, ?, ?, ?, ?)",
      [
        .blob(one.cookieHash), .integer(one.operatorID), .integer(one.createdAt.milliseconds),
        .integer(one.seenAt.milliseconds), .integer(one.expiresAt.milliseconds), .text(one.address),
      ])
  }

  package static func see(_ cookieHash: [UInt8], at: Instant, in session: any SQLSession) throws {
    try session.run(
      "UPDATE operator_session SET seen_at = ? WHERE cookie_hash = ?", [.integer(at.milliseconds), .blob(cookieHash)])
  }

  package static func remove(_ cookieHash: [UInt8], in session: any SQLSession) throws {
    try session.run("DELETE FROM operator_session WHERE cookie_hash = ?", [.blob(cookieHash)])
  }

  package static func removeAll(of operatorID: Int64, in session: any SQLSession) throws {
    try session.run("DELETE FROM operator_session WHERE operator_id = ?", [.integer(operatorID)])
  }

  /// Removes what expired.
  package static func sweep(before: Instant, in session: any SQLSession) throws {
    try session.run("DELETE FROM operator_session WHERE expires_at < ?", [.integer(before.milliseconds)])
  }
}
