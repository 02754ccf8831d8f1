public import MaruDomain

/// `POST /testbed/banks/{code}`: lets a simulated bank behave in another way.
public struct TestBedBankSwitch: WireMessage, Hashable {
  /// `mode`.
  public var mode: TestBedMode
  /// `delay_ms`, in milliseconds; of `slow` only, absent means 1000.
  public var delay: Int?
  /// `bank_status`: what the bank says when it is asked for its health; absent leaves it.
  public var status: BankStatusCode?
  /// A switch to `mode`.
  public init(mode: TestBedMode, delay: Int? = nil, status: BankStatusCode? = nil) {
    self.mode = mode
    self.delay = delay
    self.status = status
  }
  /// See ``WireMessage``.
  public init(from fields: inout FieldReader) throws(HubError) {
    mode = try fields.required(TestBedWire.mode)
    delay = try fields.optional(TestBedWire.delay)
    status = try fields.optional(Wire.bankStatus)
  }
  /// See ``WireMessage``.
  public func write(to fields: inout FieldWriter) {
    fields.put(TestBedWire.mode, mode)
    fields.putOptional(TestBedWire.delay, delay)
    fields.putOptional(Wire.bankStatus, status)
  }
}

/// `POST /testbed/accounts`: sets balance or state of a simulated account.
public struct TestBedAccountSwitch: WireMessage, Hashable {
  /// `bank_code_std` and `account_num`.
  public var account: BankAccount
  /// `balance`, in won; absent leaves it.
  public var balance: Won?
  /// `state`; absent leaves it.
  public var state: String?
  /// A change of `account`.
  public init(account: BankAccount, balance: Won? = nil, state: String? = nil) {
    self.account = account
    self.balance = balance
    self.state = state
  }
  /// See ``WireMessage``.
  public init(from fields: inout FieldReader) throws(HubError) {
    let bank = try fields.required(Wire.bankCode)
    account = BankAccount(bank: bank, number: try fields.required(Wire.accountNumber))
    balance = try fields.optional(TestBedWire.balance)
    state = try fields.optional(TestBedWire.state)
  }
  /// See ``WireMessage``.
  public func write(to fields: inout FieldWriter) {
    fields.put(Wire.bankCode, account.bank)
    fields.put(Wire.accountNumber, account.number)
    fields.putOptional(TestBedWire.balance, balance)
    fields.putOptional(TestBedWire.state, state)
  }
}
