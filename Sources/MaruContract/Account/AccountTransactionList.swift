public import MaruDomain

/// 거래내역조회: a page of an account's history. Section 4.7 of the wire contract.
public enum AccountTransactionList: Endpoint {
  public static let route = Route(
    .get, "account/transaction_list", .anyOf(.inquiry), "거래내역조회",
    "A page of an account's history, 25 rows at most; step page_index or hand back the trace fields")

  /// Which account, days, side, order and page.
  public struct Request: WireMessage, Hashable {
    public var fintechUseNumber: FintechUseNumber
    public var inquiryType: InquiryType
    public var fromDate: BusinessDate
    public var toDate: BusinessDate
    public var sortOrder: SortOrder
    public var pageIndex: Int
    public var requestedAt: DateTime
    public var trace: TraceInfo?
    public var listSequence: Int?

    public init(
      fintechUseNumber: FintechUseNumber, inquiryType: InquiryType, fromDate: BusinessDate, toDate: BusinessDate,
      sortOrder: SortOrder, pageIndex: Int, requestedAt: DateTime, trace: TraceInfo? = nil, listSequence: Int? = nil
    ) {
      self.fintechUseNumber = fintechUseNumber
      self.inquiryType = inquiryType
      self.fromDate = fromDate
      self.toDate = toDate
      self.sortOrder = sortOrder
      self.pageIndex = pageIndex
      self.requestedAt = requestedAt
      self.trace = trace
      self.listSequence = listSequence
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      fintechUseNumber = try fields.required(Wire.fintechUseNumber)
      inquiryType = try fields.required(Wire.inquiryType)
      fromDate = try fields.required(Wire.fromDate)
      toDate = try fields.required(Wire.toDate)
      sortOrder = try fields.required(Wire.sortOrder)
      pageIndex = try fields.required(Wire.pageIndex)
      requestedAt = try fields.required(Wire.tranDtime)
      trace = try fields.optional(Wire.traceInfo)
      listSequence = try fields.optional(Wire.listSequence)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.fintechUseNumber, fintechUseNumber)
      fields.put(Wire.inquiryType, inquiryType)
      fields.put(Wire.fromDate, fromDate)
      fields.put(Wire.toDate, toDate)
      fields.put(Wire.sortOrder, sortOrder)
      fields.put(Wire.pageIndex, pageIndex)
      fields.put(Wire.tranDtime, requestedAt)
      fields.putOptional(Wire.traceInfo, trace)
      fields.putOptional(Wire.listSequence, listSequence)
    }
  }

  /// One transaction.
  public struct Row: WireMessage, Hashable {
    public var date: BusinessDate
    public var time: Int
    public var direction: Direction
    public var kind: String
    public var printContent: String
    public var amount: Won
    public var balanceAfter: SignedWon
    public var branchName: String

    public init(
      date: BusinessDate, time: Int, direction: Direction, kind: String, printContent: String, amount: Won,
      balanceAfter: SignedWon, branchName: String
    ) {
      self.date = date
      self.time = time
      self.direction = direction
      self.kind = kind
      self.printContent = printContent
      self.amount = amount
      self.balanceAfter = balanceAfter
      self.branchName = branchName
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      date = try fields.required(Wire.transactionDate)
      time = try fields.required(Wire.transactionTime)
      direction = try fields.required(Wire.direction)
      kind = try fields.blankable(Wire.transactionKind) ?? ""
      printContent = try fields.blankable(Wire.printed) ?? ""
      amount = try fields.required(Wire.transactionAmount)
      balanceAfter = try fields.required(Wire.balanceAfter)
      branchName = try fields.blankable(Wire.branchName) ?? ""
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.transactionDate, date)
      fields.put(Wire.transactionTime, time)
      fields.put(Wire.direction, direction)
      fields.put(Wire.transactionKind, kind)
      fields.put(Wire.printed, printContent)
      fields.put(Wire.transactionAmount, amount)
      fields.put(Wire.balanceAfter, balanceAfter)
      fields.put(Wire.branchName, branchName)
    }
  }

  /// The page.
  public struct Response: WireMessage, Hashable {
    public var bank: BankBlock
    public var fintechUseNumber: FintechUseNumber
    public var balance: SignedWon?
    public var pageIndexUsed: YesNo
    public var pageIndex: Int
    public var totalCount: Int
    public var pageCount: Int
    public var nextPage: YesNo
    public var trace: TraceInfo?
    public var listSequence: Int?
    public var rows: [Row]

    public init(
      bank: BankBlock, fintechUseNumber: FintechUseNumber, balance: SignedWon? = nil, pageIndexUsed: YesNo,
      pageIndex: Int, totalCount: Int, pageCount: Int, nextPage: YesNo, trace: TraceInfo? = nil,
      listSequence: Int? = nil, rows: [Row]
    ) {
      self.bank = bank
      self.fintechUseNumber = fintechUseNumber
      self.balance = balance
      self.pageIndexUsed = pageIndexUsed
      self.pageIndex = pageIndex
      self.totalCount = totalCount
      self.pageCount = pageCount
      self.nextPage = nextPage
      self.trace = trace
      self.listSequence = listSequence
      self.rows = rows
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      bank = try BankBlock(from: &fields)
      fintechUseNumber = try fields.required(Wire.fintechUseNumber)
      balance = try fields.blankable(Wire.balance)
      pageIndexUsed = try fields.required(Wire.pageIndexUsed)
      pageIndex = try fields.required(Wire.pageIndex)
      totalCount = try fields.required(Wire.totalCount)
      pageCount = try fields.required(Wire.pageCount)
      nextPage = try fields.required(Wire.nextPage)
      trace = try fields.blankable(Wire.traceInfo)
      listSequence = try fields.blankable(Wire.listSequence)
      rows = try fields.list("res_list", of: Row.self, orNone: true, "the page's transactions")
    }

    public func write(to fields: inout FieldWriter) {
      bank.write(to: &fields)
      fields.put(Wire.fintechUseNumber, fintechUseNumber)
      fields.putBlankable(Wire.balance, balance)
      fields.put(Wire.pageIndexUsed, pageIndexUsed)
      fields.put(Wire.pageIndex, pageIndex)
      fields.put(Wire.totalCount, totalCount)
      fields.put(Wire.pageCount, pageCount)
      fields.put(Wire.nextPage, nextPage)
      fields.putBlankable(Wire.traceInfo, trace)
      fields.putBlankable(Wire.listSequence, listSequence)
      fields.put(list: "res_list", rows)
    }
  }
}
