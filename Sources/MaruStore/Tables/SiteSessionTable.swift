package import MaruDomain

/// A browser that is logged in to the site, or on its way there.
package struct SiteSession: Sendable, Hashable {
  /// How far a browser has come.
  package enum Stage: String, Sendable {
    /// Signed up; the address is not proven yet.
    case unverified
    /// The password was right; the authenticator's code is due.
    case password
    /// Logged in.
    case full
  }
  /// SHA-256 of the cookie.
  package let cookieHash: [UInt8]
  /// What the list of sessions calls it by; tells nothing about the cookie.
  package let name: String
  package let developer: Int64
  package let stage: Stage
  package let createdAt: Instant
  package let seenAt: Instant
  /// The end whatever happens.
  package let expiresAt: Instant
  package let address: String
  /// What the browser calls itself, cut short.
  package let browser: String
  package init(
    cookieHash: [UInt8], name: String, developer: Int64, stage: Stage, createdAt: Instant, seenAt: Instant,
    expiresAt: Instant, address: String, browser: String
  ) {
    self.cookieHash = cookieHash
    self.name = name
    self.developer = developer
    self.stage = stage
    self.createdAt = createdAt
    self.seenAt = seenAt
    self.expiresAt = expiresAt
    self.address = address
    self.browser = browser
  }
}

/// Every statement about `site_session`.
package enum SiteSessionTable {
  private static let columns = "cookie_hash, name, developer, stage, created_at, seen_at, expires_at, address, browser"

  package static func find(_ cookieHash: [UInt8], in session: any SQLSession) throws -> SiteSession? {
    try session.row("SELECT \(columns) FROM site_session WHERE cookie_hash = ?", [.blob(cookieHash)]).map(read)
  }

  /// The sessions of a developer that are logged in, newest first.
  package static func all(of developer: Int64, in session: any SQLSession) throws -> [SiteSession] {
    try session.rows(
      "SELECT \(columns) FROM site_session WHERE developer = ? AND stage = 'full' ORDER BY seen_at DESC, name",
      [.integer(developer)]
    ).map(read)
  }

  package static func insert(_ one: SiteSession, in session: any SQLSession) throws {
    try session.run(
      "INSERT INTO site_session (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .blob(one.cookieHash), .text(one.name), .integer(one.developer), .text(one.stage.rawValue),
        .integer(one.createdAt.milliseconds), .integer(one.seenAt.milliseconds), .integer(one.expiresAt.milliseconds),
        .text(one.address), .text(one.browser),
      ])
  }

  package static func see(_ cookieHash: [UInt8], at: Instant, in session: any SQLSession) throws {
    try session.run(
      "UPDATE site_session SET seen_at = ? WHERE cookie_hash = ?", [.integer(at.milliseconds), .blob(cookieHash)])
  }

  package static func remove(_ cookieHash: [UInt8], in session: any SQLSession) throws {
    try session.run("DELETE FROM site_session WHERE cookie_hash = ?", [.blob(cookieHash)])
  }

  /// Ends a developer's session by its name.
  package static func remove(named name: String, of developer: Int64, in session: any SQLSession) throws {
    try session.run("DELETE FROM site_session WHERE name = ? AND developer = ?", [.text(name), .integer(developer)])
  }

  /// Ends every session of a developer but one.
  package static func removeAll(
    of developer: Int64, except cookieHash: [UInt8]?, in session: any SQLSession
  ) throws {
    try session.run(
      "DELETE FROM site_session WHERE developer = ? AND cookie_hash <> ?",
      [.integer(developer), .blob(cookieHash ?? [])])
  }

  private static func read(_ row: SQLRow) throws -> SiteSession {
    SiteSession(
      cookieHash: try row.blob(0), name: try row.text(1), developer: try row.integer(2), stage: try row.code(3),
      createdAt: try row.instant(4), seenAt: try row.instant(5), expiresAt: try row.instant(6),
      address: try row.text(7), browser: try row.text(8))
  }
}
