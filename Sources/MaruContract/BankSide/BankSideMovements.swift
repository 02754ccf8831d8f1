public import MaruDomain

/// Takes money from an account. The same id never takes it twice and always gets the first answer again.
public enum BankSideDebit: BankSideOperation {
  public static let path = "/bank/v1/debit"
  public typealias Request = BankSideMovement
  public typealias Answer = BankSideReceipt
}

/// Gives money to an account. The same id never gives it twice and always gets the first answer again.
public enum BankSideCredit: BankSideOperation {
  public static let path = "/bank/v1/credit"
  public typealias Request = BankSideMovement
  public typealias Answer = BankSideReceipt
}

/// Gives the debit of the same `bank_tran_id` and day back. Never twice.
public enum BankSideReversal: BankSideOperation {
  public static let path = "/bank/v1/reversal"
  public typealias Request = BankSideMovement
  public typealias Answer = BankSideReceipt
}

/// One movement asked of a bank.
public struct BankSideMovement: WireMessage, Hashable {
  /// `bank_tran_id`: with day and operation the id that makes the movement happen once.
  public var bankTransactionID: BankTransactionID
  /// `bank_tran_date`.
  public var date: BusinessDate
  /// `account_num`.
  public var account: AccountNumber
  /// `tran_amt`, in won.
  public var amount: Won
  /// `account_holder_name`: compared with the holder's where given; a difference is refused with 815.
  public var expectedHolder: HolderName?
  /// `print_content`.
  public var printContent: PrintContent?
  /// `remitter_…`: the other side.
  public var counterparty: BankSideParty?

  /// Makes the message of checked values; each is described at its property.
  public init(
    bankTransactionID: BankTransactionID, date: BusinessDate, account: AccountNumber, amount: Won,
    expectedHolder: HolderName?, printContent: PrintContent?, counterparty: BankSideParty?
  ) {
    self.bankTransactionID = bankTransactionID
    self.date = date
    self.account = account
    self.amount = amount
    self.expectedHolder = expectedHolder
    self.printContent = printContent
    self.counterparty = counterparty
  }
  public init(from fields: inout FieldReader) throws(HubError) {
    bankTransactionID = try fields.required(Wire.bankTransactionID)
    date = try fields.required(Wire.bankTransactionDate)
    account = try fields.required(Wire.accountNumber)
    amount = try fields.required(Wire.amount)
    expectedHolder = try fields.optional(Wire.holderName)
    printContent = try fields.optional(Wire.printContent)
    counterparty = try BankSideParty.read(&fields)
  }
  public func write(to fields: inout FieldWriter) {
    fields.put(Wire.bankTransactionID, bankTransactionID)
    fields.put(Wire.bankTransactionDate, date)
    fields.put(Wire.accountNumber, account)
    fields.put(Wire.amount, amount)
    fields.putOptional(Wire.holderName, expectedHolder)
    fields.putOptional(Wire.printContent, printContent)
    counterparty?.write(to: &fields)
  }
}

/// A bank's word that it moved the money.
public struct BankSideReceipt: WireMessage, Hashable {
  /// `account_holder_name`.
  public var holderName: HolderName
  /// `bank_code_sub`.
  public var branch: BranchCode
  /// Makes the message of checked values; each is described at its property.
  public init(holderName: HolderName, branch: BranchCode) {
    self.holderName = holderName
    self.branch = branch
  }
  public init(from fields: inout FieldReader) throws(HubError) {
    holderName = try fields.required(Wire.holderName)
    branch = try fields.required(Wire.branchCode)
  }
  public func write(to fields: inout FieldWriter) {
    fields.put(Wire.holderName, holderName)
    fields.put(Wire.branchCode, branch)
  }
}

/// What became of an earlier debit, credit or reversal.
public enum BankSideStatus: BankSideOperation {
  public static let path = "/bank/v1/status"

  /// Which movement.
  public struct Request: WireMessage, Hashable {
    /// `bank_tran_id`.
    public var bankTransactionID: BankTransactionID
    /// `bank_tran_date`.
    public var date: BusinessDate
    /// `leg`: D debit, C credit, R reversal.
    public var leg: TransferLeg
    /// Makes the message of checked values; each is described at its property.
    public init(bankTransactionID: BankTransactionID, date: BusinessDate, leg: TransferLeg) {
      self.bankTransactionID = bankTransactionID
      self.date = date
      self.leg = leg
    }
    public init(from fields: inout FieldReader) throws(HubError) {
      bankTransactionID = try fields.required(Wire.bankTransactionID)
      date = try fields.required(Wire.bankTransactionDate)
      leg = try fields.required(Wire.leg)
    }
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.bankTransactionID, bankTransactionID)
      fields.put(Wire.bankTransactionDate, date)
      fields.put(Wire.leg, leg)
    }
  }

  /// Its outcome.
  public struct Answer: WireMessage, Hashable {
    /// `org_rsp_code`: 000 done, 701 never seen, anything else the refusal.
    public var code: BankResponseCode
    /// `org_rsp_message`.
    public var message: String
    /// Set when it was done.
    public var receipt: BankSideReceipt?
    /// Makes the message of checked values; each is described at its property.
    public init(code: BankResponseCode, message: String, receipt: BankSideReceipt?) {
      self.code = code
      self.message = message
      self.receipt = receipt
    }
    public init(from fields: inout FieldReader) throws(HubError) {
      code = try fields.required(Wire.originalResponseCode)
      message = try fields.blankable(Wire.originalResponseMessage) ?? ""
      receipt = code == .accepted ? try BankSideReceipt(from: &fields) : nil
    }
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.originalResponseCode, code)
      fields.put(Wire.originalResponseMessage, message)
      receipt?.write(to: &fields)
    }
  }
}
