package import MaruDomain

/// camt.052, BankToCustomerAccountReport: a balance, a page of a history, or a page of the statement of a day that is not over.
package struct AccountReport: ISOMessage {
  package static let identifier = "camt.052.001.08"
  package static let root = "BkToCstmrAcctRpt"

  package enum Content: Sendable, Hashable {
    case balance(AccountBalanceAtBank, AccountNumber)
    case history(TransactionPage, AccountNumber)
    case statement(StatementPage)
  }

  package let stamp: MessageStamp
  /// `MsgId` of the camt.060.
  package let query: String
  /// The bank that speaks: `Svcr`.
  package let bank: BankCode
  package let content: Content
  package init(stamp: MessageStamp, query: String, bank: BankCode, content: Content) {
    self.stamp = stamp
    self.query = query
    self.bank = bank
    self.content = content
  }

  package init(from fields: inout ElementReader) throws {
    (stamp, query) = try fields.reportHeader()
    (bank, content) = try fields.group("Rpt") { fields in
      _ = try fields.text("Id", 35)
      let next = try fields.sequence("ToSeq")
      if let date = try fields.day() {
        let (bank, page) = try fields.statementPage(of: date, isClosed: false, next: next)
        return (bank, .statement(page))
      }
      let account = try fields.reportedAccount()
      let booked = try fields.balance(.booked)
      guard fields.isNext("TxsSummry") else {
        guard let type = account.type, let branch = account.agent.branch, next == nil else {
          throw fields.problem("Acct", "no kind of account or no branch")
        }
        let available = try fields.balance(.available)
        let product = try fields.optional("AddtlRptInf") { ShownText.parse($0, 100) }
        guard let available = Won(available), let booked = SignedWon(booked) else {
          throw fields.problem("Bal", "more than twelve digits, or nothing can be available")
        }
        let balance = AccountBalanceAtBank(
          balance: booked, available: available, type: type, productName: product ?? "", branch: branch)
        return (account.agent.bank, .balance(balance, account.number))
      }
      let count = try fields.entryCount()
      let rows = try fields.groups("Ntry", atMost: 1_000) { try AccountTransaction(fromEntry: &$0) }
      guard let booked = SignedWon(booked) else { throw fields.problem("Bal", "more than twelve digits") }
      let page = TransactionPage(balance: booked, totalCount: count, transactions: rows, next: next)
      return (account.agent.bank, .history(page, account.number))
    }
  }

  package func write(to fields: inout ElementWriter) {
    fields.reportHeader(stamp, query)
    fields.group("Rpt") {
      $0.put("Id", stamp.id)
      switch content {
      case .balance(let found, let account):
        $0.reportedAccount(account, found.type, ISOAgent(bank, branch: found.branch))
        $0.balance(.booked, found.balance.amount, at: stamp.at)
        $0.balance(.available, found.available.amount, at: stamp.at)
        $0.put("AddtlRptInf", found.productName.isEmpty ? nil : found.productName)
      case .history(let page, let account):
        $0.sequence("ToSeq", page.next)
        $0.reportedAccount(account, nil, ISOAgent(bank))
        $0.balance(.booked, page.balance.amount, at: stamp.at)
        $0.entryCount(page.totalCount)
        for row in page.transactions { row.writeEntry(to: &$0) }
      case .statement(let page):
        $0.statementPage(page, bank, at: stamp.at)
      }
    }
  }
}

extension ElementWriter {
  mutating func reportHeader(_ stamp: MessageStamp, _ query: String) {
    group("GrpHdr") {
      stamp.write(to: &$0)
      $0.group("OrgnlBizQry") { $0.put("MsgId", query) }
    }
  }

  fileprivate mutating func reportedAccount(_ account: AccountNumber, _ type: AccountType?, _ agent: ISOAgent) {
    group("Acct") {
      $0.accountID(account.text)
      $0.accountType(type)
      $0.put("Ccy", "KRW")
      $0.agent("Svcr", agent)
    }
  }

  mutating func entryCount(_ count: Int) {
    group("TxsSummry") { $0.group("TtlNtries") { $0.put("NbOfNtries", String(count)) } }
  }
}

extension ElementReader {
  mutating func reportHeader() throws -> (MessageStamp, String) {
    try group("GrpHdr") {
      let stamp = try MessageStamp(from: &$0)
      return (stamp, try $0.group("OrgnlBizQry") { try $0.text("MsgId", 35) })
    }
  }

  fileprivate mutating func reportedAccount() throws -> (number: AccountNumber, type: AccountType?, agent: ISOAgent) {
    try group("Acct") {
      let number = try $0.accountID { AccountNumber($0) }
      let type = try $0.accountType()
      try $0.constant("Ccy", "KRW")
      return (number, type, try $0.agent("Svcr"))
    }
  }

  /// Entries of all pages.
  mutating func entryCount() throws -> Int {
    try group("TxsSummry") {
      try $0.group("TtlNtries") {
        try $0.value("NbOfNtries") { text in
          guard (1...15).contains(text.utf8.count), let count = Int(text), count >= 0, text.first != "+" else {
            return nil
          }
          return count
        }
      }
    }
  }
}
