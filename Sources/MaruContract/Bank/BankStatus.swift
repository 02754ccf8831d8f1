public import MaruDomain

/// 참가기관 상태조회: the state of the participating banks. Section 4.15 of the wire contract.
public enum BankStatus: Endpoint {
  public static let route = Route(
    .get, "bank/status", .anyToken, "참가기관 상태조회",
    "The state of the participating banks, as they answer now")

  /// No parameters.
  public struct Request: WireMessage, Hashable {

    public init() {
    }

    public init(from fields: inout FieldReader) throws(HubError) {
    }

    public func write(to fields: inout FieldWriter) {
    }
  }

  /// One bank.
  public struct Row: WireMessage, Hashable {
    public var bankCode: BankCode
    public var bankName: String
    public var status: BankStatusCode

    public init(bankCode: BankCode, bankName: String, status: BankStatusCode) {
      self.bankCode = bankCode
      self.bankName = bankName
      self.status = status
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      bankCode = try fields.required(Wire.bankCode)
      bankName = try fields.blankable(Wire.bankName) ?? ""
      status = try fields.required(Wire.bankStatus)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.bankCode, bankCode)
      fields.put(Wire.bankName, bankName)
      fields.put(Wire.bankStatus, status)
    }
  }

  /// All banks.
  public struct Response: WireMessage, Hashable {
    public var count: Int
    public var rows: [Row]

    public init(count: Int, rows: [Row]) {
      self.count = count
      self.rows = rows
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      count = try fields.required(Wire.resultCount)
      rows = try fields.list("res_list", of: Row.self, orNone: true, "the participating banks")
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.resultCount, count)
      fields.put(list: "res_list", rows)
    }
  }
}
