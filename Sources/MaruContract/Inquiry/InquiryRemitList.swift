public import MaruDomain

/// 송금인정보조회: who sent money to the organisation's collection account. Section 4.14 of the wire contract.
public enum InquiryRemitList: Endpoint {
  public static let route = Route(
    .get, "inquiry/remit_list", .anyOf(.oob), "송금인정보조회",
    "이용기관의 수납계좌로 돈을 보낸 사람의 이름과 계좌를 봅니다",
    "The names and accounts that sent money to the organisation's collection account")

  /// The account, period and page.
  public struct Request: WireMessage, Hashable {
    /// `bank_code_std`, AN(3): 개설기관.표준코드: the bank.
    public var bankCode: BankCode
    /// `account_num`, AN(16): 계좌번호: digits only.
    public var accountNumber: AccountNumber
    /// `from_date`, N(8): 조회시작일자: first day, inclusive.
    public var fromDate: BusinessDate
    /// `from_time`, N(6): 조회시작시간: first second of from_date.
    public var fromTime: Int
    /// `to_date`, N(8): 조회종료일자: last day, inclusive.
    public var toDate: BusinessDate
    /// `to_time`, N(6): 조회종료시간: last second of to_date.
    public var toTime: Int
    /// `sort_order`, A(1): 정렬순서: D descending, A ascending.
    public var sortOrder: SortOrder
    /// `tran_dtime`, N(14): 요청일시: the caller's time of the request, KST.
    public var requestedAt: DateTime
    /// `befor_inquiry_trace_info`, AN(20): 직전조회추적정보: cursor of the next page, from the page before (the wire's own
    /// spelling); nil leaves it out.
    public var trace: TraceInfo?
    /// `page_index`, N(5): 페이지번호: from 1; nil leaves it out.
    public var pageIndex: Int?

    /// Makes the message of checked values; each is described at its property.
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
    /// `tran_date`, N(8): 거래일자: day of the transaction.
    public var date: BusinessDate
    /// `tran_time`, N(6): 거래시간: time of the transaction.
    public var time: Int
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
    /// `remitter_name`, AH(20): 송금인 성명: remitter's name; nil where it is blank.
    public var remitterName: HolderName?
    /// `remitter_bank_code`, AN(3): 송금인 은행코드: remitter's bank; nil where it is blank.
    public var remitterBank: BankCode?
    /// `remitter_account_num`, AN(16): 송금인 계좌번호: remitter's account; nil where it is blank.
    public var remitterAccount: AccountNumber?

    /// Makes the message of checked values; each is described at its property.
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
    /// The bank's part of the answer.
    public var bank: BankBlock
    /// `bank_code_std`, AN(3): 개설기관.표준코드: the bank.
    public var bankCode: BankCode
    /// `account_num`, AN(16): 계좌번호: digits only.
    public var accountNumber: AccountNumber
    /// `bank_name`, AH(20): 개설기관명: the bank's name.
    public var bankName: String
    /// `balance_amt`, SN(13): 계좌잔액: ledger balance in won, may be negative; nil where it is blank.
    public var balance: SignedWon?
    /// `total_record_cnt`, N(5): 총 거래내역건수: rows in all pages.
    public var totalCount: Int
    /// `page_record_cnt`, N(5): 현재페이지 거래내역건수: rows in this page.
    public var pageCount: Int
    /// `next_page_yn`, A(1): 다음페이지 존재여부: whether there is another page.
    public var nextPage: YesNo
    /// `befor_inquiry_trace_info`, AN(20): 직전조회추적정보: cursor of the next page, from the page before (the wire's own
    /// spelling); nil where it is blank.
    public var trace: TraceInfo?
    /// `res_list`: the page's incoming payments.
    public var rows: [Row]

    /// Makes the message of checked values; each is described at its property.
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
      rows = try fields.list("res_list", of: Row.self, orNone: true, "입금 목록. 이 페이지의 입금: the page's incoming payments")
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
