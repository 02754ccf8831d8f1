package import MaruDomain

/// A call of a developer's app with its contents, secrets masked.
package struct KeptCall: Sendable, Hashable {
  package let id: String
  package let client: ClientID
  package let api: String
  package let code: String
  package let method: String
  /// The query of a GET, the body of a POST.
  package var request: String
  package let status: Int64
  package var answer: String
  package let at: Instant
  package let microseconds: Int64
  /// Whether a person made it in the site's console, and no program.
  package let isByHand: Bool
  /// Whose token it was made with; nil for an organisation's own, and for the token endpoint.
  package let user: UserSeqNo?
  /// What stands for the contents of a call that named somebody who was forgotten.
  package static let blank = "•••"
  package var isBlank: Bool { answer == KeptCall.blank }
  package init(
    id: String, client: ClientID, api: String, code: String, method: String, request: String, status: Int64,
    answer: String, at: Instant, microseconds: Int64, isByHand: Bool, user: UserSeqNo? = nil
  ) {
    self.id = id
    self.client = client
    self.api = api
    self.code = code
    self.method = method
    self.request = request
    self.status = status
    self.answer = answer
    self.at = at
    self.microseconds = microseconds
    self.isByHand = isByHand
    self.user = user
  }
}

/// Every statement about `kept_call`.
package enum KeptCallTable {
  /// So many calls of each client are kept.
  package static let most = 500
  private static let columns =
    "api_tran_id, client_id, api, rsp_code, method, request, status, answer, called_at, microseconds, by_hand, user_seq_no"

  /// Appends calls and removes what is beyond the bound.
  package static func append(_ calls: [KeptCall], in session: any SQLSession) throws {
    for call in calls {
      try session.run(
        "INSERT INTO kept_call (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [
          .text(call.id), .text(call.client.text), .text(call.api), .text(call.code), .text(call.method),
          .text(call.request), .integer(call.status), .text(call.answer), .integer(call.at.milliseconds),
          .integer(call.microseconds), .integer(call.isByHand ? 1 : 0), SQLValue(call.user?.text),
        ])
    }
    try CallTallyTable.count(calls, in: session)
    for client in Set(calls.map(\.client.text)) {
      try session.run(
        """
        DELETE FROM kept_call WHERE client_id = ? AND api_tran_id IN (
          SELECT api_tran_id FROM kept_call WHERE client_id = ? ORDER BY called_at DESC, api_tran_id LIMIT 1000000 OFFSET ?)
        """, [.text(client), .text(client), .integer(Int64(most))])
    }
  }

  /// Which calls to list.
  package struct Filter: Sendable {
    package var api: String?
    package var code: String?
    /// Those from this moment on.
    package var from: Instant?
    /// Those before this moment.
    package var until: Instant?
    package init(api: String? = nil, code: String? = nil, from: Instant? = nil, until: Instant? = nil) {
      self.api = api
      self.code = code
      self.from = from
      self.until = until
    }
  }

  /// A client's calls, newest first.
  package static func newest(
    _ count: Int, of client: ClientID, _ filter: Filter, in session: any SQLSession
  ) throws -> [KeptCall] {
    var (conditions, arguments): ([String], [SQLValue]) = (["client_id = ?"], [.text(client.text)])
    if let api = filter.api {
      conditions.append("api = ?")
      arguments.append(.text(api))
    }
    if let code = filter.code {
      conditions.append("rsp_code = ?")
      arguments.append(.text(code))
    }
    if let from = filter.from {
      conditions.append("called_at >= ?")
      arguments.append(.integer(from.milliseconds))
    }
    if let until = filter.until {
      conditions.append("called_at < ?")
      arguments.append(.integer(until.milliseconds))
    }
    return try session.rows(
      """
      SELECT \(columns) FROM kept_call WHERE \(conditions.joined(separator: " AND "))
      ORDER BY called_at DESC, api_tran_id LIMIT ?
      """, arguments + [.integer(Int64(count))]
    ).map(read)
  }

  /// The newest calls of a client's program that were answered with one of `codes`, up to a moment.
  package static func refused(
    with codes: [String], of client: ClientID, upTo moment: Instant, atMost count: Int, in session: any SQLSession
  ) throws -> [KeptCall] {
    try session.rows(
      """
      SELECT \(columns) FROM kept_call WHERE client_id = ? AND called_at <= ? AND by_hand = 0
        AND rsp_code IN (\(codes.map { _ in "?" }.joined(separator: ", "))) ORDER BY called_at DESC, api_tran_id LIMIT ?
      """,
      [.text(client.text), .integer(moment.milliseconds)] + codes.map { .text($0) } + [.integer(Int64(count))]
    ).map(read)
  }

  package static func find(_ id: String, of client: ClientID, in session: any SQLSession) throws -> KeptCall? {
    try session.row(
      "SELECT \(columns) FROM kept_call WHERE api_tran_id = ? AND client_id = ?", [.text(id), .text(client.text)]
    ).map(read)
  }

  /// Lets whoever has a link see one call; a new link ends the one before.
  package static func share(
    _ id: String, of client: ClientID, _ hash: [UInt8], in session: any SQLSession
  ) throws {
    try session.run(
      "UPDATE kept_call SET share_hash = ? WHERE api_tran_id = ? AND client_id = ?",
      [.blob(hash), .text(id), .text(client.text)])
  }

  package static func find(shared hash: [UInt8], in session: any SQLSession) throws -> KeptCall? {
    try session.row("SELECT \(columns) FROM kept_call WHERE share_hash = ?", [.blob(hash)]).map(read)
  }

  /// The calls of everybody behind the number `id`, in the order of their numbers.
  package static func slice(after id: String, atMost count: Int, in session: any SQLSession) throws -> [KeptCall] {
    try session.rows(
      "SELECT \(columns) FROM kept_call WHERE api_tran_id > ? ORDER BY api_tran_id LIMIT ?",
      [.text(id), .integer(Int64(count))]
    ).map(read)
  }

  /// Takes the contents of calls away, whoever made them.
  package static func blank(_ ids: [String], in session: any SQLSession) throws {
    for id in ids {
      try session.run(
        "UPDATE kept_call SET request = ?, answer = ? WHERE api_tran_id = ?",
        [.text(KeptCall.blank), .text(KeptCall.blank), .text(id)])
    }
  }

  /// Forgets all calls of a client.
  package static func removeAll(of client: ClientID, in session: any SQLSession) throws {
    try session.run("DELETE FROM kept_call WHERE client_id = ?", [.text(client.text)])
    try CallTallyTable.removeAll(of: client, in: session)
  }

  private static func read(_ row: SQLRow) throws -> KeptCall {
    KeptCall(
      id: try row.text(0), client: try row.checked(1), api: try row.text(2), code: try row.text(3),
      method: try row.text(4), request: try row.text(5), status: try row.integer(6), answer: try row.text(7),
      at: try row.instant(8), microseconds: try row.integer(9), isByHand: try row.integer(10) == 1,
      user: try row.optionalChecked(11))
  }
}
