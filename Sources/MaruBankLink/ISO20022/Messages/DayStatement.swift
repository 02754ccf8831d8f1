package import MaruDomain

/// camt.053, BankToCustomerStatement: a page of the statement of a day that is over. What a bank did for the hub is the hub's own
/// account with it, so a debit of a customer is a credit here. While the day lasts the same page is a camt.052.
package struct DayStatement: ISOMessage {
  package static let identifier = "camt.053.001.08"
  package static let root = "BkToCstmrStmt"

  package let stamp: MessageStamp
  /// `MsgId` of the camt.060.
  package let query: String
  /// The bank that speaks: `Svcr`.
  package let bank: BankCode
  package let page: StatementPage
  package init(stamp: MessageStamp, query: String, bank: BankCode, page: StatementPage) {
    self.stamp = stamp
    self.query = query
    self.bank = bank
    self.page = page
  }

  package init(from fields: inout ElementReader) throws {
    (stamp, query) = try fields.reportHeader()
    (bank, page) = try fields.group("Stmt") { fields in
      _ = try fields.text("Id", 35)
      let next = try fields.sequence("ToSeq")
      guard let date = try fields.day() else { throw fields.problem("FrToDt", "missing") }
      return try fields.statementPage(of: date, isClosed: true, next: next)
    }
  }

  package func write(to fields: inout ElementWriter) {
    fields.reportHeader(stamp, query)
    fields.group("Stmt") {
      $0.put("Id", stamp.id)
      $0.statementPage(page, bank, at: stamp.at)
    }
  }
}

extension ElementWriter {
  /// What follows `Id`.
  mutating func statementPage(_ page: StatementPage, _ bank: BankCode, at time: DateTime) {
    sequence("ToSeq", page.next)
    group("FrToDt") {
      $0.put("FrDtTm", ISOTime.text(Instant(date: page.date).dateTime))
      $0.put("ToDtTm", ISOTime.text(Instant(date: page.date, secondOfDay: 86_399).dateTime))
    }
    group("Acct") {
      $0.accountID(BankCode.hub.text)
      $0.put("Ccy", "KRW")
      $0.agent("Svcr", ISOAgent(bank))
    }
    balance(.netOfPage, page.lines.reduce(0) { $0 + $1.net }, at: time)
    entryCount(page.lineCount)
    for line in page.lines { line.writeEntry(to: &self) }
  }
}

extension ElementReader {
  /// `FrToDt`: a whole day.
  mutating func day() throws -> BusinessDate? {
    try optionalGroup("FrToDt") { fields in
      let (from, to) = (
        try fields.value("FrDtTm") { ISOTime.parse($0) }, try fields.value("ToDtTm") { ISOTime.parse($0) }
      )
      guard from.date == to.date, from.secondOfDay == 0, to.secondOfDay == 86_399 else {
        throw fields.problem("FrToDt", "no whole day of Korean time")
      }
      return from.date
    }
  }

  mutating func statementPage(
    of date: BusinessDate, isClosed: Bool, next: TraceInfo?
  ) throws -> (BankCode, StatementPage) {
    let bank = try group("Acct") {
      _ = try $0.accountID { $0 == BankCode.hub.text ? () : nil }
      try $0.constant("Ccy", "KRW")
      return try $0.agent("Svcr").bank
    }
    let net = try balance(.netOfPage)
    let count = try entryCount()
    let lines = try groups("Ntry", atMost: 1_000) { try StatementLine(fromEntry: &$0) }
    guard lines.reduce(0, { $0 + $1.net }) == net else {
      throw problem("Bal", "the entries do not add up to the balance")
    }
    return (bank, StatementPage(date: date, isClosed: isClosed, lineCount: count, lines: lines, next: next))
  }
}
