public import MaruDomain

/// 이체결과조회: what became of transfers whose bank_tran_id is known. Section 4.11 of the wire contract.
public enum TransferResult: Endpoint {
  public static let route = Route(
    .post, "transfer/result", .anyOf(.oob), "이체결과조회",
    "앞서 보낸 이체가 어떻게 되었는지 bank_tran_id로 알아봅니다",
    "What became of earlier transfers, by bank_tran_id")

  /// One transfer asked about.
  public struct Row: WireMessage, Hashable {
    /// `tran_no`, N(5): 거래순번: row number, echoed.
    public var number: Int
    /// `org_bank_tran_id`, AN(20): 원거래 거래고유번호(참가기관): bank_tran_id of the original.
    public var bankTransactionID: BankTransactionID
    /// `org_bank_tran_date`, N(8): 원거래 거래일자(참가기관): bank_tran_date of the original.
    public var date: BusinessDate
    /// `org_tran_amt`, N(12): 원거래 거래금액: amount of the original in won.
    public var amount: Won

    /// Makes the message of checked values; each is described at its property.
    public init(number: Int, bankTransactionID: BankTransactionID, date: BusinessDate, amount: Won) {
      self.number = number
      self.bankTransactionID = bankTransactionID
      self.date = date
      self.amount = amount
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      number = try fields.required(Wire.rowNumber)
      bankTransactionID = try fields.required(Wire.originalBankTransactionID)
      date = try fields.required(Wire.originalBankTransactionDate)
      amount = try fields.required(Wire.originalAmount)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.rowNumber, number)
      fields.put(Wire.originalBankTransactionID, bankTransactionID)
      fields.put(Wire.originalBankTransactionDate, date)
      fields.put(Wire.originalAmount, amount)
    }
  }

  /// The transfers asked about.
  public struct Request: WireMessage, Hashable {
    /// `check_type`, AN(1): 이체구분: 1 withdraw, 2 deposit.
    public var checkType: CheckType
    /// `req_cnt`, N(5): 입금요청건수: number of rows; the rows present count.
    public var count: Int
    /// `req_list`: the transfers asked about.
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
      rows = try fields.list("req_list", of: Row.self, atMost: 25, "요청 목록. 알아볼 이체: the transfers asked about")
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
