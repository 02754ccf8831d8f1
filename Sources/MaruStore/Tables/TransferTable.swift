package import MaruDomain

/// A transfer as it is stored: the order, where it stands, and what the banks told.
package struct StoredTransfer: Sendable, Hashable {
  package let order: TransferOrder
  /// The user whose account a withdraw debits; counts into the user's limits.
  package let user: UserSeqNo?
  /// Whether the payee's name is compared with the bank's.
  package let nameCheck: NameCheck
  /// The counterparty account's nickname when the order came.
  package let alias: AccountAlias?
  package var stage: TransferStage
  package var payerReceipt: StoredReceipt?
  package var payeeReceipt: StoredReceipt?
  package var changedAt: Instant

  package init(
    order: TransferOrder, user: UserSeqNo?, nameCheck: NameCheck, alias: AccountAlias?, stage: TransferStage,
    payerReceipt: StoredReceipt? = nil, payeeReceipt: StoredReceipt? = nil, changedAt: Instant
  ) {
    self.order = order
    self.user = user
    self.nameCheck = nameCheck
    self.alias = alias
    self.stage = stage
    self.payerReceipt = payerReceipt
    self.payeeReceipt = payeeReceipt
    self.changedAt = changedAt
  }
}

/// What a bank told of an account when it moved money.
package struct StoredReceipt: Sendable, Hashable {
  package let branch: BranchCode
  package let holderName: HolderName
  package init(branch: BranchCode, holderName: HolderName) {
    self.branch = branch
    self.holderName = holderName
  }
}

/// The transfers that stand in one open stage.
package struct OpenStage: Sendable, Hashable {
  /// ``TransferStage/code``.
  package let code: String
  package let count: Int64
  /// In won.
  package let amount: Int64
  /// When the oldest of them came.
  package let oldest: Instant
  /// Since when one of them has been in the stage.
  package let since: Instant
}

/// Every statement about `transfer`.
package enum TransferTable {
  private static let columns = """
    id, organisation, kind, user_seq_no, api_tran_id, received_at, row_number, requested_at, bank_tran_id, bank_tran_date, \
    amount, payer_bank, payer_account, payer_name, payer_fintech_use_num, payer_print, payee_bank, payee_account, \
    payee_name, payee_fintech_use_num, payee_print, name_check, cms_no, account_alias, stage, refused_by, refusal_code, \
    refusal_message, payer_branch, payer_holder, payee_branch, payee_holder, changed_at
    """

  /// Which transfers are not final, word for word as the index of those few has it. Five comparisons: for an `IN` with as many values
  /// SQLite makes a table of its own, twice a transfer.
  static let isOpen = """
    (stage = 'debit_sent' OR stage = 'debit_unknown' OR stage = 'credit_sent' OR stage = 'credit_unknown' \
    OR stage = 'reversal_sent')
    """

  private static let new = RowShape(
    into: "transfer",
    """
    id BIGINT, organisation TEXT, kind TEXT, user_seq_no TEXT, api_tran_id TEXT, received_at BIGINT, row_number BIGINT, \
    requested_at TEXT, bank_tran_id TEXT, bank_tran_date TEXT, amount BIGINT, payer_bank TEXT, payer_account TEXT, \
    payer_name TEXT, payer_fintech_use_num TEXT, payer_print TEXT, payee_bank TEXT, payee_account TEXT, payee_name TEXT, \
    payee_fintech_use_num TEXT, payee_print TEXT, name_check TEXT, cms_no TEXT, account_alias TEXT, stage TEXT, \
    changed_at BIGINT
    """)
  private static let advanced = RowShape(
    changing: "transfer",
    """
    stage TEXT, refused_by TEXT, refusal_code TEXT, refusal_message TEXT, payer_branch TEXT, payer_holder TEXT, \
    payee_branch TEXT, payee_holder TEXT, changed_at BIGINT, id BIGINT
    """)
  private static let advance = advanced.one + " AND stage = ?"

  private static let stageOf = KeyedQuestion("stage", of: "transfer", key: "id", .integer)

  /// What ``advance(_:_:payerReceipt:payeeReceipt:at:in:)`` asks where answers are known for the rest of a transaction.
  package static func stageQuestion(_ id: Int64) -> SQLQuestion {
    stageOf.about(.integer(id))
  }

  /// Stores a new transfer in its first stage.
  package static func insert(_ transfer: StoredTransfer, in session: any SQLSession) throws {
    let order = transfer.order
    try session.write(
      new,
      [
        .integer(order.id), .text(order.organisation.text), .text(order.kind.rawValue), SQLValue(transfer.user?.text),
        .text(order.apiTransactionID.text), .integer(order.receivedAt.milliseconds), .integer(Int64(order.rowNumber)),
        .text(order.requestedAt.wire), .text(order.bankTransactionID.text), .text(order.bankTransactionDate.wire),
        .integer(order.amount.amount),
        .text(order.payer.account.bank.text), .text(order.payer.account.number.text),
        SQLValue(order.payer.holderName?.text), SQLValue(order.payer.fintechUseNumber?.text),
        SQLValue(order.payer.printContent?.text),
        .text(order.payee.account.bank.text), .text(order.payee.account.number.text),
        SQLValue(order.payee.holderName?.text), SQLValue(order.payee.fintechUseNumber?.text),
        SQLValue(order.payee.printContent?.text),
        .text(transfer.nameCheck.rawValue), SQLValue(order.cmsNumber?.text), SQLValue(transfer.alias?.text),
        .text(transfer.stage.code), .integer(transfer.changedAt.milliseconds),
      ])
    session.remember(stageQuestion(order.id), [SQLRow(values: [.text(transfer.stage.code)])])
  }

  /// Moves a transfer from the stage it was read in; false when somebody else moved it first.
  package static func advance(
    _ id: Int64, _ move: TransferMove, payerReceipt: StoredReceipt?, payeeReceipt: StoredReceipt?, at: Instant,
    in session: any SQLSession
  ) throws -> Bool {
    let (from, stage) = (move.from, move.to)
    let refusal = stage.refusal
    let row: [SQLValue] = [
      .text(stage.code), SQLValue(refusal?.by.text), SQLValue(refusal?.code.text), SQLValue(refusal?.message),
      SQLValue(payerReceipt?.branch.text), SQLValue(payerReceipt?.holderName.text),
      SQLValue(payeeReceipt?.branch.text), SQLValue(payeeReceipt?.holderName.text),
      .integer(at.milliseconds), .integer(id),
    ]
    guard session.remembers else { return try session.run(advance, row + [.text(from.code)]) == 1 }
    let question = stageQuestion(id)
    guard try session.answers(to: [question]).first?.first?.text(0) == from.code else { return false }
    try session.write(advanced, row, key: .integer(id))
    session.remember(question, [SQLRow(values: [.text(stage.code)])])
    return true
  }

  /// One transfer by the hub's own key.
  package static func find(_ id: Int64, in session: any SQLSession) throws -> StoredTransfer? {
    try session.row("SELECT \(columns) FROM transfer WHERE id = ?", [.integer(id)]).map(read)
  }

  /// One transfer by the id and day that its organisation knows.
  package static func find(
    _ bankTransactionID: BankTransactionID, on date: BusinessDate, in session: any SQLSession
  ) throws -> StoredTransfer? {
    try session.row(
      "SELECT \(columns) FROM transfer WHERE bank_tran_id = ? AND bank_tran_date = ?",
      [.text(bankTransactionID.text), .text(date.wire)]
    ).map(read)
  }

  /// Transfers that are not final, oldest change first, behind the one given.
  package static func open(
    after: StoredTransfer? = nil, atMost limit: Int, in session: any SQLSession
  ) throws -> [StoredTransfer] {
    try session.rows(
      """
      SELECT \(columns) FROM transfer
      WHERE \(isOpen)
      AND (changed_at, id) > (?, ?)
      ORDER BY changed_at, id LIMIT ?
      """,
      [
        .integer(after?.changedAt.milliseconds ?? Int64.min),
        .integer(after?.order.id ?? Int64.min), .integer(Int64(limit)),
      ]
    ).map(read)
  }

  /// How many transfers stand in each open stage, the amount of them, when the oldest one came and since when one has
  /// been in it. Looks only at the open ones, however many are stored.
  package static func openByStage(in session: any SQLSession) throws -> [OpenStage] {
    try session.rows(
      """
      SELECT stage, COUNT(*), CAST(SUM(amount) AS BIGINT), MIN(received_at), MIN(changed_at) FROM transfer
      WHERE \(isOpen)
      GROUP BY stage ORDER BY stage
      """, []
    ).map {
      OpenStage(
        code: try $0.text(0), count: try $0.integer(1), amount: try $0.integer(2), oldest: try $0.instant(3),
        since: try $0.instant(4))
    }
  }

  /// How many transfers are not final.
  package static func openCount(in session: any SQLSession) throws -> Int64 {
    try openByStage(in: session).reduce(0) { $0 + $1.count }
  }

  /// Every transfer under an id of the wire, newest first: an organisation may use one anew on another day.
  package static func all(_ bankTransactionID: BankTransactionID, in session: any SQLSession) throws -> [StoredTransfer]
  {
    try session.rows(
      "SELECT \(columns) FROM transfer WHERE bank_tran_id = ? ORDER BY bank_tran_date DESC",
      [.text(bankTransactionID.text)]
    ).map(read)
  }

  /// The transfers that came with one call of the API, among the newest `count`: no index leads to them.
  package static func all(
    ofCall id: APITransactionID, amongNewest count: Int, in session: any SQLSession
  ) throws -> [StoredTransfer] {
    try session.rows(
      """
      SELECT \(columns) FROM transfer WHERE api_tran_id = ? AND id >= COALESCE(
        (SELECT MIN(id) FROM (SELECT id FROM transfer ORDER BY id DESC LIMIT ?) AS newest), 0)
      ORDER BY row_number
      """, [.text(id.text), .integer(Int64(count))]
    ).map(read)
  }

  /// The transfers that came with one call of the API, within a slice.
  package static func all(
    ofCall id: APITransactionID, after first: Int64, upTo last: Int64, in session: any SQLSession
  ) throws -> [StoredTransfer] {
    try session.rows(
      "SELECT \(columns) FROM transfer WHERE id > ? AND id <= ? AND api_tran_id = ? ORDER BY row_number",
      [.integer(first), .integer(last), .text(id.text)]
    ).map(read)
  }

  /// How many transfers of an organisation are not final.
  package static func openCount(of organisation: OrganisationCode, in session: any SQLSession) throws -> Int64 {
    try session.row(
      """
      SELECT COUNT(*) FROM transfer
      WHERE \(isOpen) AND organisation = ?
      """, [.text(organisation.text)])?.integer(0) ?? 0
  }

  /// How many transfers of a user are not final.
  package static func openCount(of user: UserSeqNo, in session: any SQLSession) throws -> Int64 {
    try session.row(
      """
      SELECT COUNT(*) FROM transfer
      WHERE \(isOpen) AND user_seq_no = ?
      """, [.text(user.text)])?.integer(0) ?? 0
  }

  /// The key of the last of the `rows` transfers behind `id`; nil where there is none. No index leads to a user's transfers, which
  /// every order would pay for: who wants them all reads the table, a slice at a time.
  package static func sliceEnd(
    after id: Int64, rows: Int, in session: any SQLSession
  ) throws -> Int64? {
    try session.row(
      "SELECT MAX(id) FROM (SELECT id FROM transfer WHERE id > ? ORDER BY id LIMIT ?) AS slice",
      [.integer(id), .integer(Int64(rows))])?.optionalInteger(0)
  }

  /// A user's transfers within a slice, oldest first.
  package static func all(
    of user: UserSeqNo, after id: Int64, upTo last: Int64, in session: any SQLSession
  ) throws -> [StoredTransfer] {
    try session.rows(
      "SELECT \(columns) FROM transfer WHERE id > ? AND id <= ? AND user_seq_no = ? ORDER BY id",
      [.integer(id), .integer(last), .text(user.text)]
    ).map(read)
  }

  /// Transfers with a leg at one bank that are not final, oldest change first.
  package static func open(
    at bank: BankCode, atMost limit: Int, in session: any SQLSession
  ) throws -> [StoredTransfer] {
    try session.rows(
      """
      SELECT \(columns) FROM transfer
      WHERE \(isOpen)
      AND (payer_bank = ? OR payee_bank = ?) ORDER BY changed_at, id LIMIT ?
      """, [.text(bank.text), .text(bank.text), .integer(Int64(limit))]
    ).map(read)
  }

  /// Transfers with a leg at one bank, among so many of the newest; newest first.
  package static func newest(
    _ count: Int, at bank: BankCode, amongNewest looked: Int, in session: any SQLSession
  ) throws -> [StoredTransfer] {
    try session.rows(
      """
      SELECT \(columns) FROM (SELECT * FROM transfer ORDER BY id DESC LIMIT ?) AS newest
      WHERE payer_bank = ? OR payee_bank = ? ORDER BY id DESC LIMIT ?
      """, [.integer(Int64(looked)), .text(bank.text), .text(bank.text), .integer(Int64(count))]
    ).map(read)
  }

  /// The greatest key in use; 0 when there is none.
  package static func lastID(in session: any SQLSession) throws -> Int64 {
    try session.row("SELECT COALESCE(MAX(id), 0) FROM transfer")?.integer(0) ?? 0
  }

  /// Transfers in key order after `id`, for checks over the whole table.
  package static func page(after id: Int64, atMost limit: Int, in session: any SQLSession) throws -> [StoredTransfer] {
    try session.rows(
      "SELECT \(columns) FROM transfer WHERE id > ? ORDER BY id LIMIT ?", [.integer(id), .integer(Int64(limit))]
    ).map(read)
  }

  private static func read(_ row: SQLRow) throws -> StoredTransfer {
    let id = try row.integer(0)
    return try row.named("transfer \(id)") { try read(row, id) }
  }

  private static func read(_ row: SQLRow, _ id: Int64) throws -> StoredTransfer {
    guard let requestedAt = DateTime(wire: try row.text(7)), let date = BusinessDate(wire: try row.text(9)),
      let rowNumber = Int(exactly: try row.counter(6))
    else { throw StoreError.damaged("no valid time or row") }
    let order = TransferOrder(
      id: id, organisation: try row.checked(1), kind: try row.code(2), apiTransactionID: try row.checked(4),
      receivedAt: try row.instant(5), rowNumber: rowNumber, requestedAt: requestedAt,
      bankTransactionID: try row.checked(8), bankTransactionDate: date, amount: try row.won(10),
      payer: try party(row, from: 11), payee: try party(row, from: 16), cmsNumber: try row.optionalChecked(22))
    var refusal: BankRefusal?
    if let by: BankCode = try row.optionalChecked(25), let code: BankResponseCode = try row.optionalChecked(26) {
      refusal = BankRefusal(by: by, code: code, message: try row.optionalText(27))
    }
    guard let stage = TransferStage.readBack(code: try row.text(24), refusal: refusal) else {
      throw StoreError.damaged("no valid stage")
    }
    return StoredTransfer(
      order: order, user: try row.optionalChecked(3), nameCheck: try row.code(21), alias: try row.optionalChecked(23),
      stage: stage, payerReceipt: try receipt(row, from: 28), payeeReceipt: try receipt(row, from: 30),
      changedAt: try row.instant(32))
  }

  private static func party(_ row: SQLRow, from column: Int) throws -> TransferParty {
    TransferParty(
      account: BankAccount(bank: try row.checked(column), number: try row.checked(column + 1)),
      holderName: try row.optionalChecked(column + 2), fintechUseNumber: try row.optionalChecked(column + 3),
      printContent: try row.optionalChecked(column + 4))
  }

  private static func receipt(_ row: SQLRow, from column: Int) throws -> StoredReceipt? {
    guard let branch: BranchCode = try row.optionalChecked(column),
      let holder: HolderName = try row.optionalChecked(column + 1)
    else { return nil }
    return StoredReceipt(branch: branch, holderName: holder)
  }
}
