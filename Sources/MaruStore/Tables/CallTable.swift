package import MaruDomain

/// One API call as the record keeps it: who, what, how it ended; no contents.
package struct CallRecord: Sendable {
  package let stamp: Instant
  package let apiTransactionID: String
  package let caller: Caller?
  package let api: String
  package let code: ResponseCode
  package let microseconds: Int64
  package init(
    stamp: Instant, apiTransactionID: String, caller: Caller?, api: String, code: ResponseCode, microseconds: Int64
  ) {
    self.stamp = stamp
    self.apiTransactionID = apiTransactionID
    self.caller = caller
    self.api = api
    self.code = code
    self.microseconds = microseconds
  }
}

/// A row of the record of calls.
package struct RecordedCall: Sendable, Hashable {
  package let number: Int64
  package let at: Instant
  package let apiTransactionID: String
  package let organisation: String?
  package let client: String?
  package let user: String?
  package let api: String
  package let code: String
}

/// Every statement about `api_call`.
package enum CallTable {
  private static let rowsAtOnce = 32
  private static let head = """
    INSERT INTO api_call (api_tran_id, organisation, client_id, user_seq_no, api, rsp_code, called_at, microseconds) VALUES \

    """
  private static let row = "(?, ?, ?, ?, ?, ?, ?, ?)"
  private static let full = head + Array(repeating: row, count: rowsAtOnce).joined(separator: ", ")
  private static let single = head + row

  /// Appends records, many rows a statement: the record of a call must cost a fraction of the call.
  package static func append(_ records: [CallRecord], in session: any SQLSession) throws {
    var rest = records[...]
    while rest.count >= rowsAtOnce {
      try session.run(full, rest.prefix(rowsAtOnce).flatMap(values))
      rest = rest.dropFirst(rowsAtOnce)
    }
    for record in rest { try session.run(single, values(record)) }
  }

  /// Whether the record is there.
  package static func holds(_ record: CallRecord, in session: any SQLSession) throws -> Bool {
    try session.row(
      "SELECT 1 FROM api_call WHERE called_at = ? AND api_tran_id = ?",
      [.integer(record.stamp.milliseconds), .text(record.apiTransactionID)]) != nil
  }

  /// The record of one call that came at a moment known to a few seconds: no index leads to it by its id alone.
  package static func find(
    _ apiTransactionID: APITransactionID, around moment: Instant, in session: any SQLSession
  ) throws -> (code: ResponseCode, microseconds: Int64)? {
    try session.row(
      "SELECT rsp_code, microseconds FROM api_call WHERE called_at >= ? AND called_at <= ? AND api_tran_id = ? LIMIT 1",
      [
        .integer(moment.adding(seconds: -2).milliseconds), .integer(moment.adding(seconds: 2).milliseconds),
        .text(apiTransactionID.text),
      ]
    ).map { (try $0.code(0), try $0.integer(1)) }
  }

  /// The calls of a time, oldest first, behind `last` of them; of one user or one organisation where these are named.
  package static func slice(
    from: Instant, until: Instant, after last: RecordedCall?, user: UserSeqNo?, organisation: OrganisationCode?,
    atMost count: Int, in session: any SQLSession
  ) throws -> [RecordedCall] {
    let start = last?.at ?? from
    var (conditions, arguments): ([String], [SQLValue]) = (
      ["called_at >= ?", "called_at < ?", "(called_at > ? OR id > ?)"],
      [
        .integer(start.milliseconds), .integer(until.milliseconds), .integer(start.milliseconds),
        .integer(last?.number ?? -1),
      ]
    )
    if let user {
      conditions.append("user_seq_no = ?")
      arguments.append(.text(user.text))
    }
    if let organisation {
      conditions.append("organisation = ?")
      arguments.append(.text(organisation.text))
    }
    return try session.rows(
      """
      SELECT id, called_at, api_tran_id, organisation, client_id, user_seq_no, api, rsp_code FROM api_call
      WHERE \(conditions.joined(separator: " AND ")) ORDER BY called_at, id LIMIT ?
      """, arguments + [.integer(Int64(count))]
    ).map { row in
      RecordedCall(
        number: try row.integer(0), at: try row.instant(1), apiTransactionID: try row.text(2),
        organisation: try row.optionalText(3), client: try row.optionalText(4), user: try row.optionalText(5),
        api: try row.text(6), code: try row.text(7))
    }
  }

  private static func values(_ record: CallRecord) -> [SQLValue] {
    [
      .text(record.apiTransactionID), SQLValue(record.caller?.organisation.text), SQLValue(record.caller?.client.text),
      SQLValue(record.caller?.user?.text), .text(record.api), .text(record.code.wire),
      .integer(record.stamp.milliseconds), .integer(record.microseconds),
    ]
  }
}
