package import MaruDomain

/// What a user agreed to or ended, when, and by which words.
package struct ConsentRecord: Sendable, Hashable {
  package enum Action: String, Sendable {
    case given
    case cancelled
    case unlinked
  }
  package let organisation: OrganisationCode
  package let client: ClientID
  package let user: UserSeqNo
  /// Nil where the link to the organisation itself is meant.
  package let fintechUseNumber: FintechUseNumber?
  /// `login`, `inquiry` or `transfer`.
  package let service: String
  package let action: Action
  package let at: Instant
  package let expiresAt: Instant?
  /// Which edition of the consent text was shown.
  package let textVersion: String
  package let language: String
  package init(
    organisation: OrganisationCode, client: ClientID, user: UserSeqNo, fintechUseNumber: FintechUseNumber?,
    service: String, action: Action, at: Instant, expiresAt: Instant?, textVersion: String, language: String
  ) {
    self.organisation = organisation
    self.client = client
    self.user = user
    self.fintechUseNumber = fintechUseNumber
    self.service = service
    self.action = action
    self.at = at
    self.expiresAt = expiresAt
    self.textVersion = textVersion
    self.language = language
  }
}

/// Every statement about `consent_record`: only ever added to.
package enum ConsentRecordTable {
  private static let columns = """
    organisation, client_id, user_seq_no, fintech_use_num, service, action, recorded_at, expires_at, text_version, language
    """

  package static func append(_ record: ConsentRecord, in session: any SQLSession) throws {
    try session.run(
      "INSERT INTO consent_record (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .text(record.organisation.text), .text(record.client.text), .text(record.user.text),
        SQLValue(record.fintechUseNumber?.text), .text(record.service), .text(record.action.rawValue),
        .integer(record.at.milliseconds), SQLValue(record.expiresAt?.milliseconds), .text(record.textVersion),
        .text(record.language),
      ])
  }

  /// Everything a user agreed to or ended, oldest first.
  package static func all(of user: UserSeqNo, in session: any SQLSession) throws -> [ConsentRecord] {
    try session.rows(
      "SELECT \(columns) FROM consent_record WHERE user_seq_no = ? ORDER BY recorded_at, id", [.text(user.text)]
    ).map { row in
      ConsentRecord(
        organisation: try row.checked(0), client: try row.checked(1), user: try row.checked(2),
        fintechUseNumber: try row.optionalChecked(3), service: try row.text(4), action: try row.code(5),
        at: try row.instant(6), expiresAt: try row.optionalInstant(7),
        textVersion: try row.text(8), language: try row.text(9))
    }
  }
}

/// A person's visit to the consent pages, or to their own.
package struct StoredConsentSession: Sendable, Hashable {
  package let idHash: [UInt8]
  /// What was asked and chosen so far, as the hub writes it.
  package let state: String
  /// Slow hash of the one-time number, with its salt; nil before one was sent.
  package let numberHash: [UInt8]?
  package let numberSalt: [UInt8]?
  package let numberExpiresAt: Instant?
  package let attempts: Int64
  package let expiresAt: Instant
  package init(
    idHash: [UInt8], state: String, numberHash: [UInt8]?, numberSalt: [UInt8]?, numberExpiresAt: Instant?,
    attempts: Int64, expiresAt: Instant
  ) {
    self.idHash = idHash
    self.state = state
    self.numberHash = numberHash
    self.numberSalt = numberSalt
    self.numberExpiresAt = numberExpiresAt
    self.attempts = attempts
    self.expiresAt = expiresAt
  }
}

/// Every statement about `consent_session`.
package enum ConsentSessionTable {
  package static func find(_ idHash: [UInt8], in session: any SQLSession) throws -> StoredConsentSession? {
    try session.row(
      """
      SELECT state, number_hash, number_salt, number_expires_at, attempts, expires_at FROM consent_session
      WHERE id_hash = ?
      """, [.blob(idHash)]
    ).map { row in
      StoredConsentSession(
        idHash: idHash, state: try row.text(0), numberHash: try row.optionalBlob(1),
        numberSalt: try row.optionalBlob(2),
        numberExpiresAt: try row.optionalInstant(3), attempts: try row.counter(4),
        expiresAt: try row.instant(5))
    }
  }

  /// Stores a new session.
  package static func insert(_ stored: StoredConsentSession, in session: any SQLSession) throws {
    try session.run(
      """
      INSERT INTO consent_session (id_hash, state, number_hash, number_salt, number_expires_at, attempts, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [.blob(stored.idHash)] + changeable(stored) + [
        .integer(stored.attempts), .integer(stored.expiresAt.milliseconds),
      ])
  }

  /// Stores what changed in a session; false when it is gone: a step that comes late must not open it again. Its end and its
  /// count of attempts stay, the latter is changed by ``countAttempt(_:atMost:in:)`` alone.
  package static func update(_ stored: StoredConsentSession, in session: any SQLSession) throws -> Bool {
    try session.run(
      """
      UPDATE consent_session SET state = ?, number_hash = ?, number_salt = ?, number_expires_at = ? WHERE id_hash = ?
      """, changeable(stored) + [.blob(stored.idHash)]) == 1
  }

  private static func changeable(_ stored: StoredConsentSession) -> [SQLValue] {
    [
      .text(stored.state), stored.numberHash.map(SQLValue.blob) ?? .null,
      stored.numberSalt.map(SQLValue.blob) ?? .null, SQLValue(stored.numberExpiresAt?.milliseconds),
    ]
  }

  /// Takes one of the attempts at the one-time number; false when none is left. Counted before the number is looked at,
  /// so that parallel guesses cannot share an attempt.
  package static func countAttempt(
    _ idHash: [UInt8], atMost limit: Int64, in session: any SQLSession
  ) throws -> Bool {
    try session.run(
      "UPDATE consent_session SET attempts = attempts + 1 WHERE id_hash = ? AND attempts < ?",
      [.blob(idHash), .integer(limit)]) == 1
  }

  /// Removes a session; false when it was gone.
  package static func remove(_ idHash: [UInt8], in session: any SQLSession) throws -> Bool {
    try session.run("DELETE FROM consent_session WHERE id_hash = ?", [.blob(idHash)]) == 1
  }

  /// Removes what expired.
  package static func sweep(before: Instant, in session: any SQLSession) throws {
    try session.run("DELETE FROM consent_session WHERE expires_at < ?", [.integer(before.milliseconds)])
  }

  /// Removes every visit in whose state a phone number stands.
  package static func removeAll(holding phone: String, in session: any SQLSession) throws {
    try session.run("DELETE FROM consent_session WHERE state LIKE ?", [.text("%\(phone)%")])
  }
}

extension SQLRow {
  /// A stored blob, nil for null.
  package func optionalBlob(_ column: Int) throws -> [UInt8]? {
    if case .null = values[column] { return nil }
    return try blob(column)
  }
}

/// Every statement about `one_time_number`: that numbers were sent to a person, not which.
package enum OneTimeNumberTable {
  /// Notes that a person gets one more; false where there were `limit` since `since`.
  package static func claim(
    _ personHash: [UInt8], at now: Instant, since: Instant, atMost limit: Int, in session: any SQLSession
  ) throws -> Bool {
    let sent = try session.row(
      "SELECT COUNT(*) FROM one_time_number WHERE person_hash = ? AND sent_at > ?",
      [.blob(personHash), .integer(since.milliseconds)])
    guard try sent?.integer(0) ?? 0 < Int64(limit) else { return false }
    try session.run(
      "INSERT INTO one_time_number (person_hash, sent_at) VALUES (?, ?)",
      [.blob(personHash), .integer(now.milliseconds)])
    return true
  }
}
