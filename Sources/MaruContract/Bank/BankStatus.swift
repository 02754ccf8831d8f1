public import MaruDomain

/// 참가기관 상태조회: the state of the participating banks. Section 4.15 of the wire contract.
public enum BankStatus: Endpoint {
  public static let route = Route(
    .get, "bank/status", .anyToken, "참가기관 상태조회",
    "참가기관이 지금 답하는 상태를 봅니다",
    "The state of the participating banks, as they answer now")

  /// No parameters.
  public struct Request: WireMessage, Hashable {

    /// A message without fields.
    public init() {
    }

    public init(from fields: inout FieldReader) throws(HubError) {
    }

    public func write(to fields: inout FieldWriter) {
    }
  }

  /// One bank.
  public struct Row: WireMessage, Hashable {
    /// `bank_code_std`, AN(3): 개설기관.표준코드: the bank.
    public var bankCode: BankCode
    /// `bank_name`, AH(20): 개설기관명: the bank's name.
    public var bankName: String
    /// `bank_status`, A(1): 참가기관 상태: Y available, D fault, L before opening, E closing.
    public var status: BankStatusCode

    /// Makes the message of checked values; each is described at its property.
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
    /// `res_cnt`, N(5): 조회건수: rows in res_list.
    public var count: Int
    /// `res_list`: the participating banks.
    public var rows: [Row]

    /// Makes the message of checked values; each is described at its property.
    public init(count: Int, rows: [Row]) {
      self.count = count
      self.rows = rows
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      count = try fields.required(Wire.resultCount)
      rows = try fields.list("res_list", of: Row.self, orNone: true, "참가기관 목록. 참가하는 은행: the participating banks")
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.resultCount, count)
      fields.put(list: "res_list", rows)
    }
  }
}
