package import MaruDomain

/// Whether a bank lets an account be used.
package enum BankAccountState: String, Sendable, CaseIterable {
  case normal
  case closed
  case suspended
  /// Debits only.
  case noDeposit = "no_deposit"
  /// Credits only.
  case noDebit = "no_debit"
}

/// An account as its bank keeps it.
package struct BankLedgerAccount: Sendable, Hashable {
  /// The row's key.
  package let id: Int64
  package let account: BankAccount
  package let holderName: HolderName
  /// Connecting information of the holder; empty for a firm.
  package let holderCI: String
  /// Real-name number: `yyMMdd` and a digit of gender for a person, ten digits for a firm.
  package let holderInfo: HolderInfo
  package let type: AccountType
  package let productName: String
  package let branch: BranchCode
  package let branchName: String
  package var state: BankAccountState
  package let openingBalance: SignedWon
  package var balance: SignedWon
  /// Number of the last transaction.
  package var sequence: Int64
  /// How many of them came in.
  package var incoming: Int64
  /// Time of the last transaction.
  package var lastAt: DateTime

  package init(
    id: Int64, account: BankAccount, holderName: HolderName, holderCI: String, holderInfo: HolderInfo,
    type: AccountType, productName: String, branch: BranchCode, branchName: String, state: BankAccountState,
    openingBalance: SignedWon, balance: SignedWon, sequence: Int64, incoming: Int64, lastAt: DateTime
  ) {
    self.id = id
    self.account = account
    self.holderName = holderName
    self.holderCI = holderCI
    self.holderInfo = holderInfo
    self.type = type
    self.productName = productName
    self.branch = branch
    self.branchName = branchName
    self.state = state
    self.openingBalance = openingBalance
    self.balance = balance
    self.sequence = sequence
    self.incoming = incoming
    self.lastAt = lastAt
  }
}

/// Every statement about `bank_account`.
package enum BankAccountTable {
  private static let columns = """
    id, bank, number, holder_name, holder_ci, holder_info, type, product, branch, branch_name, state, opening_balance, \
    balance, sequence, incoming, last_at
    """
  private static let byNumber = KeyedQuestion(columns, of: "bank_account", where: ["bank"], key: "number", .text)
  private static let moved = RowShape(
    changing: "bank_account", "balance BIGINT, sequence BIGINT, incoming BIGINT, last_at BIGINT, id BIGINT")

  /// The account, or nil.
  package static func find(_ account: BankAccount, in session: any SQLSession) throws -> BankLedgerAccount? {
    let asked = question(account)
    return try found(session.rows(asked.sql, asked.arguments))
  }

  /// As for one, for several at once, in their order.
  package static func find(_ accounts: [BankAccount], in session: any SQLSession) throws -> [BankLedgerAccount?] {
    try session.answers(to: accounts.map(question)).map(found)
  }

  static func question(_ account: BankAccount) -> SQLQuestion {
    byNumber.about(.text(account.number.text), [.text(account.bank.text)])
  }

  static func found(_ rows: [SQLRow]) throws -> BankLedgerAccount? { try rows.first.map(read) }

  /// The accounts of a person at a bank.
  package static func held(by ci: String, at bank: BankCode, in session: any SQLSession) throws -> [BankLedgerAccount] {
    try session.rows(
      "SELECT \(columns) FROM bank_account WHERE bank = ? AND holder_ci = ? ORDER BY number",
      [.text(bank.text), .text(ci)]
    ).map(read)
  }

  /// Accounts in key order after `id`, for checks over all.
  package static func page(
    after id: Int64, atMost limit: Int, in session: any SQLSession
  ) throws -> [BankLedgerAccount] {
    try session.rows(
      "SELECT \(columns) FROM bank_account WHERE id > ? ORDER BY id LIMIT ?", [.integer(id), .integer(Int64(limit))]
    ).map(read)
  }

  /// The banks that have accounts here.
  package static func banks(in session: any SQLSession) throws -> [BankCode] {
    try session.rows("SELECT DISTINCT bank FROM bank_account ORDER BY bank", []).map { try $0.checked(0) }
  }

  /// The greatest key in use; 0 when there is none.
  package static func lastID(in session: any SQLSession) throws -> Int64 {
    try session.row("SELECT COALESCE(MAX(id), 0) FROM bank_account")?.integer(0) ?? 0
  }

  /// Stores a new account.
  package static func insert(_ account: BankLedgerAccount, in session: any SQLSession) throws {
    try session.run(
      "INSERT INTO bank_account (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      values(account))
  }

  private static func values(_ account: BankLedgerAccount) -> [SQLValue] {
    [
      .integer(account.id), .text(account.account.bank.text), .text(account.account.number.text),
      .text(account.holderName.text), .text(account.holderCI), .text(account.holderInfo.text),
      .text(account.type.rawValue), .text(account.productName), .text(account.branch.text),
      .text(account.branchName), .text(account.state.rawValue), .integer(account.openingBalance.amount),
      .integer(account.balance.amount), .integer(account.sequence), .integer(account.incoming),
      .integer(account.lastAt.stored),
    ]
  }

  /// Stores what a transaction changed.
  package static func move(_ account: BankLedgerAccount, in session: any SQLSession) throws {
    let id = SQLValue.integer(account.id)
    try session.write(
      moved,
      [
        .integer(account.balance.amount), .integer(account.sequence), .integer(account.incoming),
        .integer(account.lastAt.stored), id,
      ], key: id)
    if session.remembers { session.remember(question(account.account), [SQLRow(values: values(account))]) }
  }

  /// Lets the account be used, or not.
  package static func setState(_ state: BankAccountState, of id: Int64, in session: any SQLSession) throws {
    try session.run("UPDATE bank_account SET state = ? WHERE id = ?", [.text(state.rawValue), .integer(id)])
  }

  private static func read(_ row: SQLRow) throws -> BankLedgerAccount {
    BankLedgerAccount(
      id: try row.integer(0), account: BankAccount(bank: try row.checked(1), number: try row.checked(2)),
      holderName: try row.checked(3), holderCI: try row.text(4), holderInfo: try row.checked(5), type: try row.code(6),
      productName: try row.text(7), branch: try row.checked(8), branchName: try row.text(9), state: try row.code(10),
      openingBalance: try row.signedWon(11), balance: try row.signedWon(12), sequence: try row.counter(13),
      incoming: try row.counter(14), lastAt: try row.dateTime(15))
  }
}

extension SQLRow {
  /// A stored balance.
  package func signedWon(_ column: Int) throws -> SignedWon {
    guard let value = SignedWon(try integer(column)) else { throw StoreError.damaged("column \(column) is no balance") }
    return value
  }
  /// A stored KST second: `yyyyMMddHHmmss` as a number, which sorts as time does.
  package func dateTime(_ column: Int) throws -> DateTime {
    guard let value = DateTime(wire: String(try integer(column))) else {
      throw StoreError.damaged("column \(column) is no time")
    }
    return value
  }
}

extension DateTime {
  /// `yyyyMMddHHmmss` as a number.
  package var stored: Int64 {
    let (year, month, day) = date.parts
    let days = (year * 10_000 + month * 100 + day) * 1_000_000
    return days + secondOfDay / 3600 * 10_000 + secondOfDay / 60 % 60 * 100 + secondOfDay % 60
  }
}
