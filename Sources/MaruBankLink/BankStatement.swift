package import MaruDomain

/// A page of a bank's end-of-day statement.
package struct StatementPage: Sendable, Hashable {
  /// Lines a page at most; a bank may give fewer.
  package static let size = 500

  /// The bank's business day.
  package let date: BusinessDate
  /// Whether the day is over at the bank, so that no line is added any more.
  package let isClosed: Bool
  /// Lines of the whole day so far.
  package let lineCount: Int
  /// In the order in which the bank decided.
  package let lines: [StatementLine]
  /// The cursor of the next page; nil on the last.
  package let next: TraceInfo?
  package init(date: BusinessDate, isClosed: Bool, lineCount: Int, lines: [StatementLine], next: TraceInfo?) {
    self.date = date
    self.isClosed = isClosed
    self.lineCount = lineCount
    self.lines = lines
    self.next = next
  }
}

/// One leg as the bank answered it for good.
package struct StatementLine: Sendable, Hashable {
  package let id: LegID
  package let account: AccountNumber
  /// What moved, or what was asked for where the bank refused.
  package let amount: Won
  /// 000 where the money moved.
  package let code: BankResponseCode
  package let bookedAt: DateTime
  package init(id: LegID, account: AccountNumber, amount: Won, code: BankResponseCode, bookedAt: DateTime) {
    self.id = id
    self.account = account
    self.amount = amount
    self.code = code
    self.bookedAt = bookedAt
  }
}
