public import MaruDomain

/// 이체API처리조회: what became of requests that got no answer at all. Section 4.12 of the wire contract.
public enum TransferRecheck: Endpoint {
  public static let route = Route(
    .post, "transfer/recheck", .anyOf(.oob), "이체API처리조회",
    "앞서 보낸 요청이 어떻게 되었는지 요청의 내용으로 알아봅니다",
    "What became of earlier requests, by their contents")

  /// One request asked about.
  public struct Row: WireMessage, Hashable {
    /// `tran_no`, N(5): 거래순번: row number, echoed.
    public var number: Int
    /// `org_tran_dtime`, N(14): 원거래 요청일시: tran_dtime of the original request.
    public var requestedAt: DateTime
    /// `org_req_gubun`, A(1): 원거래 요청구분: F by fintech number, A by account number.
    public var form: RequestForm
    /// `bank_code_std`, AN(3): 개설기관.표준코드: the bank.
    public var bankCode: BankCode?
    /// `account_num`, AN(16): 계좌번호: digits only.
    public var accountNumber: AccountNumber?
    /// `fintech_use_num`, AN(24): 핀테크이용번호: stands for one account towards one organisation.
    public var fintechUseNumber: FintechUseNumber?
    /// `print_content`, AH(20): 인자내역: what the counterparty's passbook prints; nil leaves it out.
    public var printContent: PrintContent?
    /// `org_tran_amt`, N(12): 원거래 거래금액: amount of the original in won.
    public var amount: Won

    /// Makes the message of checked values; each is described at its property.
    public init(
      number: Int, requestedAt: DateTime, form: RequestForm, bankCode: BankCode? = nil,
      accountNumber: AccountNumber? = nil,
      fintechUseNumber: FintechUseNumber? = nil, printContent: PrintContent? = nil, amount: Won
    ) {
      self.number = number
      self.requestedAt = requestedAt
      self.form = form
      self.bankCode = bankCode
      self.accountNumber = accountNumber
      self.fintechUseNumber = fintechUseNumber
      self.printContent = printContent
      self.amount = amount
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      number = try fields.required(Wire.rowNumber)
      requestedAt = try fields.required(Wire.originalTranDtime)
      form = try fields.required(Wire.requestForm)
      bankCode = try fields.required(Wire.bankCode, when: "org_req_gubun is A", form == .accountNumber)
      accountNumber = try fields.required(Wire.accountNumber, when: "org_req_gubun is A", form == .accountNumber)
      fintechUseNumber = try fields.required(
        Wire.fintechUseNumber, when: "org_req_gubun is F", form == .fintechUseNumber)
      printContent = try fields.optional(Wire.printContent)
      amount = try fields.required(Wire.originalAmount)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.rowNumber, number)
      fields.put(Wire.originalTranDtime, requestedAt)
      fields.put(Wire.requestForm, form)
      fields.putOptional(Wire.bankCode, bankCode)
      fields.putOptional(Wire.accountNumber, accountNumber)
      fields.putOptional(Wire.fintechUseNumber, fintechUseNumber)
      fields.putOptional(Wire.printContent, printContent)
      fields.put(Wire.originalAmount, amount)
    }
  }

  /// The requests asked about.
  public struct Request: WireMessage, Hashable {
    /// `check_type`, AN(1): 이체구분: 1 withdraw, 2 deposit.
    public var checkType: CheckType
    /// `req_cnt`, N(5): 입금요청건수: number of rows; the rows present count.
    public var count: Int
    /// `req_list`: the requests asked about.
    public var rows: [Row]
    /// `tran_dtime`, N(14): 요청일시: the caller's time of the request, KST.
    public var requestedAt: DateTime

    /// Makes the message of checked values; each is described at its property.
    public init(checkType: CheckType, count: Int, rows: [Row], requestedAt: DateTime) {
      self.checkType = checkType
      self.count = count
      self.rows = rows
      self.requestedAt = requestedAt
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      checkType = try fields.required(Wire.checkType)
      count = try fields.required(Wire.requestCount)
      rows = try fields.list("req_list", of: Row.self, atMost: 25, "요청 목록. 알아볼 요청: the requests asked about")
      requestedAt = try fields.required(Wire.tranDtime)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.checkType, checkType)
      fields.put(Wire.requestCount, count)
      fields.put(list: "req_list", rows)
      fields.put(Wire.tranDtime, requestedAt)
    }
  }

  /// A result for each row.
  public struct Response: WireMessage, Hashable {
    /// `res_cnt`, N(5): 조회건수: rows in res_list.
    public var count: Int
    /// `res_list`: a result for each row.
    public var rows: [TransferResultRow]

    /// Makes the message of checked values; each is described at its property.
    public init(count: Int, rows: [TransferResultRow]) {
      self.count = count
      self.rows = rows
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      count = try fields.required(Wire.resultCount)
      rows = try fields.list(
        "res_list", of: TransferResultRow.self, orNone: true, "결과 목록. 요청마다 하나: a result for each row")
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.resultCount, count)
      fields.put(list: "res_list", rows)
    }
  }
}
