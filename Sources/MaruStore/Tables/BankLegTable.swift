package import MaruDomain

/// What a bank answered to a leg, kept so that the same leg gets the same answer again.
package struct BankLegRecord: Sendable, Hashable {
  package let bank: BankCode
  /// ``MaruBankLink/LegID`` as text.
  package let id: String
  /// The account that was asked for.
  package let number: AccountNumber
  /// The account that moved; nil when there was no such account.
  package let accountID: Int64?
  package let amount: Won
  /// 000 when it moved.
  package let code: BankResponseCode
  package let message: String
  package let holderName: HolderName?
  package let branch: BranchCode?
  /// Where the bank's statement lists it.
  package let place: StatementPlace
  package let bookedAt: DateTime
  /// The number of its line in the account's history; nil where it moved nothing.
  package let sequence: Int64?

  package init(
    bank: BankCode, id: String, number: AccountNumber, accountID: Int64?, amount: Won, code: BankResponseCode,
    message: String, holderName: HolderName?, branch: BranchCode?, place: StatementPlace, bookedAt: DateTime,
    sequence: Int64?
  ) {
    self.bank = bank
    self.id = id
    self.number = number
    self.accountID = accountID
    self.amount = amount
    self.code = code
    self.message = message
    self.holderName = holderName
    self.branch = branch
    self.place = place
    self.bookedAt = bookedAt
    self.sequence = sequence
  }
}

/// A line of a bank's statement: which business day, and which line of it.
package struct StatementPlace: Sendable, Hashable {
  package let date: BusinessDate
  /// Counts up from 1 within the day.
  package let line: Int64
  package init(date: BusinessDate, line: Int64) {
    self.date = date
    self.line = line
  }
}

/// Every statement about `bank_leg`.
package enum BankLegTable {
  private static let columns = """
    bank, leg_id, number, account_id, amount, code, message, holder_name, branch, business_date, line, booked_at, \
    sequence
    """
  private static let byID = KeyedQuestion(columns, of: "bank_leg", where: ["bank"], key: "leg_id", .text)
  private static let new = RowShape(
    into: "bank_leg",
    """
    bank TEXT, leg_id TEXT, number TEXT, account_id BIGINT, amount BIGINT, code TEXT, message TEXT, holder_name TEXT, \
    branch TEXT, business_date TEXT, line BIGINT, booked_at BIGINT, sequence BIGINT
    """)
  private static let last = """
    SELECT business_date, line FROM bank_leg WHERE bank = ? ORDER BY business_date DESC, line DESC LIMIT 1
    """
  private static let lastOfDay = """
    SELECT line FROM bank_leg WHERE bank = ? AND business_date = ? ORDER BY line DESC LIMIT 1
    """
  private static let page = """
    SELECT \(columns) FROM bank_leg WHERE bank = ? AND business_date = ? AND line > ? ORDER BY line LIMIT ?
    """

  /// The answer that the leg got, or nil.
  package static func find(_ id: String, at bank: BankCode, in session: any SQLSession) throws -> BankLegRecord? {
    try session.row(byID.one, [.text(bank.text), .text(id)]).map(read)
  }

  static func question(_ id: String, at bank: BankCode) -> SQLQuestion {
    byID.about(.text(id), [.text(bank.text)])
  }

  static func known(_ found: [SQLRow]) throws -> BankLegRecord? { try found.first.map(read) }

  /// Keeps an answer.
  package static func insert(_ record: BankLegRecord, in session: any SQLSession) throws {
    let (date, line) = (SQLValue.text(record.place.date.wire), SQLValue.integer(record.place.line))
    let row = [
      .text(record.bank.text), .text(record.id), .text(record.number.text), SQLValue(record.accountID),
      .integer(record.amount.amount), .text(record.code.text), .text(record.message),
      SQLValue(record.holderName?.text), SQLValue(record.branch?.text), date, line,
      .integer(record.bookedAt.stored), SQLValue(record.sequence),
    ]
    try session.write(new, row)
    guard session.remembers else { return }
    session.remember(question(record.id, at: record.bank), [SQLRow(values: row)])
    session.remember(lastQuestion(at: record.bank), [SQLRow(values: [date, line])])
  }

  /// Where the next leg of the bank goes. Never before what is there: a clock that was set back adds nothing to a closed day.
  package static func nextPlace(
    at bank: BankCode, on today: BusinessDate, in session: any SQLSession
  ) throws -> StatementPlace {
    try next(on: today, session.rows(last, [.text(bank.text)]))
  }

  static func lastQuestion(at bank: BankCode) -> SQLQuestion { SQLQuestion(last, [.text(bank.text)]) }

  static func next(on today: BusinessDate, _ found: [SQLRow]) throws -> StatementPlace {
    guard let row = found.first else { return StatementPlace(date: today, line: 1) }
    let date = try row.businessDate(0)
    return date < today
      ? StatementPlace(date: today, line: 1) : StatementPlace(date: date, line: try row.counter(1) + 1)
  }

  /// Lines of the day so far.
  package static func count(of date: BusinessDate, at bank: BankCode, in session: any SQLSession) throws -> Int64 {
    try session.row(lastOfDay, [.text(bank.text), .text(date.wire)])?.counter(0) ?? 0
  }

  /// Lines of the day behind `line`, in order.
  package static func page(
    of date: BusinessDate, at bank: BankCode, after line: Int64, atMost limit: Int, in session: any SQLSession
  ) throws -> [BankLegRecord] {
    try session.rows(page, [.text(bank.text), .text(date.wire), .integer(line), .integer(Int64(limit))]).map(read)
  }

  /// All legs of a bank in the order of their ids, for checks over the whole table.
  package static func page(
    at bank: BankCode, after id: String, atMost limit: Int, in session: any SQLSession
  ) throws -> [BankLegRecord] {
    try session.rows(
      "SELECT \(columns) FROM bank_leg WHERE bank = ? AND leg_id > ? ORDER BY leg_id LIMIT ?",
      [.text(bank.text), .text(id), .integer(Int64(limit))]
    ).map(read)
  }

  /// Whether any bank was ever sent a leg.
  package static func isAny(in session: any SQLSession) throws -> Bool {
    try session.row("SELECT 1 FROM bank_leg LIMIT 1") != nil
  }

  /// How many legs say that they have a line in a history.
  package static func countWithLine(in session: any SQLSession) throws -> Int64 {
    try session.row("SELECT COUNT(*) FROM bank_leg WHERE sequence IS NOT NULL")?.integer(0) ?? 0
  }

  /// The first leg that says it has a line, which does not name it; nil where all do.
  package static func withoutLine(in session: any SQLSession) throws -> (bank: BankCode, id: String)? {
    try session.row(
      """
      SELECT bank, leg_id FROM bank_leg l WHERE sequence IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM bank_transaction t
        WHERE t.account_id = l.account_id AND t.sequence = l.sequence AND t.leg_id = l.leg_id)
      ORDER BY bank, leg_id LIMIT 1
      """
    ).map { (try $0.checked(0), try $0.text(1)) }
  }

  private static func read(_ row: SQLRow) throws -> BankLegRecord {
    let id = try row.text(1)
    return try row.named("leg \(id)") {
      let record = BankLegRecord(
        bank: try row.checked(0), id: id, number: try row.checked(2),
        accountID: try row.optionalInteger(3), amount: try row.won(4), code: try row.checked(5),
        message: try row.text(6), holderName: try row.optionalChecked(7), branch: try row.optionalChecked(8),
        place: StatementPlace(date: try row.businessDate(9), line: try row.counter(10)),
        bookedAt: try row.dateTime(11), sequence: try row.optionalInteger(12))
      // Without them "done" could not be said again, and would come out as a refusal with 000.
      guard record.code != .accepted || (record.holderName != nil && record.branch != nil) else {
        throw StoreError.damaged("moved, and names no holder")
      }
      return record
    }
  }
}
