package import MaruDomain

/// A message to a person.
package struct OutboxMessage: Sendable, Hashable {
  /// An e-mail address or, for a text message of the test bed, the digits of a phone number.
  package let recipient: String
  package var isTextMessage: Bool { !recipient.contains("@") }
  package let subject: String
  package let body: String
  package let sentAt: Instant
  package init(recipient: String, subject: String, body: String, sentAt: Instant) {
    self.recipient = recipient
    self.subject = subject
    self.body = body
    self.sentAt = sentAt
  }
}

/// How far a letter of the outbox has come.
package enum LetterState: String, Sendable, CaseIterable {
  /// Shown on the test bed's page; nobody delivers it.
  case kept
  case waiting
  /// A mail server has taken it over.
  case delivered
  /// Nobody tries any more.
  case failed
}

/// A letter whose time has come.
package struct WaitingLetter: Sendable, Hashable {
  package let id: Int64
  package let message: OutboxMessage
  /// How often a mail server was asked to take it and did not.
  package let attempts: Int64
  package let nextAt: Instant
}

/// How many letters wait and how many were given up.
package struct LetterCounts: Sendable, Hashable {
  package let waiting: Int64
  /// When the oldest of those that wait was written.
  package let oldest: Instant?
  /// Of those that are still in the table.
  package let failed: Int64

  /// As long as nobody can look.
  package static let none = LetterCounts(waiting: 0, oldest: nil, failed: 0)
}

/// Every statement about `outbox`: letters to people, with or without somebody who delivers them.
package enum OutboxTable {
  /// Stores a letter; `isDelivered`: a mail server is to have it.
  package static func append(_ message: OutboxMessage, isDelivered: Bool, in session: any SQLSession) throws {
    let (state, next) = isDelivered ? (LetterState.waiting, message.sentAt.milliseconds) : (.kept, nil)
    try session.run(
      "INSERT INTO outbox (recipient, subject, body, sent_at, state, next_at) VALUES (?, ?, ?, ?, ?, ?)",
      [
        .text(message.recipient), .text(message.subject), .text(message.body), .integer(message.sentAt.milliseconds),
        .text(state.rawValue), SQLValue(next),
      ])
  }

  /// The newest letters that were kept to be shown, newest first: never one that is for a mail server.
  package static func newest(_ count: Int, in session: any SQLSession) throws -> [OutboxMessage] {
    try session.rows(
      "SELECT recipient, subject, body, sent_at FROM outbox WHERE state = ? ORDER BY id DESC LIMIT ?",
      [.text(LetterState.kept.rawValue), .integer(Int64(count))]
    ).map { try message($0, from: 0) }
  }

  /// Removes whatever was sent to somebody.
  package static func removeAll(to recipient: String, in session: any SQLSession) throws {
    try session.run("DELETE FROM outbox WHERE recipient = ?", [.text(recipient)])
  }

  /// Those whose time has come, the oldest first.
  package static func due(at now: Instant, atMost limit: Int, in session: any SQLSession) throws -> [WaitingLetter] {
    try session.rows(
      """
      SELECT recipient, subject, body, sent_at, id, attempts, next_at FROM outbox
      WHERE state = ? AND next_at <= ? ORDER BY next_at, id LIMIT ?
      """, [.text(LetterState.waiting.rawValue), .integer(now.milliseconds), .integer(Int64(limit))]
    ).map {
      WaitingLetter(
        id: try $0.integer(4), message: try message($0, from: 0), attempts: try $0.counter(5),
        nextAt: try $0.instant(6))
    }
  }

  /// Takes a letter for one hub until `end`; false where another hub was first. Whoever dies with it leaves it to the others then.
  package static func claim(_ letter: WaitingLetter, until end: Instant, in session: any SQLSession) throws -> Bool {
    try session.run(
      "UPDATE outbox SET next_at = ? WHERE id = ? AND state = ? AND next_at = ?",
      [
        .integer(end.milliseconds), .integer(letter.id), .text(LetterState.waiting.rawValue),
        .integer(letter.nextAt.milliseconds),
      ]) == 1
  }

  /// Again at `next`; `trouble` says why.
  package static func postpone(
    _ id: Int64, to next: Instant, because trouble: String, in session: any SQLSession
  ) throws {
    try session.run(
      "UPDATE outbox SET attempts = attempts + 1, next_at = ?, trouble = ? WHERE id = ? AND state = ?",
      [.integer(next.milliseconds), .text(trouble), .integer(id), .text(LetterState.waiting.rawValue)])
  }

  /// The end of a letter's way. Its words go: they hold links that open accounts, and nobody here needs them any more.
  package static func end(
    _ id: Int64, _ state: LetterState, because trouble: String?, in session: any SQLSession
  ) throws {
    try session.run(
      "UPDATE outbox SET state = ?, next_at = NULL, body = '', attempts = attempts + 1, trouble = ? WHERE id = ?",
      [.text(state.rawValue), SQLValue(trouble), .integer(id)])
  }

  package static func counts(in session: any SQLSession) throws -> LetterCounts {
    func row(_ state: LetterState) throws -> SQLRow? {
      try session.row("SELECT COUNT(*), MIN(sent_at) FROM outbox WHERE state = ?", [.text(state.rawValue)])
    }
    let (waiting, failed) = (try row(.waiting), try row(.failed))
    return LetterCounts(
      waiting: try waiting?.integer(0) ?? 0, oldest: try waiting?.optionalInstant(1),
      failed: try failed?.integer(0) ?? 0)
  }

  private static func message(_ row: SQLRow, from first: Int) throws -> OutboxMessage {
    OutboxMessage(
      recipient: try row.text(first), subject: try row.text(first + 1), body: try row.text(first + 2),
      sentAt: try row.instant(first + 3))
  }
}
