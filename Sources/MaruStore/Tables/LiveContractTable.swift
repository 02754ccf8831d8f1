package import MaruDomain

/// A contract with who drew it up, who approved it, and when the applicant agreed to it.
package struct LiveContract: Sendable, Hashable {
  package let terms: ContractTerms
  package let drawnBy: String
  /// Nil until a second operator approved it.
  package let approvedBy: String?
  /// Nil until the applicant agreed.
  package let agreedAt: Instant?
  package init(terms: ContractTerms, drawnBy: String, approvedBy: String? = nil, agreedAt: Instant? = nil) {
    self.terms = terms
    self.drawnBy = drawnBy
    self.approvedBy = approvedBy
    self.agreedAt = agreedAt
  }
}

/// Every statement about `live_contract`: each that was drawn up stays, the newest is the one that is spoken of.
package enum LiveContractTable {
  private static let columns = """
    application, version, collection_bank, collection_account, paying_bank, paying_account, withdraw_each, withdraw_day, \
    withdraw_month, deposit_each, deposit_day, deposit_month, user_withdraw_each, user_withdraw_day, prefund, \
    withdraw_fee, deposit_fee, drawn_by, approved_by, agreed_at
    """

  /// The newest that was drawn up for an application.
  package static func newest(of application: Int64, in session: any SQLSession) throws -> LiveContract? {
    try session.row(
      "SELECT \(columns) FROM live_contract WHERE application = ? ORDER BY version DESC LIMIT 1",
      [.integer(application)]
    ).map(read)
  }

  /// The newest that a second operator approved.
  package static func approved(of application: Int64, in session: any SQLSession) throws -> LiveContract? {
    try session.row(
      """
      SELECT \(columns) FROM live_contract WHERE application = ? AND approved_by IS NOT NULL ORDER BY version DESC LIMIT 1
      """, [.integer(application)]
    ).map(read)
  }

  /// The newest that the applicant agreed to: what holds between both sides.
  package static func agreed(of application: Int64, in session: any SQLSession) throws -> LiveContract? {
    try session.row(
      "SELECT \(columns) FROM live_contract WHERE application = ? AND agreed_at IS NOT NULL ORDER BY version DESC LIMIT 1",
      [.integer(application)]
    ).map(read)
  }

  /// Notes that the applicant agreed to the newest that was approved.
  package static func agree(_ application: Int64, at now: Instant, in session: any SQLSession) throws {
    try session.run(
      """
      UPDATE live_contract SET agreed_at = ? WHERE application = ? AND version = (
        SELECT MAX(version) FROM live_contract WHERE application = ? AND approved_by IS NOT NULL)
      """, [.integer(now.milliseconds), .integer(application), .integer(application)])
  }

  /// Adds a contract that waits for its approval.
  package static func append(
    _ terms: ContractTerms, of application: Int64, by name: String, in session: any SQLSession
  ) throws {
    let last = try session.row("SELECT MAX(version) FROM live_contract WHERE application = ?", [.integer(application)])
    let limits = terms.limits
    let amounts = [
      limits.withdrawEach, limits.withdrawDay, limits.withdrawMonth, limits.depositEach, limits.depositDay,
      limits.depositMonth, limits.userWithdrawEach, limits.userWithdrawDay,
    ]
    try session.run(
      "INSERT INTO live_contract (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(application), .integer((try last?.optionalInteger(0) ?? 0) + 1),
        .text(terms.collectionAccount.bank.text), .text(terms.collectionAccount.number.text),
        .text(terms.payingAccount.bank.text), .text(terms.payingAccount.number.text),
      ] + amounts.map { .integer($0.amount) } + [
        SQLValue(terms.prefund?.amount), .integer(terms.withdrawFee.amount), .integer(terms.depositFee.amount),
        .text(name), .null, .null,
      ])
  }

  /// Approves the newest.
  package static func approve(_ application: Int64, by name: String, in session: any SQLSession) throws {
    try session.run(
      """
      UPDATE live_contract SET approved_by = ? WHERE application = ?
      AND version = (SELECT MAX(version) FROM live_contract WHERE application = ?)
      """, [.text(name), .integer(application), .integer(application)])
  }

  private static func read(_ row: SQLRow) throws -> LiveContract {
    let prefund = try row.optionalInteger(14) == nil ? nil : try row.won(14)
    let terms = ContractTerms(
      collectionAccount: BankAccount(bank: try row.checked(2), number: try row.checked(3)),
      payingAccount: BankAccount(bank: try row.checked(4), number: try row.checked(5)),
      limits: TransferLimits(
        withdrawEach: try row.won(6), withdrawDay: try row.won(7), withdrawMonth: try row.won(8),
        depositEach: try row.won(9), depositDay: try row.won(10), depositMonth: try row.won(11),
        userWithdrawEach: try row.won(12), userWithdrawDay: try row.won(13)),
      prefund: prefund, withdrawFee: try row.won(15), depositFee: try row.won(16))
    guard let terms else { throw StoreError.damaged("the limits of a contract contradict each other") }
    return LiveContract(
      terms: terms, drawnBy: try row.text(17), approvedBy: try row.optionalText(18),
      agreedAt: try row.optionalInstant(19))
  }
}

/// Every statement about `security_answer`: how an applicant says that each item of the check-list is met.
package enum SecurityAnswerTable {
  package static func all(of application: Int64, in session: any SQLSession) throws -> [SecurityItem: String] {
    let rows = try session.rows(
      "SELECT item, answer FROM security_answer WHERE application = ?", [.integer(application)])
    return try Dictionary(rows.map { (try $0.code(0), try $0.text(1)) }, uniquingKeysWith: { first, _ in first })
  }

  /// Stores the answers in the place of those before.
  package static func save(
    _ answers: [SecurityItem: String], of application: Int64, in session: any SQLSession
  ) throws {
    try session.run("DELETE FROM security_answer WHERE application = ?", [.integer(application)])
    for item in SecurityItem.allCases {
      guard let answer = answers[item] else { continue }
      try session.run(
        "INSERT INTO security_answer (application, item, answer) VALUES (?, ?, ?)",
        [.integer(application), .text(item.rawValue), .text(answer)])
    }
  }
}
