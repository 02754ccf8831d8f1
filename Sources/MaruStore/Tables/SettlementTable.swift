package import MaruDomain

/// A settlement day that was closed.
package struct ClosedDay: Sendable, Hashable {
  package let date: BusinessDate
  /// The day's entries: after this one …
  package let firstSequence: Int64
  /// … up to and including this one.
  package let lastSequence: Int64
  /// The moment that ended it.
  package let cutOff: Instant
  package let closedAt: Instant

  package init(date: BusinessDate, firstSequence: Int64, lastSequence: Int64, cutOff: Instant, closedAt: Instant) {
    self.date = date
    self.firstSequence = firstSequence
    self.lastSequence = lastSequence
    self.cutOff = cutOff
    self.closedAt = closedAt
  }
}

/// Every statement about `settlement_day`, `settlement_position` and `settlement_fee`. A closed day never changes.
package enum SettlementTable {
  private static let dayColumns = "business_date, first_sequence, last_sequence, cut_off, closed_at"

  package static func day(_ date: BusinessDate, in session: any SQLSession) throws -> ClosedDay? {
    try session.row("SELECT \(dayColumns) FROM settlement_day WHERE business_date = ?", [.text(date.wire)]).map(readDay)
  }

  /// The last closed day, or nil before the first.
  package static func lastDay(in session: any SQLSession) throws -> ClosedDay? {
    try session.row("SELECT \(dayColumns) FROM settlement_day ORDER BY business_date DESC LIMIT 1").map(readDay)
  }

  /// All closed days, oldest first.
  package static func days(in session: any SQLSession) throws -> [ClosedDay] {
    try session.rows("SELECT \(dayColumns) FROM settlement_day ORDER BY business_date", []).map(readDay)
  }

  /// How many of the last days are compared with the banks where they were not: a bank that joined yesterday is not asked about years.
  package static let comparedDays = 31

  /// The earliest day that may still be compared with a bank; nil where none is closed.
  package static func firstCompared(in session: any SQLSession) throws -> BusinessDate? {
    try session.rows(
      "SELECT business_date FROM settlement_day ORDER BY business_date DESC LIMIT ?", [.integer(Int64(comparedDays))]
    ).last.map { try $0.businessDate(0) }
  }

  /// Stores a day with its positions and fees.
  package static func close(
    _ day: ClosedDay, positions: [NetPosition], fees: [FeeLine], in session: any SQLSession
  ) throws {
    try session.run(
      "INSERT INTO settlement_day (\(dayColumns)) VALUES (?, ?, ?, ?, ?)",
      [
        .text(day.date.wire), .integer(day.firstSequence), .integer(day.lastSequence),
        .integer(day.cutOff.milliseconds), .integer(day.closedAt.milliseconds),
      ])
    for position in positions {
      try session.run(
        "INSERT INTO settlement_position (business_date, account, debits, credits) VALUES (?, ?, ?, ?)",
        [
          .text(day.date.wire), .text(position.account.description), .integer(position.debits),
          .integer(position.credits),
        ])
    }
    for fee in fees {
      try session.run(
        "INSERT INTO settlement_fee (business_date, organisation, api, uses, rate) VALUES (?, ?, ?, ?, ?)",
        [
          .text(day.date.wire), .text(fee.organisation.text), .text(fee.api), .integer(fee.count),
          .integer(fee.rate.amount),
        ])
    }
  }

  package static func positions(of date: BusinessDate, in session: any SQLSession) throws -> [NetPosition] {
    try session.rows(
      "SELECT account, debits, credits FROM settlement_position WHERE business_date = ? ORDER BY account",
      [.text(date.wire)]
    ).map { try position($0) }
  }

  /// An account's positions on the last `count` closed days, newest first; days on which it had none are left out.
  package static func positions(
    of account: LedgerAccount, last count: Int, in session: any SQLSession
  ) throws -> [(date: BusinessDate, position: NetPosition)] {
    try session.rows(
      """
      SELECT account, debits, credits, business_date FROM settlement_position WHERE account = ?
      ORDER BY business_date DESC LIMIT ?
      """, [.text(account.description), .integer(Int64(count))]
    ).map { row in
      guard let date = BusinessDate(wire: try row.text(3)) else { throw StoreError.damaged("a position's date") }
      return (date, try position(row))
    }
  }

  package static func fees(of date: BusinessDate, in session: any SQLSession) throws -> [FeeLine] {
    try session.rows(
      "SELECT organisation, api, uses, rate FROM settlement_fee WHERE business_date = ? ORDER BY organisation, api",
      [.text(date.wire)]
    ).map {
      FeeLine(organisation: try $0.checked(0), api: try $0.text(1), count: try $0.integer(2), rate: try $0.won(3))
    }
  }

  /// Debit and credit sums of each account over a stretch of the book.
  package static func sums(
    after first: Int64, upTo last: Int64, in session: any SQLSession
  ) throws -> [NetPosition] {
    try session.rows(
      """
      SELECT account, CAST(SUM(debits) AS BIGINT), CAST(SUM(credits) AS BIGINT) FROM (
        SELECT debit AS account, amount AS debits, 0 AS credits FROM journal WHERE sequence > ? AND sequence <= ?
        UNION ALL
        SELECT credit AS account, 0 AS debits, amount AS credits FROM journal WHERE sequence > ? AND sequence <= ?
      ) AS side GROUP BY account ORDER BY account
      """,
      [.integer(first), .integer(last), .integer(first), .integer(last)]
    ).map { try position($0) }
  }

  /// Completed transfers over a stretch of the book, by organisation and API.
  package static func completed(
    after first: Int64, upTo last: Int64, in session: any SQLSession
  ) throws -> [(organisation: OrganisationCode, api: String, count: Int64, amount: Int64)] {
    try session.rows(
      """
      SELECT organisation, api, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM (
        SELECT t.organisation AS organisation, j.amount AS amount,
          CASE WHEN t.kind = '1' THEN 'transfer/withdraw' WHEN t.payee_fintech_use_num IS NULL THEN 'transfer/deposit2'
          ELSE 'transfer/deposit' END AS api
        FROM journal j JOIN transfer t ON t.id = j.transfer_id
        WHERE j.sequence > ? AND j.sequence <= ? AND j.leg = 'C'
      ) AS done GROUP BY organisation, api ORDER BY organisation, api
      """,
      [.integer(first), .integer(last)]
    ).map { (try $0.checked(0), try $0.text(1), try $0.integer(2), try $0.integer(3)) }
  }

  /// Calls that succeeded in a period, by organisation and API; transfers are counted from the book instead.
  package static func calls(
    from: Instant, to: Instant, in session: any SQLSession
  ) throws -> [(organisation: OrganisationCode, api: String, count: Int64)] {
    try session.rows(
      """
      SELECT organisation, api, COUNT(*) FROM api_call
      WHERE called_at >= ? AND called_at < ? AND rsp_code = 'A0000' AND organisation IS NOT NULL
        AND api NOT LIKE 'transfer/%'
      GROUP BY organisation, api ORDER BY organisation, api
      """,
      [.integer(from.milliseconds), .integer(to.milliseconds)]
    ).map { (try $0.checked(0), try $0.text(1), try $0.integer(2)) }
  }

  private static func position(_ row: SQLRow) throws -> NetPosition {
    guard let account = LedgerAccount(try row.text(0)) else { throw StoreError.damaged("a position names no account") }
    return NetPosition(account: account, debits: try row.integer(1), credits: try row.integer(2))
  }

  private static func readDay(_ row: SQLRow) throws -> ClosedDay {
    guard let date = BusinessDate(wire: try row.text(0)) else { throw StoreError.damaged("a settlement day's date") }
    return ClosedDay(
      date: date, firstSequence: try row.integer(1), lastSequence: try row.integer(2), cutOff: try row.instant(3),
      closedAt: try row.instant(4))
  }
}

extension JournalTable {
  /// The number of the last entry; 0 before the first.
  package static func lastSequence(in session: any SQLSession) throws -> Int64 {
    try end(in: session).sequence
  }

  /// By how much the debits of all accounts exceed their credits: zero in a sound book.
  package static func imbalance(in session: any SQLSession) throws -> Int64 {
    try session.row("SELECT CAST(COALESCE(SUM(debits - credits), 0) AS BIGINT) FROM ledger_balance")?.integer(0) ?? 0
  }

  /// The last entry after `sequence` that was booked before `end`; `sequence` itself when there is none.
  ///
  /// Looks entries up by their number, halving the stretch, so a day costs some twenty look-ups however long the book is.
  package static func last(
    after sequence: Int64, bookedBefore end: Instant, in session: any SQLSession
  ) throws -> Int64 {
    var low = sequence
    var high = try lastSequence(in: session)
    while low < high {
      let middle = low + (high - low + 1) / 2
      let bookedAt = try session.row("SELECT booked_at FROM journal WHERE sequence = ?", [.integer(middle)])
      guard let bookedAt = try bookedAt?.instant(0) else {
        throw StoreError.damaged("journal entry \(middle) is missing")
      }
      if bookedAt < end { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
