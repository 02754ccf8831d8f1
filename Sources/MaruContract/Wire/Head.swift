public import MaruDomain

/// The common head of every answer, section 1.4 of the wire contract.
public struct Head: WireMessage, Hashable {
  /// `api_tran_id`.
  public let apiTransactionID: String
  /// `api_tran_dtm`, KST `yyyyMMddHHmmssSSS`.
  public let at: String
  /// `rsp_code`.
  public let code: ResponseCode
  /// `rsp_message` of the head, `bank_rsp_message` of the bank block.
  public let message: String

  /// The head of the answer to the call `stamp`.
  public init(stamp: CallStamp, code: ResponseCode, message: String) {
    apiTransactionID = stamp.id.text
    at = stamp.at.dateTimeMilliseconds
    self.code = code
    self.message = message
  }

  public init(from fields: inout FieldReader) throws(HubError) {
    apiTransactionID = try fields.blankable(Wire.apiTransactionID) ?? ""
    code = try fields.required(Wire.responseCode)
    message = try fields.blankable(Wire.responseMessage) ?? ""
    at = try fields.blankable(Wire.apiTransactionTime) ?? ""
  }

  public func write(to fields: inout FieldWriter) {
    fields.put(Wire.apiTransactionID, apiTransactionID)
    fields.put(Wire.responseCode, code)
    fields.put(Wire.responseMessage, message)
    fields.put(Wire.apiTransactionTime, at)
  }
}

/// The common bank block, section 1.5 of the wire contract; blank where the answer has no bank leg to tell of.
public struct BankBlock: WireMessage, Hashable {
  /// `bank_tran_id`: id of the leg towards the bank; nil where it is blank.
  public let bankTransactionID: BankTransactionID?
  /// `bank_tran_date`: KST day of the leg; nil where it is blank.
  public let date: BusinessDate?
  /// Who set the code: a bank, or 098, the hub itself.
  public let codeTran: BankCode?
  /// `bank_rsp_code`; nil where it is blank.
  public let code: BankResponseCode?
  /// `rsp_message` of the head, `bank_rsp_message` of the bank block.
  public let message: String

  /// Makes the message of checked values; each is described at its property.
  public init(
    bankTransactionID: BankTransactionID?, date: BusinessDate?, codeTran: BankCode?, code: BankResponseCode?,
    message: String
  ) {
    self.bankTransactionID = bankTransactionID
    self.date = date
    self.codeTran = codeTran
    self.code = code
    self.message = message
  }

  public init(from fields: inout FieldReader) throws(HubError) {
    bankTransactionID = try fields.blankable(Wire.bankTransactionID)
    date = try fields.blankable(Wire.bankTransactionDate)
    codeTran = try fields.blankable(Wire.bankCodeTran)
    code = try fields.blankable(Wire.bankResponseCode)
    message = try fields.blankable(Wire.bankResponseMessage) ?? ""
  }

  public func write(to fields: inout FieldWriter) {
    fields.putBlankable(Wire.bankTransactionID, bankTransactionID)
    fields.putBlankable(Wire.bankTransactionDate, date)
    fields.putBlankable(Wire.bankCodeTran, codeTran)
    fields.putBlankable(Wire.bankResponseCode, code)
    fields.put(Wire.bankResponseMessage, message)
  }
}
