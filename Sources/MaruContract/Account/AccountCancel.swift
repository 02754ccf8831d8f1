public import MaruDomain

/// 계좌해지: ends one service of an account; the bank is told. Section 4.5 of the wire contract.
public enum AccountCancel: Endpoint {
  public static let route = Route(
    .post, "account/cancel", .anyOf([.login, .inquiry, .transfer]), "계좌해지",
    "Ends one service (inquiry or transfer) of an account")

  /// Which service of which account.
  public struct Request: WireMessage, Hashable {
    public var service: AccountService
    public var fintechUseNumber: FintechUseNumber
    public var requestedAt: DateTime?

    public init(service: AccountService, fintechUseNumber: FintechUseNumber, requestedAt: DateTime? = nil) {
      self.service = service
      self.fintechUseNumber = fintechUseNumber
      self.requestedAt = requestedAt
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      service = try fields.required(Wire.service)
      fintechUseNumber = try fields.required(Wire.fintechUseNumber)
      requestedAt = try fields.optional(Wire.tranDtime)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.service, service)
      fields.put(Wire.fintechUseNumber, fintechUseNumber)
      fields.putOptional(Wire.tranDtime, requestedAt)
    }
  }

  /// What the bank said.
  public struct Response: WireMessage, Hashable {
    public var bank: BankBlock

    public init(bank: BankBlock) {
      self.bank = bank
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      bank = try BankBlock(from: &fields)
    }

    public func write(to fields: inout FieldWriter) {
      bank.write(to: &fields)
    }
  }
}
