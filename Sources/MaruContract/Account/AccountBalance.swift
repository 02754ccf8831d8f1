public import MaruDomain

/// 잔액조회: the balance of a user's account. Section 4.6 of the wire contract.
public enum AccountBalance: Endpoint {
  public static let route = Route(
    .get, "account/balance", .anyOf(.inquiry), "잔액조회",
    "The balance of an account")

  /// Which account.
  public struct Request: WireMessage, Hashable {
    public var fintechUseNumber: FintechUseNumber
    public var requestedAt: DateTime

    public init(fintechUseNumber: FintechUseNumber, requestedAt: DateTime) {
      self.fintechUseNumber = fintechUseNumber
      self.requestedAt = requestedAt
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      fintechUseNumber = try fields.required(Wire.fintechUseNumber)
      requestedAt = try fields.required(Wire.tranDtime)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.fintechUseNumber, fintechUseNumber)
      fields.put(Wire.tranDtime, requestedAt)
    }
  }

  /// The balance; blank where the bank refused.
  public struct Response: WireMessage, Hashable {
    public var bank: BankBlock
    public var fintechUseNumber: FintechUseNumber
    public var balance: SignedWon?
    public var available: Won?
    public var type: AccountType?
    public var productName: String

    public init(
      bank: BankBlock, fintechUseNumber: FintechUseNumber, balance: SignedWon? = nil, available: Won? = nil,
      type: AccountType? = nil, productName: String
    ) {
      self.bank = bank
      self.fintechUseNumber = fintechUseNumber
      self.balance = balance
      self.available = available
      self.type = type
      self.productName = productName
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      bank = try BankBlock(from: &fields)
      fintechUseNumber = try fields.required(Wire.fintechUseNumber)
      balance = try fields.blankable(Wire.balance)
      available = try fields.blankable(Wire.available)
      type = try fields.blankable(Wire.accountType)
      productName = try fields.blankable(Wire.productName) ?? ""
    }

    public func write(to fields: inout FieldWriter) {
      bank.write(to: &fields)
      fields.put(Wire.fintechUseNumber, fintechUseNumber)
      fields.putBlankable(Wire.balance, balance)
      fields.putBlankable(Wire.available, available)
      fields.putBlankable(Wire.accountType, type)
      fields.put(Wire.productName, productName)
    }
  }
}
