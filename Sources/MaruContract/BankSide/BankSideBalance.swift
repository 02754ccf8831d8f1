public import MaruDomain

/// The balance of an account, asked of its bank.
public enum BankSideBalance: BankSideOperation {
  public static let path = "/bank/v1/balance"

  /// Which account of the bank.
  public struct Request: WireMessage, Hashable {
    /// `account_num`.
    public var account: AccountNumber
    /// Makes the message of checked values; each is described at its property.
    public init(account: AccountNumber) { self.account = account }
    public init(from fields: inout FieldReader) throws(HubError) {
      account = try fields.required(Wire.accountNumber)
    }
    public func write(to fields: inout FieldWriter) { fields.put(Wire.accountNumber, account) }
  }

  /// The balance in won.
  public struct Answer: WireMessage, Hashable {
    /// `balance_amt`, ledger balance in won; may be negative.
    public var balance: SignedWon
    /// `available_amt`, what can be withdrawn now, in won.
    public var available: Won
    /// `account_type`.
    public var type: AccountType
    /// `product_name`, AH(100).
    public var productName: String
    /// `bank_code_sub`.
    public var branch: BranchCode

    /// Makes the message of checked values; each is described at its property.
    public init(balance: SignedWon, available: Won, type: AccountType, productName: String, branch: BranchCode) {
      self.balance = balance
      self.available = available
      self.type = type
      self.productName = productName
      self.branch = branch
    }
    public init(from fields: inout FieldReader) throws(HubError) {
      balance = try fields.required(Wire.balance)
      available = try fields.required(Wire.available)
      type = try fields.required(Wire.accountType)
      productName = try fields.blankable(Wire.productName) ?? ""
      branch = try fields.required(Wire.branchCode)
    }
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.balance, balance)
      fields.put(Wire.available, available)
      fields.put(Wire.accountType, type)
      fields.put(Wire.productName, productName)
      fields.put(Wire.branchCode, branch)
    }
  }
}
