package import MaruDomain

/// What a developer asks the operator for, and whose turn it is.
package struct SupportRequest: Sendable, Hashable {
  package let id: Int64
  package let developer: Int64
  package let kind: SupportKind
  package var state: SupportState
  /// The app that it is about.
  package let client: ClientID?
  /// The day that the developer wishes for.
  package let wishedDay: BusinessDate?
  package let subject: String
  package let openedAt: Instant
  package var changedAt: Instant
  /// Counted up by each change: who has seen this number has seen the whole thread.
  package let revision: Int64
  package init(
    id: Int64, developer: Int64, kind: SupportKind, state: SupportState = .open, client: ClientID?,
    wishedDay: BusinessDate?, subject: String, openedAt: Instant, changedAt: Instant, revision: Int64 = 1
  ) {
    self.id = id
    self.developer = developer
    self.kind = kind
    self.state = state
    self.client = client
    self.wishedDay = wishedDay
    self.subject = subject
    self.openedAt = openedAt
    self.changedAt = changedAt
    self.revision = revision
  }
}

/// A call of an app that somebody is shown.
package struct AttachedCall: Sendable, Hashable {
  package let client: ClientID
  /// Its `api_tran_id`.
  package let id: String
  package init(client: ClientID, id: String) {
    self.client = client
    self.id = id
  }
}

/// One message of a thread.
package struct SupportMessage: Sendable, Hashable {
  /// Its number among all messages; 0 before it is stored.
  package var id: Int64 = 0
  /// An operator's name; empty for the developer.
  package let who: String
  /// In the forum's Markdown.
  package let body: String
  package let call: AttachedCall?
  package let at: Instant
  package init(who: String, body: String, call: AttachedCall? = nil, at: Instant) {
    self.who = who
    self.body = body
    self.call = call
    self.at = at
  }
}

/// Every statement about `support_request` and `support_message`.
package enum SupportTable {
  private static let columns = """
    id, developer, kind, state, client_id, wished_day, subject, opened_at, changed_at, revision
    """

  package static func insert(_ one: SupportRequest, in session: any SQLSession) throws {
    try session.run(
      "INSERT INTO support_request (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(one.id), .integer(one.developer), .text(one.kind.rawValue), .text(one.state.rawValue),
        SQLValue(one.client?.text), SQLValue(one.wishedDay?.wire), .text(one.subject),
        .integer(one.openedAt.milliseconds), .integer(one.changedAt.milliseconds), .integer(one.revision),
      ])
  }

  package static func find(_ id: Int64, in session: any SQLSession) throws -> SupportRequest? {
    try session.row("SELECT \(columns) FROM support_request WHERE id = ?", [.integer(id)]).map(read)
  }

  /// Stores state and moment of a request as the revision behind its own. False, with nothing changed, where another one is stored
  /// meanwhile.
  package static func update(_ one: SupportRequest, in session: any SQLSession) throws -> Bool {
    try session.run(
      "UPDATE support_request SET state = ?, changed_at = ?, revision = ? WHERE id = ? AND revision = ?",
      [
        .text(one.state.rawValue), .integer(one.changedAt.milliseconds), .integer(one.revision + 1), .integer(one.id),
        .integer(one.revision),
      ]) == 1
  }

  /// A developer's requests, newest first.
  package static func newest(
    _ count: Int, of developer: Int64, in session: any SQLSession
  ) throws -> [SupportRequest] {
    try session.rows(
      "SELECT \(columns) FROM support_request WHERE developer = ? ORDER BY id DESC LIMIT ?",
      [.integer(developer), .integer(Int64(count))]
    ).map(read)
  }

  /// The newest requests before `id`, newest first; of one state and kind, or of all.
  package static func page(
    _ state: SupportState?, _ kind: SupportKind?, before id: Int64 = .max, atMost limit: Int,
    in session: any SQLSession
  ) throws -> [SupportRequest] {
    var (rules, values): (String, [SQLValue]) = ("id < ?", [.integer(id)])
    if let state {
      rules += " AND state = ?"
      values.append(.text(state.rawValue))
    }
    if let kind {
      rules += " AND kind = ?"
      values.append(.text(kind.rawValue))
    }
    return try session.rows(
      "SELECT \(columns) FROM support_request WHERE \(rules) ORDER BY id DESC LIMIT ?",
      values + [.integer(Int64(limit))]
    ).map(read)
  }

  /// How many requests are in which state.
  package static func counts(in session: any SQLSession) throws -> [SupportState: Int64] {
    let rows = try session.rows("SELECT state, COUNT(*) FROM support_request GROUP BY state", [])
    return try Dictionary(
      rows.map { (try $0.code(0), try $0.integer(1)) }, uniquingKeysWith: { first, _ in first })
  }

  /// Adds a message to the thread of a request.
  package static func append(_ message: SupportMessage, to request: Int64, in session: any SQLSession) throws {
    try session.run(
      "INSERT INTO support_message (request, who, body, call_client, call_id, written_at) VALUES (?, ?, ?, ?, ?, ?)",
      [
        .integer(request), .text(message.who), .text(message.body), SQLValue(message.call?.client.text),
        SQLValue(message.call?.id), .integer(message.at.milliseconds),
      ])
  }

  /// The newest messages of a request's thread before the number `id`, oldest first.
  package static func messages(
    of request: Int64, before id: Int64 = .max, atMost count: Int, in session: any SQLSession
  ) throws -> [SupportMessage] {
    try session.rows(
      """
      SELECT who, body, call_client, call_id, written_at, id FROM support_message
      WHERE request = ? AND id < ? ORDER BY id DESC LIMIT ?
      """, [.integer(request), .integer(id), .integer(Int64(count))]
    ).reversed().map { row in
      let client: ClientID? = try row.optionalChecked(2)
      let id = try row.optionalText(3)
      var message = SupportMessage(
        who: try row.text(0), body: try row.text(1),
        call: client.flatMap { client in id.map { AttachedCall(client: client, id: $0) } }, at: try row.instant(4))
      message.id = try row.integer(5)
      return message
    }
  }

  /// The call of a number that somebody is shown in a request's thread; nil where none was.
  package static func call(_ id: String, shownIn request: Int64, in session: any SQLSession) throws -> AttachedCall? {
    try session.row(
      "SELECT call_client FROM support_message WHERE request = ? AND call_id = ? LIMIT 1",
      [.integer(request), .text(id)]
    )?.optionalChecked(0).map { AttachedCall(client: $0, id: id) }
  }

  private static func read(_ row: SQLRow) throws -> SupportRequest {
    SupportRequest(
      id: try row.integer(0), developer: try row.integer(1), kind: try row.code(2), state: try row.code(3),
      client: try row.optionalChecked(4),
      wishedDay: try row.optionalText(5) == nil ? nil : try row.businessDate(5), subject: try row.text(6),
      openedAt: try row.instant(7), changedAt: try row.instant(8), revision: try row.integer(9))
  }
}
