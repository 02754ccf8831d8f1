package import MaruDomain

/// Tables from which rows go when they have had their time, each with the statement that takes the oldest few.
package enum Sweepable: Sendable, CaseIterable {
  /// The record of calls, by when they came.
  case calls
  case authorizationCodes
  case accessTokens
  case refreshTokens
  case consentSessions
  /// That a one-time number was sent, by when.
  case oneTimeNumbers
  /// Logins of the developer site, by their end.
  case siteSessions
  case mailLinks
  /// That somebody tried a password or a code, by when.
  case siteAttempts
  /// Mail that was sent within the test bed, by when.
  case outbox
  /// Calls of developers' apps with their contents, by when they came.
  case keptCalls
  /// What webhooks were told, by when it happened.
  case webhookDeliveries
  /// Days on which what users agreed to was used, by the last use.
  case consentUseDays

  private var place: (table: String, key: String, time: String) {
    switch self {
    case .calls: ("api_call", "id", "called_at")
    case .authorizationCodes: ("authorization_code", "code_hash", "expires_at")
    case .accessTokens: ("access_token", "token_hash", "expires_at")
    case .refreshTokens: ("refresh_token", "token_hash", "expires_at")
    case .consentSessions: ("consent_session", "id_hash", "expires_at")
    case .oneTimeNumbers: ("one_time_number", "id", "sent_at")
    case .siteSessions: ("site_session", "cookie_hash", "expires_at")
    case .mailLinks: ("mail_link", "token_hash", "expires_at")
    case .siteAttempts: ("site_attempt", "id", "tried_at")
    case .outbox: ("outbox", "id", "sent_at")
    case .keptCalls: ("kept_call", "api_tran_id", "called_at")
    case .webhookDeliveries: ("webhook_delivery", "id", "made_at")
    case .consentUseDays: ("consent_use_day", "id", "used_at")
    }
  }

  /// Removes the oldest rows of before `moment`, at most `limit`; returns how many went.
  package func remove(before moment: Instant, atMost limit: Int, in session: any SQLSession) throws -> Int {
    let (table, key, time) = place
    return try session.run(
      """
      DELETE FROM \(table) WHERE \(key) IN (
        SELECT \(key) FROM \(table) WHERE \(time) < ? ORDER BY \(time) LIMIT ?)
      """, [.integer(moment.milliseconds), .integer(Int64(limit))])
  }
}
