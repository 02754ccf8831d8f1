package import MaruDomain

/// What a link in a mail is good for.
package enum MailLinkPurpose: String, Sendable {
  case verify
  case reset
  case login
}

/// Every statement about `mail_link`: single-use links, known by the digest of their token.
package enum MailLinkTable {
  package static func insert(
    _ tokenHash: [UInt8], for developer: Int64, _ purpose: MailLinkPurpose, until: Instant, in session: any SQLSession
  ) throws {
    try session.run(
      "INSERT INTO mail_link (token_hash, developer, purpose, expires_at) VALUES (?, ?, ?, ?)",
      [.blob(tokenHash), .integer(developer), .text(purpose.rawValue), .integer(until.milliseconds)])
  }

  /// Whose link it is; nil for one that is unknown, used, expired, or for something else.
  package static func find(
    _ tokenHash: [UInt8], _ purpose: MailLinkPurpose, now: Instant, in session: any SQLSession
  ) throws -> Int64? {
    try session.row(
      "SELECT developer FROM mail_link WHERE token_hash = ? AND purpose = ? AND expires_at > ?",
      [.blob(tokenHash), .text(purpose.rawValue), .integer(now.milliseconds)])?.integer(0)
  }

  /// Takes a link, which is over with that; whose it was, or nil as ``find(_:_:now:in:)``.
  package static func take(
    _ tokenHash: [UInt8], _ purpose: MailLinkPurpose, now: Instant, in session: any SQLSession
  ) throws -> Int64? {
    guard let developer = try find(tokenHash, purpose, now: now, in: session) else { return nil }
    try session.run("DELETE FROM mail_link WHERE token_hash = ?", [.blob(tokenHash)])
    return developer
  }

  /// How many links of that kind of a developer wait to be used.
  package static func count(
    of developer: Int64, _ purpose: MailLinkPurpose, now: Instant, in session: any SQLSession
  ) throws -> Int64 {
    try session.row(
      "SELECT COUNT(*) FROM mail_link WHERE developer = ? AND purpose = ? AND expires_at > ?",
      [.integer(developer), .text(purpose.rawValue), .integer(now.milliseconds)])?.integer(0) ?? 0
  }

  /// Ends every link of that kind of a developer: whoever used one needs no other.
  package static func removeAll(
    of developer: Int64, _ purpose: MailLinkPurpose, in session: any SQLSession
  ) throws {
    try session.run(
      "DELETE FROM mail_link WHERE developer = ? AND purpose = ?", [.integer(developer), .text(purpose.rawValue)])
  }
}

/// Every statement about `site_attempt`: that somebody tried something that may be guessed, not what.
package enum SiteAttemptTable {
  /// Notes an attempt; false, with nothing noted, where there were `limit` since `since`.
  package static func claim(
    _ subject: [UInt8], at now: Instant, since: Instant, atMost limit: Int, in session: any SQLSession
  ) throws -> Bool {
    let tried = try session.row(
      "SELECT COUNT(*) FROM site_attempt WHERE subject = ? AND tried_at > ?",
      [.blob(subject), .integer(since.milliseconds)])
    guard try tried?.integer(0) ?? 0 < Int64(limit) else { return false }
    try session.run(
      "INSERT INTO site_attempt (subject, tried_at) VALUES (?, ?)", [.blob(subject), .integer(now.milliseconds)])
    return true
  }

  /// Forgets the attempts at one thing: whoever succeeded starts anew.
  package static func forget(_ subject: [UInt8], in session: any SQLSession) throws {
    try session.run("DELETE FROM site_attempt WHERE subject = ?", [.blob(subject)])
  }
}
