package import MaruDomain

/// One line of an account's history as its bank keeps it.
package struct BankLedgerTransaction: Sendable, Hashable {
  package let accountID: Int64
  package let at: DateTime
  /// Counts up from 1 within the account.
  package let sequence: Int64
  /// How many of the account's transactions up to this one came in.
  package let incoming: Int64
  package let direction: Direction
  package let kind: String
  package let printContent: String
  package let amount: Won
  package let balanceAfter: SignedWon
  package let branchName: String
  package let remitterName: HolderName?
  package let remitterAccount: BankAccount?
  /// The leg that moved the money, as text; nil for whatever the bank did for other reasons.
  package let leg: String?

  package init(
    accountID: Int64, at: DateTime, sequence: Int64, incoming: Int64, direction: Direction, kind: String,
    printContent: String, amount: Won, balanceAfter: SignedWon, branchName: String, remitterName: HolderName?,
    remitterAccount: BankAccount?, leg: String? = nil
  ) {
    self.accountID = accountID
    self.at = at
    self.sequence = sequence
    self.incoming = incoming
    self.direction = direction
    self.kind = kind
    self.printContent = printContent
    self.amount = amount
    self.balanceAfter = balanceAfter
    self.branchName = branchName
    self.remitterName = remitterName
    self.remitterAccount = remitterAccount
    self.leg = leg
  }
}

/// A period of an account's history, and which side of it.
package struct HistoryRange: Sendable, Hashable {
  package let accountID: Int64
  package let from: DateTime
  package let to: DateTime
  package let inquiryType: InquiryType
  package init(accountID: Int64, from: DateTime, to: DateTime, inquiryType: InquiryType) {
    self.accountID = accountID
    self.from = from
    self.to = to
    self.inquiryType = inquiryType
  }
}

/// Every statement about `bank_transaction`.
package enum BankTransactionTable {
  private static let columns = """
    account_id, at, sequence, incoming, direction, kind, print_content, amount, balance_after, branch_name, \
    remitter_name, remitter_bank, remitter_account, leg_id
    """
  private static let rowsAtOnce = 32
  private static let row = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
  private static let new = RowShape(
    into: "bank_transaction",
    """
    account_id BIGINT, at BIGINT, sequence BIGINT, incoming BIGINT, direction TEXT, kind TEXT, print_content TEXT, \
    amount BIGINT, balance_after BIGINT, branch_name TEXT, remitter_name TEXT, remitter_bank TEXT, remitter_account TEXT, \
    leg_id TEXT
    """)
  private static let insertMany =
    "INSERT INTO bank_transaction (\(columns)) VALUES \(Array(repeating: row, count: rowsAtOnce).joined(separator: ", "))"

  /// Appends a line.
  package static func append(_ transaction: BankLedgerTransaction, in session: any SQLSession) throws {
    try session.write(new, values(transaction))
  }

  /// Appends many lines, many rows a statement.
  package static func append(_ transactions: [BankLedgerTransaction], in session: any SQLSession) throws {
    var rest = transactions[...]
    while rest.count >= rowsAtOnce {
      try session.post(insertMany, rest.prefix(rowsAtOnce).flatMap(values))
      rest = rest.dropFirst(rowsAtOnce)
    }
    for transaction in rest { try append(transaction, in: session) }
  }

  /// How many lines a period holds: two look-ups, however long the history is.
  package static func count(_ range: HistoryRange, in session: any SQLSession) throws -> Int {
    let edges = [SQLValue.integer(range.accountID), .integer(range.from.stored), .integer(range.to.stored)]
    let within = "FROM bank_transaction WHERE account_id = ? AND at >= ? AND at <= ?"
    guard
      let first = try session.row(
        "SELECT sequence, incoming, direction \(within) ORDER BY at, sequence LIMIT 1", edges),
      let last = try session.row("SELECT sequence, incoming \(within) ORDER BY at DESC, sequence DESC LIMIT 1", edges)
    else { return 0 }
    let all = try last.counter(0) - first.counter(0) + 1
    let firstCameIn: Int64 = try first.code(2, as: Direction.self) == .incoming ? 1 : 0
    let incoming = try last.counter(1) - first.counter(1) + firstCameIn
    return switch range.inquiryType {
    case .all: Int(all)
    case .incoming: Int(incoming)
    case .outgoing: Int(all - incoming)
    }
  }

  /// A page of a period: behind the line `after` where one is given, else past `skipping` lines.
  package static func page(
    _ range: HistoryRange, sortOrder: SortOrder, after: (at: DateTime, sequence: Int64)?, skipping: Int,
    atMost limit: Int, in session: any SQLSession
  ) throws -> [BankLedgerTransaction] {
    var text = "SELECT \(columns) FROM bank_transaction WHERE account_id = ? AND at >= ? AND at <= ?"
    var arguments = [SQLValue.integer(range.accountID), .integer(range.from.stored), .integer(range.to.stored)]
    if let direction = range.inquiryType.direction {
      text += " AND direction = ?"
      arguments.append(.text(direction.rawValue))
    }
    let (comparison, order) = sortOrder == .ascending ? (">", "") : ("<", " DESC")
    if let after {
      text += " AND (at, sequence) \(comparison) (?, ?)"
      arguments += [.integer(after.at.stored), .integer(after.sequence)]
    }
    text += " ORDER BY at\(order), sequence\(order) LIMIT ? OFFSET ?"
    arguments += [.integer(Int64(limit)), .integer(after == nil ? Int64(skipping) : 0)]
    return try session.rows(text, arguments).map(read)
  }

  /// An account's whole history in order, for checks over all.
  package static func all(of accountID: Int64, in session: any SQLSession) throws -> [BankLedgerTransaction] {
    try session.rows(
      "SELECT \(columns) FROM bank_transaction WHERE account_id = ? ORDER BY at, sequence", [.integer(accountID)]
    ).map(read)
  }

  private static func values(_ transaction: BankLedgerTransaction) -> [SQLValue] {
    [
      .integer(transaction.accountID), .integer(transaction.at.stored), .integer(transaction.sequence),
      .integer(transaction.incoming), .text(transaction.direction.rawValue), .text(transaction.kind),
      .text(transaction.printContent), .integer(transaction.amount.amount), .integer(transaction.balanceAfter.amount),
      .text(transaction.branchName), SQLValue(transaction.remitterName?.text),
      SQLValue(transaction.remitterAccount?.bank.text), SQLValue(transaction.remitterAccount?.number.text),
      SQLValue(transaction.leg),
    ]
  }

  private static func read(_ row: SQLRow) throws -> BankLedgerTransaction {
    var remitter: BankAccount?
    if let bank: BankCode = try row.optionalChecked(11), let number: AccountNumber = try row.optionalChecked(12) {
      remitter = BankAccount(bank: bank, number: number)
    }
    return BankLedgerTransaction(
      accountID: try row.integer(0), at: try row.dateTime(1), sequence: try row.counter(2),
      incoming: try row.counter(3), direction: try row.code(4), kind: try row.text(5), printContent: try row.text(6),
      amount: try row.won(7), balanceAfter: try row.signedWon(8), branchName: try row.text(9),
      remitterName: try row.optionalChecked(10), remitterAccount: remitter, leg: try row.optionalText(13))
  }
}

extension InquiryType {
  fileprivate var direction: Direction? {
    switch self {
    case .all: nil
    case .incoming: .incoming
    case .outgoing: .outgoing
    }
  }
}
