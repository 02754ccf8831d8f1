public import MaruDomain

/// 잔액조회: the balance of a user's account. Section 4.6 of the wire contract.
public enum AccountBalance: Endpoint {
  public static let route = Route(
    .get, "account/balance", .anyOf(.inquiry), "잔액조회",
    "계좌의 잔액을 봅니다",
    "The balance of an account")

  /// Which account.
  public struct Request: WireMessage, Hashable {
    /// `fintech_use_num`, AN(24): 핀테크이용번호: stands for one account towards one organisation.
    public var fintechUseNumber: FintechUseNumber
    /// `tran_dtime`, N(14): 요청일시: the caller's time of the request, KST.
    public var requestedAt: DateTime

    /// Makes the message of checked values; each is described at its property.
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
    /// The bank's part of the answer.
    public var bank: BankBlock
    /// `fintech_use_num`, AN(24): 핀테크이용번호: stands for one account towards one organisation.
    public var fintechUseNumber: FintechUseNumber
    /// `balance_amt`, SN(13): 계좌잔액: ledger balance in won, may be negative; nil where it is blank.
    public var balance: SignedWon?
    /// `available_amt`, N(12): 출금가능금액: what can be withdrawn, in won; nil where it is blank.
    public var available: Won?
    /// `account_type`, AN(1): 계좌구분: 1 demand, 2 savings, 6 fund; nil where it is blank.
    public var type: AccountType?
    /// `product_name`, AH(100): 상품명: the account's product.
    public var productName: String

    /// Makes the message of checked values; each is described at its property.
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
