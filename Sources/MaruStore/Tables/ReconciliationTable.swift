package import MaruDomain

/// A difference that reconciliation found, as it is kept.
package struct StoredBreak: Sendable, Hashable {
  /// What became of it.
  package enum State: String, Sendable, CaseIterable {
    /// Nobody has mended it yet: a person has to look.
    case open
    /// The hub mended it by the rules.
    case repaired
    /// A person closed the case.
    case closed
  }
  package let id: Int64
  package let date: BusinessDate
  package let bank: BankCode
  /// `yyyyMMdd-bank_tran_id-leg`.
  package let legKey: String
  package let kind: ReconciliationBreak.Kind
  package let hubAmount: Won?
  package let bankAmount: Won?
  package let state: State
  package let foundAt: Instant

  package init(
    id: Int64, date: BusinessDate, bank: BankCode, legKey: String, kind: ReconciliationBreak.Kind, hubAmount: Won?,
    bankAmount: Won?, state: State, foundAt: Instant
  ) {
    self.id = id
    self.date = date
    self.bank = bank
    self.legKey = legKey
    self.kind = kind
    self.hubAmount = hubAmount
    self.bankAmount = bankAmount
    self.state = state
    self.foundAt = foundAt
  }
}

/// A line of a case's trail.
package struct BreakNote: Sendable, Hashable {
  package let at: Instant
  package let author: String
  package let words: String
}

/// Every statement about `reconciliation_run`, `reconciliation_break` and `reconciliation_note`.
package enum ReconciliationTable {
  private static let columns = "id, business_date, bank, leg_key, kind, hub_amount, bank_amount, state, found_at"

  /// Notes that a bank's day was compared.
  package static func ran(
    _ date: BusinessDate, _ bank: BankCode, at: Instant, hubLegs: Int, bankLines: Int, in session: any SQLSession
  ) throws {
    try session.run(
      """
      INSERT INTO reconciliation_run (business_date, bank, ran_at, hub_legs, bank_lines) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (business_date, bank) DO UPDATE SET ran_at = excluded.ran_at, hub_legs = excluded.hub_legs,
      bank_lines = excluded.bank_lines
      """,
      [
        .text(date.wire), .text(bank.text), .integer(at.milliseconds), .integer(Int64(hubLegs)),
        .integer(Int64(bankLines)),
      ])
  }

  /// The banks with which a day was compared.
  package static func compared(on date: BusinessDate, in session: any SQLSession) throws -> Set<BankCode> {
    Set(
      try session.rows("SELECT bank FROM reconciliation_run WHERE business_date = ?", [.text(date.wire)])
        .map { try $0.checked(0) })
  }

  /// Opens a case, unless the same difference has one; returns it.
  package static func open(
    _ found: ReconciliationBreak, date: BusinessDate, bank: BankCode, at: Instant, in session: any SQLSession
  ) throws -> StoredBreak {
    try session.run(
      """
      INSERT INTO reconciliation_break (business_date, bank, leg_key, kind, hub_amount, bank_amount, state, found_at)
      VALUES (?, ?, ?, ?, ?, ?, 'open', ?) ON CONFLICT (bank, leg_key, kind) DO NOTHING
      """,
      [
        .text(date.wire), .text(bank.text), .text(found.key), .text(found.kind.rawValue),
        SQLValue(found.hub?.amount.amount), SQLValue(found.bank?.amount.amount), .integer(at.milliseconds),
      ])
    let row = try session.row(
      "SELECT \(columns) FROM reconciliation_break WHERE bank = ? AND leg_key = ? AND kind = ?",
      [.text(bank.text), .text(found.key), .text(found.kind.rawValue)])
    guard let row else { throw StoreError.damaged("a reconciliation break is not there after it was stored") }
    return try read(row)
  }

  /// Changes a case's state and says why; false when it is not in the state `from`.
  package static func settle(
    _ id: Int64, from: StoredBreak.State, to state: StoredBreak.State, author: String, words: String, at: Instant,
    in session: any SQLSession
  ) throws -> Bool {
    let changed =
      try session.run(
        "UPDATE reconciliation_break SET state = ? WHERE id = ? AND state = ?",
        [.text(state.rawValue), .integer(id), .text(from.rawValue)]) == 1
    if changed { try note(id, author: author, words: words, at: at, in: session) }
    return changed
  }

  /// Adds a line to a case's trail.
  package static func note(
    _ id: Int64, author: String, words: String, at: Instant, in session: any SQLSession
  ) throws {
    try session.run(
      "INSERT INTO reconciliation_note (break_id, written_at, author, words) VALUES (?, ?, ?, ?)",
      [.integer(id), .integer(at.milliseconds), .text(author), .text(words)])
  }

  /// Cases of a state, oldest first; all of them for nil.
  package static func all(_ state: StoredBreak.State?, in session: any SQLSession) throws -> [StoredBreak] {
    if let state {
      return try session.rows(
        "SELECT \(columns) FROM reconciliation_break WHERE state = ? ORDER BY id", [.text(state.rawValue)]
      ).map(read)
    }
    return try session.rows("SELECT \(columns) FROM reconciliation_break ORDER BY id", []).map(read)
  }

  /// Cases at one bank, newest first.
  package static func newest(_ count: Int, at bank: BankCode, in session: any SQLSession) throws -> [StoredBreak] {
    try session.rows(
      "SELECT \(columns) FROM reconciliation_break WHERE bank = ? ORDER BY id DESC LIMIT ?",
      [.text(bank.text), .integer(Int64(count))]
    ).map(read)
  }

  /// One case; nil where there is none.
  package static func find(_ id: Int64, in session: any SQLSession) throws -> StoredBreak? {
    try session.row("SELECT \(columns) FROM reconciliation_break WHERE id = ?", [.integer(id)]).map(read)
  }

  /// The trail of a case, oldest line first.
  package static func notes(of id: Int64, in session: any SQLSession) throws -> [BreakNote] {
    try session.rows(
      "SELECT written_at, author, words FROM reconciliation_note WHERE break_id = ? ORDER BY id", [.integer(id)]
    ).map { BreakNote(at: try $0.instant(0), author: try $0.text(1), words: try $0.text(2)) }
  }

  private static func read(_ row: SQLRow) throws -> StoredBreak {
    guard let date = BusinessDate(wire: try row.text(1)) else { throw StoreError.damaged("a break's date") }
    func amount(_ column: Int) throws -> Won? { try row.optionalInteger(column).flatMap { Won($0) } }
    return StoredBreak(
      id: try row.integer(0), date: date, bank: try row.checked(2), legKey: try row.text(3), kind: try row.code(4),
      hubAmount: try amount(5), bankAmount: try amount(6), state: try row.code(7), foundAt: try row.instant(8))
  }
}

extension JournalTable {
  /// What the book holds of the legs at one bank, of the transfers with keys from `first` up to `last` (exclusive): keys follow
  /// time, so a day is a stretch of them.
  package static func legs(
    at bank: BankCode, ofTransfersFrom first: Int64, to last: Int64, in session: any SQLSession
  ) throws -> [LegRecord] {
    try session.rows(
      """
      SELECT t.bank_tran_id, t.bank_tran_date, j.leg,
        CASE WHEN j.leg = 'C' THEN t.payee_account ELSE t.payer_account END, j.amount
      FROM transfer t JOIN journal j ON j.transfer_id = t.id
      WHERE t.id >= ? AND t.id < ? AND (t.payee_bank = ? OR t.payer_bank = ?)
        AND ((j.leg = 'C' AND t.payee_bank = ?) OR (j.leg <> 'C' AND t.payer_bank = ?))
      ORDER BY t.id, j.leg
      """,
      // The bank twice: the entries of transfers that do not touch it, most of a day's, are not looked for.
      [.integer(first), .integer(last)] + Array(repeating: .text(bank.text), count: 4)
    ).map { row in
      guard let date = BusinessDate(wire: try row.text(1)) else { throw StoreError.damaged("a transfer's date") }
      return LegRecord(
        bankTransactionID: try row.checked(0), date: date, leg: try row.code(2), account: try row.checked(3),
        amount: try row.won(4), isDone: true)
    }
  }
}
