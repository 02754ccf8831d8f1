package import MaruDomain

/// camt.060, AccountReportingRequest: asks for a balance, a page of a history or a page of a day's statement.
package struct ReportRequest: ISOMessage {
  package static let identifier = "camt.060.001.05"
  package static let root = "AcctRptgReq"
  /// Page and order, which camt.060 has no elements for.
  static let paging = "urn:maru:xsd:paging.1"

  package enum Subject: Sendable, Hashable {
    /// `ReqdBalTp`.
    case balance(AccountNumber)
    /// `RptgPrd` with an account.
    case history(TransactionQuery)
    /// `ReqdMsgNmId` camt.053: what the bank did on this day for the hub, after this cursor.
    case statement(BusinessDate, TraceInfo?)
  }

  package let stamp: MessageStamp
  /// The bank that is asked: `AcctSvcr`.
  package let bank: BankCode
  package let subject: Subject
  package init(stamp: MessageStamp, bank: BankCode, subject: Subject) {
    self.stamp = stamp
    self.bank = bank
    self.subject = subject
  }

  package init(from fields: inout ElementReader) throws {
    stamp = try fields.group("GrpHdr") { try MessageStamp(from: &$0) }
    let (bank, asked): (BankCode, Subject) = try fields.group("RptgReq") { fields in
      switch try fields.text("ReqdMsgNmId", 35) {
      case AccountReport.identifier:
        let account = try fields.account("Acct")
        let bank = try fields.requestedFrom()
        guard fields.isNext("RptgPrd") else {
          for type in BalanceType.asked { try fields.balanceType("ReqdBalTp", type) }
          return (bank, .balance(account))
        }
        let (from, to) = try fields.period()
        let cursor = try fields.sequence("FrSeq")
        let type = try fields.transactionType()
        // Order and page come with the supplementary data.
        return (
          bank,
          .history(
            TransactionQuery(
              account: account, inquiryType: type, from: from, to: to, sortOrder: .descending, pageIndex: 1,
              pageSize: 1, cursor: cursor))
        )
      case DayStatement.identifier:
        let bank = try fields.requestedFrom()
        let date = try fields.period().from.date
        return (bank, .statement(date, try fields.sequence("FrSeq")))
      default: throw fields.problem("ReqdMsgNmId", "neither \(AccountReport.identifier) nor \(DayStatement.identifier)")
      }
    }
    self.bank = bank
    if case .history(let query) = asked { subject = .history(try fields.paging(query)) } else { subject = asked }
  }

  package func write(to fields: inout ElementWriter) {
    fields.group("GrpHdr") { stamp.write(to: &$0) }
    fields.group("RptgReq") {
      switch subject {
      case .balance(let account):
        $0.put("ReqdMsgNmId", AccountReport.identifier)
        $0.account("Acct", account)
        $0.requested(from: bank)
        for type in BalanceType.asked { $0.balanceType("ReqdBalTp", type) }
      case .history(let query):
        $0.put("ReqdMsgNmId", AccountReport.identifier)
        $0.account("Acct", query.account)
        $0.requested(from: bank)
        $0.period(query.from, query.to)
        $0.sequence("FrSeq", query.cursor)
        $0.transactionType(query.inquiryType)
      case .statement(let date, let cursor):
        $0.put("ReqdMsgNmId", DayStatement.identifier)
        $0.requested(from: bank)
        $0.period(Instant(date: date).dateTime, Instant(date: date, secondOfDay: 86_399).dateTime)
        $0.sequence("FrSeq", cursor)
      }
    }
    if case .history(let query) = subject { fields.paging(query) }
  }
}

extension ElementWriter {
  /// The hub asks on behalf of the account's owner, or of itself; the bank keeps the account.
  fileprivate mutating func requested(from bank: BankCode) {
    group("AcctOwnr") { $0.agent("Agt", ISOAgent(.hub)) }
    agent("AcctSvcr", ISOAgent(bank))
  }

  fileprivate mutating func period(_ from: DateTime, _ to: DateTime) {
    group("RptgPrd") {
      $0.group("FrToDt") {
        $0.put("FrDt", ISOTime.text(from.date))
        $0.put("ToDt", ISOTime.text(to.date))
      }
      $0.group("FrToTm") {
        $0.put("FrTm", ISOTime.timeText(from))
        $0.put("ToTm", ISOTime.timeText(to))
      }
      $0.put("Tp", "ALLL")
    }
  }

  mutating func sequence(_ name: String, _ cursor: TraceInfo?) {
    guard let cursor else { return }
    group("RptgSeq") { $0.put(name, cursor.text) }
  }

  fileprivate mutating func transactionType(_ type: InquiryType) {
    guard let side = CreditDebit(type) else { return }
    group("ReqdTxTp") {
      $0.group("Sts") { $0.put("Cd", "BOOK") }
      $0.put("CdtDbtInd", side.rawValue)
    }
  }

  fileprivate mutating func paging(_ query: TransactionQuery) {
    group("SplmtryData") {
      $0.group("Envlp") {
        $0.group("Pgng", namespace: ReportRequest.paging) {
          $0.put("PgNb", String(query.pageIndex))
          $0.put("PgSz", String(query.pageSize))
          $0.put("Ordr", query.sortOrder.rawValue)
        }
      }
    }
  }
}

extension ElementReader {
  fileprivate mutating func requestedFrom() throws -> BankCode {
    try group("AcctOwnr") { _ = try $0.agent("Agt") }
    return try agent("AcctSvcr").bank
  }

  fileprivate mutating func period() throws -> (from: DateTime, to: DateTime) {
    try group("RptgPrd") {
      let (from, to) = try $0.group("FrToDt") {
        (try $0.value("FrDt") { ISOTime.parseDate($0) }, try $0.value("ToDt") { ISOTime.parseDate($0) })
      }
      let times = try $0.group("FrToTm") {
        (try $0.value("FrTm") { ISOTime.time($0, on: from) }, try $0.value("ToTm") { ISOTime.time($0, on: to) })
      }
      try $0.constant("Tp", "ALLL")
      return times
    }
  }

  mutating func sequence(_ name: String) throws -> TraceInfo? {
    try optionalGroup("RptgSeq") { try $0.value(name) { TraceInfo($0) } }
  }

  fileprivate mutating func transactionType() throws -> InquiryType {
    let side = try optionalGroup("ReqdTxTp") {
      try $0.group("Sts") { try $0.constant("Cd", "BOOK") }
      return try $0.value("CdtDbtInd") { CreditDebit(rawValue: $0) }
    }
    switch side {
    case nil: return .all
    case .credit: return .incoming
    case .debit: return .outgoing
    }
  }

  fileprivate mutating func paging(_ query: TransactionQuery) throws -> TransactionQuery {
    func count(_ text: String) -> Int? {
      guard (1...9).contains(text.utf8.count), let number = Int(text), number > 0 else { return nil }
      return number
    }
    return try group("SplmtryData") {
      try $0.group("Envlp") {
        try $0.group("Pgng", namespace: ReportRequest.paging) {
          let index = try $0.value("PgNb", count)
          let size = try $0.value("PgSz") { count($0).flatMap { $0 < 1_000 ? $0 : nil } }
          let order = try $0.value("Ordr") { SortOrder(rawValue: $0) }
          return TransactionQuery(
            account: query.account, inquiryType: query.inquiryType, from: query.from, to: query.to, sortOrder: order,
            pageIndex: index, pageSize: size, cursor: query.cursor)
        }
      }
    }
  }
}

/// `CdtDbtInd`, seen from the account.
enum CreditDebit: String {
  case credit = "CRDT"
  case debit = "DBIT"

  init?(_ type: InquiryType) {
    switch type {
    case .all: return nil
    case .incoming: self = .credit
    case .outgoing: self = .debit
    }
  }
}
