public import MaruDomain

/// 거래내역조회: a page of an account's history. Section 4.7 of the wire contract.
public enum AccountTransactionList: Endpoint {
  public static let route = Route(
    .get, "account/transaction_list", .anyOf(.inquiry), "거래내역조회",
    "계좌의 거래내역을 한 페이지에 25건까지 봅니다. page_index를 늘리거나 추적정보를 돌려주면 다음 페이지입니다",
    "A page of an account's history, 25 rows at most; step page_index or hand back the trace fields")

  /// Which account, days, side, order and page.
  public struct Request: WireMessage, Hashable {
    /// `fintech_use_num`, AN(24): 핀테크이용번호: stands for one account towards one organisation.
    public var fintechUseNumber: FintechUseNumber
    /// `inquiry_type`, A(1): 조회구분코드: A all, I in, O out.
    public var inquiryType: InquiryType
    /// `from_date`, N(8): 조회시작일자: first day, inclusive.
    public var fromDate: BusinessDate
    /// `to_date`, N(8): 조회종료일자: last day, inclusive.
    public var toDate: BusinessDate
    /// `sort_order`, A(1): 정렬순서: D descending, A ascending.
    public var sortOrder: SortOrder
    /// `page_index`, N(5): 페이지번호: from 1.
    public var pageIndex: Int
    /// `tran_dtime`, N(14): 요청일시: the caller's time of the request, KST.
    public var requestedAt: DateTime
    /// `befor_inquiry_trace_info`, AN(20): 직전조회추적정보: cursor of the next page, from the page before (the wire's own
    /// spelling); nil leaves it out.
    public var trace: TraceInfo?
    /// `list_tran_seqno`, N(4): 최종거래순번: last row number of the page before; 0 or absent first; nil leaves it out.
    public var listSequence: Int?

    /// Makes the message of checked values; each is described at its property.
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
    /// `tran_date`, N(8): 거래일자: day of the transaction.
    public var date: BusinessDate
    /// `tran_time`, N(6): 거래시간: time of the transaction.
    public var time: Int
    /// `inout_type`, AH(8): 입출금구분: the Korean words 입금 (in) or 출금 (out).
    public var direction: Direction
    /// `tran_type`, AH(10): 거래구분: 현금, 카드, 대체, 급여, 타행환 and others.
    public var kind: String
    /// `print_content`, AH(20): 통장인자내용: what the passbook prints.
    public var printContent: String
    /// `tran_amt`, N(12): 거래금액: amount in won.
    public var amount: Won
    /// `after_balance_amt`, SN(13): 거래후잔액: balance after the transaction, in won.
    public var balanceAfter: SignedWon
    /// `branch_name`, AH(20): 거래점명: branch.
    public var branchName: String

    /// Makes the message of checked values; each is described at its property.
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
    /// The bank's part of the answer.
    public var bank: BankBlock
    /// `fintech_use_num`, AN(24): 핀테크이용번호: stands for one account towards one organisation.
    public var fintechUseNumber: FintechUseNumber
    /// `balance_amt`, SN(13): 계좌잔액: ledger balance in won, may be negative; nil where it is blank.
    public var balance: SignedWon?
    /// `page_index_use_yn`, A(1): 페이지번호 사용여부: Y when page_index pages, as this hub always lets it.
    public var pageIndexUsed: YesNo
    /// `page_index`, N(5): 페이지번호: from 1.
    public var pageIndex: Int
    /// `total_record_cnt`, N(5): 총 거래내역건수: rows in all pages.
    public var totalCount: Int
    /// `page_record_cnt`, N(5): 현재페이지 거래내역건수: rows in this page.
    public var pageCount: Int
    /// `next_page_yn`, A(1): 다음페이지 존재여부: whether there is another page.
    public var nextPage: YesNo
    /// `befor_inquiry_trace_info`, AN(20): 직전조회추적정보: cursor of the next page, from the page before (the wire's own
    /// spelling); nil where it is blank.
    public var trace: TraceInfo?
    /// `list_tran_seqno`, N(4): 최종거래순번: last row number of the page before; 0 or absent first; nil where it is blank.
    public var listSequence: Int?
    /// `res_list`: the page's transactions.
    public var rows: [Row]

    /// Makes the message of checked values; each is described at its property.
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
      rows = try fields.list("res_list", of: Row.self, orNone: true, "거래 목록. 이 페이지의 거래: the page's transactions")
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
