public import MaruDomain

/// 이체API처리조회: what became of requests that got no answer at all. Section 4.12 of the wire contract.
public enum TransferRecheck: Endpoint {
  public static let route = Route(
    .post, "transfer/recheck", .anyOf(.oob), "이체API처리조회",
    "What became of earlier requests, by their contents")

  /// One request asked about.
  public struct Row: WireMessage, Hashable {
    public var number: Int
    public var requestedAt: DateTime
    public var form: RequestForm
    public var bankCode: BankCode?
    public var accountNumber: AccountNumber?
    public var fintechUseNumber: FintechUseNumber?
    public var printContent: PrintContent?
    public var amount: Won

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
      rows = try fields.list("req_list", of: Row.self, atMost: 25, "the requests asked about")
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
