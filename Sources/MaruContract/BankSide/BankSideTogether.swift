public import MaruDomain

/// Several movements in one message: each what it would be alone, with a result of its own. A bank may leave it out (404).
///
/// A hub under load has many legs for one bank at the same moment; together they cost one seal, one message and one commit.
public enum BankSideTogether: BankSideOperation {
  public static let path = "/bank/v1/movements"
  /// Movements in one message at most: with the longest fields they stay below the bound of a body.
  public static let limit = 32

  /// The movements.
  public struct Request: WireMessage, Hashable {
    /// `req_list`, 1 to 32.
    public var rows: [Row]
    /// Makes the message of checked values; each is described at its property.
    public init(rows: [Row]) { self.rows = rows }
    public init(from fields: inout FieldReader) throws(HubError) {
      rows = try fields.list("req_list", of: Row.self, atMost: BankSideTogether.limit, "이동 목록. 은행이 할 일: the movements")
    }
    public func write(to fields: inout FieldWriter) { fields.put(list: "req_list", rows) }
  }

  /// One movement, and which it is.
  public struct Row: WireMessage, Hashable {
    /// `leg`: D debit, C credit, R reversal.
    public var leg: TransferLeg
    /// What `debit`, `credit` or `reversal` would be asked.
    public var movement: BankSideMovement
    /// Makes the message of checked values; each is described at its property.
    public init(leg: TransferLeg, movement: BankSideMovement) {
      self.leg = leg
      self.movement = movement
    }
    public init(from fields: inout FieldReader) throws(HubError) {
      leg = try fields.required(Wire.leg)
      movement = try BankSideMovement(from: &fields)
    }
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.leg, leg)
      movement.write(to: &fields)
    }
  }

  /// What became of them, in the order of the request.
  public struct Answer: WireMessage, Hashable {
    /// `res_list`.
    public var rows: [Result]
    /// Makes the message of checked values; each is described at its property.
    public init(rows: [Result]) { self.rows = rows }
    public init(from fields: inout FieldReader) throws(HubError) {
      rows = try fields.list(
        "res_list", of: Result.self, "결과 목록. 이동마다 하나, 같은 순서: one result for each movement, in the same order")
    }
    public func write(to fields: inout FieldWriter) { fields.put(list: "res_list", rows) }
  }

  /// What became of one movement.
  public struct Result: WireMessage, Hashable {
    /// `bank_tran_id`.
    public var bankTransactionID: BankTransactionID
    /// `leg`.
    public var leg: TransferLeg
    /// `leg_rsp_code`: 000 the money moved, anything else what the movement alone would be answered.
    public var code: BankResponseCode
    /// `bank_rsp_message`, empty where the money moved.
    public var message: String
    /// Set when the money moved.
    public var receipt: BankSideReceipt?
    /// Makes the message of checked values; each is described at its property.
    public init(
      bankTransactionID: BankTransactionID, leg: TransferLeg, code: BankResponseCode, message: String,
      receipt: BankSideReceipt?
    ) {
      self.bankTransactionID = bankTransactionID
      self.leg = leg
      self.code = code
      self.message = message
      self.receipt = receipt
    }
    public init(from fields: inout FieldReader) throws(HubError) {
      bankTransactionID = try fields.required(Wire.bankTransactionID)
      leg = try fields.required(Wire.leg)
      code = try fields.required(Wire.legResponseCode)
      message = try fields.blankable(Wire.bankResponseMessage) ?? ""
      receipt = code == .accepted ? try BankSideReceipt(from: &fields) : nil
    }
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.bankTransactionID, bankTransactionID)
      fields.put(Wire.leg, leg)
      fields.put(Wire.legResponseCode, code)
      fields.put(Wire.bankResponseMessage, message)
      receipt?.write(to: &fields)
    }
  }
}
