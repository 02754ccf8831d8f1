package import MaruDomain

/// Every statement about `bank_cap` and `organisation.prefunded`, and about the counters that hold what a bank or an organisation
/// owes until settlement.
///
/// An exposure is an ordinary limit counter of the period `open`: an order's amount is added with its intent, in the same unit
/// of work that records it, and goes again when the order moved nothing, when money comes the other way, or when its day is
/// settled. So a cap holds at every moment, however many orders arrive at once.
package enum ExposureTable {
  /// The period of counters that end with settlement, not with a day.
  package static let period = "open"

  /// The counter of what a payer's bank owes the centre.
  package static func netDebit(of bank: BankCode, cap: Won) -> LimitCounter {
    LimitCounter(subject(bank), period, cap, .bankRefused)
  }

  /// Asks for the net debit cap of a bank, in won; no row where none was set.
  static func capQuestion(_ bank: BankCode) -> SQLQuestion {
    SQLQuestion("SELECT won FROM bank_cap WHERE bank = ?", [.text(bank.text)])
  }

  /// What ``credited(_:at:in:)`` asks where answers are known for the rest of a transaction.
  package static func creditedQuestions(at bank: BankCode) -> [SQLQuestion] {
    LimitTable.questions([place(of: bank)], apart: true)
  }

  static func place(of bank: BankCode) -> LimitTable.Place { LimitTable.Place(subject: subject(bank), period: period) }

  static func prefundPlace(of organisation: OrganisationCode) -> LimitTable.Place {
    LimitTable.Place(subject: prefundSubject(organisation), period: period)
  }

  /// Every bank's cap.
  package static func caps(in session: any SQLSession) throws -> [(bank: BankCode, cap: Won)] {
    try session.rows("SELECT bank, won FROM bank_cap ORDER BY bank", []).map { (try $0.checked(0), try $0.won(1)) }
  }

  /// Whether there is anything of the bank in the hub's database: a cap, a registered account, an account in the book.
  package static func knows(_ bank: BankCode, in session: any SQLSession) throws -> Bool {
    let looks: [(String, String)] = [
      ("SELECT 1 FROM bank_cap WHERE bank = ?", bank.text),
      ("SELECT 1 FROM ledger_balance WHERE account = ?", LedgerAccount.clearing(bank).description),
      ("SELECT 1 FROM registered_account WHERE bank = ? LIMIT 1", bank.text),
    ]
    return try looks.contains { try session.row($0.0, [.text($0.1)]) != nil }
  }

  /// What is counted at present, in won; nil where nothing is counted.
  package static func exposure(of bank: BankCode, in session: any SQLSession) throws -> Int64? {
    try counted(subject(bank), in: session)
  }

  /// Sets a cap and starts counting from what the book says is owed now; nil takes the cap away.
  package static func setCap(_ cap: Won?, of bank: BankCode, in session: any SQLSession) throws {
    try session.run("DELETE FROM bank_cap WHERE bank = ?", [.text(bank.text)])
    try session.run(
      "DELETE FROM limit_counter WHERE subject = ? AND period = ?", [.text(subject(bank)), .text(period)])
    guard let cap else { return }
    try session.run("INSERT INTO bank_cap (bank, won) VALUES (?, ?)", [.text(bank.text), .integer(cap.amount)])
    let account = LedgerAccount.clearing(bank).description
    let settled = try SettlementTable.lastDay(in: session)?.lastSequence ?? 0
    let booked = try session.row(
      """
      SELECT CAST(COALESCE(SUM(CASE WHEN debit = ? THEN amount ELSE -amount END), 0) AS BIGINT) FROM journal
      WHERE sequence > ? AND (debit = ? OR credit = ?)
      """, [.text(account), .integer(settled), .text(account), .text(account)])
    let reserved = try session.row(
      """
      SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM transfer
      WHERE stage IN ('debit_sent', 'debit_unknown') AND payer_bank = ?
      """, [.text(bank.text)])
    try start(subject(bank), at: (try booked?.integer(0) ?? 0) + (try reserved?.integer(0) ?? 0), in: session)
  }

  /// Asks for an organisation's prefunded limit; null where it agreed on none.
  static func prefundQuestion(_ organisation: OrganisationCode) -> SQLQuestion {
    SQLQuestion("SELECT prefunded FROM organisation WHERE code = ?", [.text(organisation.text)])
  }

  /// The counter of what the organisation has paid out and not settled yet; nil where it agreed on no prefunded limit.
  static func prefund(of organisation: OrganisationCode, _ found: [SQLRow]) throws -> LimitCounter? {
    guard let row = found.first, try row.optionalInteger(0) != nil else { return nil }
    // A limit that cannot be read is no reason to have none.
    return prefund(of: organisation, limit: try row.won(0))
  }

  /// The same with a limit that is known.
  package static func prefund(of organisation: OrganisationCode, limit: Won) -> LimitCounter {
    LimitCounter(prefundSubject(organisation), period, limit, .organisationDepositLimitDay)
  }

  /// Every organisation's prefunded limit, in won.
  package static func prefunds(
    in session: any SQLSession
  ) throws -> [(organisation: OrganisationCode, limit: Won)] {
    try session.rows("SELECT code, prefunded FROM organisation WHERE prefunded IS NOT NULL ORDER BY code", []).map {
      (try $0.checked(0), try $0.won(1))
    }
  }

  /// The same with what is used of each.
  package static func prefundsInUse(
    in session: any SQLSession
  ) throws -> [(organisation: OrganisationCode, limit: Won, used: Int64)] {
    try session.rows(
      """
      SELECT o.code, o.prefunded, COALESCE(c.amount, 0) FROM organisation o
      LEFT JOIN limit_counter c ON c.subject = o.code || '/P' AND c.period = 'open'
      WHERE o.prefunded IS NOT NULL ORDER BY o.code
      """, []
    ).map { (try $0.checked(0), try $0.won(1), try $0.integer(2)) }
  }

  /// Sets an organisation's prefunded limit and starts counting from the deposits that are not settled yet; nil takes it away.
  /// False where there is no such organisation.
  package static func setPrefund(
    _ limit: Won?, of organisation: OrganisationCode, in session: any SQLSession
  ) throws -> Bool {
    guard try session.row("SELECT 1 FROM organisation WHERE code = ?", [.text(organisation.text)]) != nil else {
      return false
    }
    try session.run(
      "UPDATE organisation SET prefunded = ? WHERE code = ?", [SQLValue(limit?.amount), .text(organisation.text)])
    try session.run(
      "DELETE FROM limit_counter WHERE subject = ? AND period = ?",
      [.text(prefundSubject(organisation)), .text(period)])
    if limit != nil { try startPrefund(of: organisation, in: session) }
    return true
  }

  private static func startPrefund(of organisation: OrganisationCode, in session: any SQLSession) throws {
    let settled = try SettlementTable.lastDay(in: session)?.lastSequence ?? 0
    let booked = try session.row(
      """
      SELECT CAST(COALESCE(SUM(j.amount), 0) AS BIGINT) FROM journal j JOIN transfer t ON t.id = j.transfer_id
      WHERE j.sequence > ? AND j.leg = 'C' AND t.organisation = ? AND t.kind = '2'
      """, [.integer(settled), .text(organisation.text)])
    let open = try session.row(
      """
      SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM transfer
      WHERE \(TransferTable.isOpen)
        AND organisation = ? AND kind = '2'
      """, [.text(organisation.text)])
    let used = (try booked?.integer(0) ?? 0) + (try open?.integer(0) ?? 0)
    try start(prefundSubject(organisation), at: used, in: session)
  }

  /// A completed order lowers what the payee's bank owes. Where nothing is counted, nothing happens.
  package static func credited(_ amount: Won, at bank: BankCode, in session: any SQLSession) throws {
    guard !session.remembers else {
      return try LimitTable.move([(place(of: bank), -amount.amount)], everywhere: false, in: session)
    }
    try session.post(
      "UPDATE limit_counter SET amount = amount - ? WHERE subject = ? AND period = 'open'",
      [.integer(amount.amount), .text(subject(bank))])
  }

  /// An order that moved nothing, or gave back what it had moved, owes nothing.
  package static func released(_ order: TransferOrder, in session: any SQLSession) throws {
    try lower(subject(order.payer.account.bank), by: order.amount.amount, in: session)
    if order.kind == .deposit {
      try lower(prefundSubject(order.organisation), by: order.amount.amount, in: session)
    }
  }

  /// A settled day: banks paid or received their nets, and what organisations paid out is made good.
  package static func settled(
    _ positions: [NetPosition], deposits: [OrganisationCode: Int64], in session: any SQLSession
  ) throws {
    for position in positions {
      if case .clearing(let bank) = position.account {
        try lower(subject(bank), by: -position.net, in: session)
      }
    }
    for (organisation, amount) in deposits {
      try lower(prefundSubject(organisation), by: amount, in: session)
    }
  }

  private static func subject(_ bank: BankCode) -> String { "bank:\(bank.text)/N" }
  private static func prefundSubject(_ organisation: OrganisationCode) -> String { "\(organisation.text)/P" }

  private static func counted(_ subject: String, in session: any SQLSession) throws -> Int64? {
    try session.row(
      "SELECT amount FROM limit_counter WHERE subject = ? AND period = ?", [.text(subject), .text(period)])?.integer(0)
  }

  private static func lower(_ subject: String, by amount: Int64, in session: any SQLSession) throws {
    try session.run(
      "UPDATE limit_counter SET amount = amount - ? WHERE subject = ? AND period = ?",
      [.integer(amount), .text(subject), .text(period)])
  }

  private static func start(_ subject: String, at amount: Int64, in session: any SQLSession) throws {
    try session.run(
      """
      INSERT INTO limit_counter (subject, period, amount) VALUES (?, ?, ?)
      ON CONFLICT (subject, period) DO UPDATE SET amount = excluded.amount
      """, [.text(subject), .text(period), .integer(amount)])
  }
}
