public import MaruDomain

/// 이체결과조회: what became of transfers whose bank_tran_id is known. Section 4.11 of the wire contract.
public enum TransferResult: Endpoint {
  public static let route = Route(
    .post, "transfer/result", .anyOf(.oob), "이체결과조회",
    "What became of earlier transfers, by bank_tran_id")

  /// One transfer asked about.
  public struct Row: WireMessage, Hashable {
    public var number: Int
    public var bankTransactionID: BankTransactionID
    public var date: BusinessDate
    public var amount: Won

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
    public var checkType: CheckType
    public var count: Int
    public var rows: [Row]
    public var requestedAt: DateTime

    public init(checkType: CheckType, count: Int, rows: [Row], requestedAt: DateTime) {
      self.checkType = checkType
      self.count = count
      self.rows = rows
      self.requestedAt = requestedAt
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      checkType = try fields.required(Wire.checkType)
      count = try fields.required(Wire.requestCount)
      rows = try fields.list("req_list", of: Row.self, atMost: 25, "the transfers asked about")
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
    public var count: Int
    public var rows: [TransferResultRow]

    public init(count: Int, rows: [TransferResultRow]) {
      self.count = count
      self.rows = rows
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      count = try fields.required(Wire.resultCount)
      rows = try fields.list("res_list", of: TransferResultRow.self, orNone: true, "a result for each row")
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.resultCount, count)
      fields.put(list: "res_list", rows)
    }
  }
}
