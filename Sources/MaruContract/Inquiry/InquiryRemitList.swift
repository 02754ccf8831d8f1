public import MaruDomain

/// 송금인정보조회: who sent money to the organisation's collection account. Section 4.14 of the wire contract.
public enum InquiryRemitList: Endpoint {
  public static let route = Route(
    .get, "inquiry/remit_list", .anyOf(.oob), "송금인정보조회",
    "The names and accounts that sent money to the organisation's collection account")

  /// The account, period and page.
  public struct Request: WireMessage, Hashable {
    public var bankCode: BankCode
    public var accountNumber: AccountNumber
    public var fromDate: BusinessDate
    public var fromTime: Int
    public var toDate: BusinessDate
    public var toTime: Int
    public var sortOrder: SortOrder
    public var requestedAt: DateTime
    public var trace: TraceInfo?
    public var pageIndex: Int?

    public init(
      bankCode: BankCode, accountNumber: AccountNumber, fromDate: BusinessDate, fromTime: Int, toDate: BusinessDate,
      toTime: Int, sortOrder: SortOrder, requestedAt: DateTime, trace: TraceInfo? = nil, pageIndex: Int? = nil
    ) {
      self.bankCode = bankCode
      self.accountNumber = accountNumber
      self.fromDate = fromDate
      self.fromTime = fromTime
      self.toDate = toDate
      self.toTime = toTime
      self.sortOrder = sortOrder
      self.requestedAt = requestedAt
      self.trace = trace
      self.pageIndex = pageIndex
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      bankCode = try fields.required(Wire.bankCode)
      accountNumber = try fields.required(Wire.accountNumber)
      fromDate = try fields.required(Wire.fromDate)
      fromTime = try fields.required(Wire.fromTime)
      toDate = try fields.required(Wire.toDate)
      toTime = try fields.required(Wire.toTime)
      sortOrder = try fields.required(Wire.sortOrder)
      requestedAt = try fields.required(Wire.tranDtime)
      trace = try fields.optional(Wire.traceInfo)
      pageIndex = try fields.optional(Wire.pageIndex)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.bankCode, bankCode)
      fields.put(Wire.accountNumber, accountNumber)
      fields.put(Wire.fromDate, fromDate)
      fields.put(Wire.fromTime, fromTime)
      fields.put(Wire.toDate, toDate)
      fields.put(Wire.toTime, toTime)
      fields.put(Wire.sortOrder, sortOrder)
      fields.put(Wire.tranDtime, requestedAt)
      fields.putOptional(Wire.traceInfo, trace)
      fields.putOptional(Wire.pageIndex, pageIndex)
    }
  }

  /// One incoming payment.
  public struct Row: WireMessage, Hashable {
    public var date: BusinessDate
    public var time: Int
    public var kind: String
    public var printContent: String
    public var amount: Won
    public var balanceAfter: SignedWon
    public var branchName: String
    public var remitterName: HolderName?
    public var remitterBank: BankCode?
    public var remitterAccount: AccountNumber?

    public init(
      date: BusinessDate, time: Int, kind: String, printContent: String, amount: Won, balanceAfter: SignedWon,
      branchName: String, remitterName: HolderName? = nil, remitterBank: BankCode? = nil,
      remitterAccount: AccountNumber? = nil
    ) {
      self.date = date
      self.time = time
      self.kind = kind
      self.printContent = printContent
      self.amount = amount
      self.balanceAfter = balanceAfter
      self.branchName = branchName
      self.remitterName = remitterName
      self.remitterBank = remitterBank
      self.remitterAccount = remitterAccount
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      date = try fields.required(Wire.transactionDate)
      time = try fields.required(Wire.transactionTime)
      kind = try fields.blankable(Wire.transactionKind) ?? ""
      printContent = try fields.blankable(Wire.printed) ?? ""
      amount = try fields.required(Wire.transactionAmount)
      balanceAfter = try fields.required(Wire.balanceAfter)
      branchName = try fields.blankable(Wire.branchName) ?? ""
      remitterName = try fields.blankable(Wire.remitterName)
      remitterBank = try fields.blankable(Wire.remitterBank)
      remitterAccount = try fields.blankable(Wire.remitterAccount)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.transactionDate, date)
      fields.put(Wire.transactionTime, time)
      fields.put(Wire.transactionKind, kind)
      fields.put(Wire.printed, printContent)
      fields.put(Wire.transactionAmount, amount)
      fields.put(Wire.balanceAfter, balanceAfter)
      fields.put(Wire.branchName, branchName)
      fields.putBlankable(Wire.remitterName, remitterName)
      fields.putBlankable(Wire.remitterBank, remitterBank)
      fields.putBlankable(Wire.remitterAccount, remitterAccount)
    }
  }

  /// The page.
  public struct Response: WireMessage, Hashable {
    public var bank: BankBlock
    public var bankCode: BankCode
    public var accountNumber: AccountNumber
    public var bankName: String
    public var balance: SignedWon?
    public var totalCount: Int
    public var pageCount: Int
    public var nextPage: YesNo
    public var trace: TraceInfo?
    public var rows: [Row]

    public init(
      bank: BankBlock, bankCode: BankCode, accountNumber: AccountNumber, bankName: String, balance: SignedWon? = nil,
      totalCount: Int, pageCount: Int, nextPage: YesNo, trace: TraceInfo? = nil, rows: [Row]
    ) {
      self.bank = bank
      self.bankCode = bankCode
      self.accountNumber = accountNumber
      self.bankName = bankName
      self.balance = balance
      self.totalCount = totalCount
      self.pageCount = pageCount
      self.nextPage = nextPage
      self.trace = trace
      self.rows = rows
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      bank = try BankBlock(from: &fields)
      bankCode = try fields.required(Wire.bankCode)
      accountNumber = try fields.required(Wire.accountNumber)
      bankName = try fields.blankable(Wire.bankName) ?? ""
      balance = try fields.blankable(Wire.balance)
      totalCount = try fields.required(Wire.totalCount)
      pageCount = try fields.required(Wire.pageCount)
      nextPage = try fields.required(Wire.nextPage)
      trace = try fields.blankable(Wire.traceInfo)
      rows = try fields.list("res_list", of: Row.self, orNone: true, "the page's incoming payments")
    }

    public func write(to fields: inout FieldWriter) {
      bank.write(to: &fields)
      fields.put(Wire.bankCode, bankCode)
      fields.put(Wire.accountNumber, accountNumber)
      fields.put(Wire.bankName, bankName)
      fields.putBlankable(Wire.balance, balance)
      fields.put(Wire.totalCount, totalCount)
      fields.put(Wire.pageCount, pageCount)
      fields.put(Wire.nextPage, nextPage)
      fields.putBlankable(Wire.traceInfo, trace)
      fields.put(list: "res_list", rows)
    }
  }
}
