public import MaruDomain

/// 출금이체: from a user's account into the organisation's collection account. Section 4.8 of the wire contract.
public enum TransferWithdraw: Endpoint {
  public static let route = Route(
    .post, "transfer/withdraw", .anyOf(.transfer), "출금이체",
    "Moves money from a consented user account into the organisation's collection account")

  /// Which account, how much, and what the passbooks print.
  public struct Request: WireMessage, Hashable {
    public var depositPrintContent: PrintContent
    public var fintechUseNumber: FintechUseNumber
    public var printContent: PrintContent?
    public var amount: Won
    public var requestedAt: DateTime
    public var cmsNumber: CMSNumber?

    public init(
      depositPrintContent: PrintContent, fintechUseNumber: FintechUseNumber, printContent: PrintContent? = nil,
      amount: Won, requestedAt: DateTime, cmsNumber: CMSNumber? = nil
    ) {
      self.depositPrintContent = depositPrintContent
      self.fintechUseNumber = fintechUseNumber
      self.printContent = printContent
      self.amount = amount
      self.requestedAt = requestedAt
      self.cmsNumber = cmsNumber
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      depositPrintContent = try fields.required(Wire.depositPrintContent)
      fintechUseNumber = try fields.required(Wire.fintechUseNumber)
      printContent = try fields.optional(Wire.printContent)
      amount = try fields.required(Wire.amount)
      requestedAt = try fields.required(Wire.tranDtime)
      cmsNumber = try fields.optional(Wire.cmsNumber)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.depositPrintContent, depositPrintContent)
      fields.put(Wire.fintechUseNumber, fintechUseNumber)
      fields.putOptional(Wire.printContent, printContent)
      fields.put(Wire.amount, amount)
      fields.put(Wire.tranDtime, requestedAt)
      fields.putOptional(Wire.cmsNumber, cmsNumber)
    }
  }

  /// Both sides of the movement; `deposit…` is the organisation's, the rest the debited user's.
  public struct Response: WireMessage, Hashable {
    public var depositBank: BankCode?
    public var depositBranch: BranchCode?
    public var depositBankName: String
    public var depositAccountNumberMasked: String
    public var depositPrintContent: PrintContent?
    public var depositHolderName: HolderName?
    public var bank: BankBlock
    public var fintechUseNumber: FintechUseNumber?
    public var alias: AccountAlias?
    public var bankCode: BankCode?
    public var branch: BranchCode?
    public var bankName: String
    public var accountNumberMasked: String
    public var printContent: PrintContent?
    public var holderName: HolderName?
    public var amount: Won?
    public var cmsNumber: CMSNumber?

    public init(
      depositBank: BankCode? = nil, depositBranch: BranchCode? = nil, depositBankName: String,
      depositAccountNumberMasked: String, depositPrintContent: PrintContent? = nil,
      depositHolderName: HolderName? = nil, bank: BankBlock, fintechUseNumber: FintechUseNumber? = nil,
      alias: AccountAlias? = nil, bankCode: BankCode? = nil, branch: BranchCode? = nil, bankName: String,
      accountNumberMasked: String, printContent: PrintContent? = nil, holderName: HolderName? = nil,
      amount: Won? = nil, cmsNumber: CMSNumber? = nil
    ) {
      self.depositBank = depositBank
      self.depositBranch = depositBranch
      self.depositBankName = depositBankName
      self.depositAccountNumberMasked = depositAccountNumberMasked
      self.depositPrintContent = depositPrintContent
      self.depositHolderName = depositHolderName
      self.bank = bank
      self.fintechUseNumber = fintechUseNumber
      self.alias = alias
      self.bankCode = bankCode
      self.branch = branch
      self.bankName = bankName
      self.accountNumberMasked = accountNumberMasked
      self.printContent = printContent
      self.holderName = holderName
      self.amount = amount
      self.cmsNumber = cmsNumber
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      depositBank = try fields.blankable(Wire.deposit.bankCode)
      depositBranch = try fields.blankable(Wire.deposit.branchCode)
      depositBankName = try fields.blankable(Wire.deposit.bankName) ?? ""
      depositAccountNumberMasked = try fields.blankable(Wire.deposit.accountNumberMasked) ?? ""
      depositPrintContent = try fields.blankable(Wire.deposit.printContent)
      depositHolderName = try fields.blankable(Wire.deposit.holderName)
      bank = try BankBlock(from: &fields)
      fintechUseNumber = try fields.blankable(Wire.fintechUseNumber)
      alias = try fields.blankable(Wire.accountAlias)
      bankCode = try fields.blankable(Wire.bankCode)
      branch = try fields.blankable(Wire.branchCode)
      bankName = try fields.blankable(Wire.bankName) ?? ""
      accountNumberMasked = try fields.blankable(Wire.accountNumberMasked) ?? ""
      printContent = try fields.blankable(Wire.printContent)
      holderName = try fields.blankable(Wire.holderName)
      amount = try fields.blankable(Wire.amount)
      cmsNumber = try fields.blankable(Wire.cmsNumber)
    }

    public func write(to fields: inout FieldWriter) {
      fields.putBlankable(Wire.deposit.bankCode, depositBank)
      fields.putBlankable(Wire.deposit.branchCode, depositBranch)
      fields.put(Wire.deposit.bankName, depositBankName)
      fields.put(Wire.deposit.accountNumberMasked, depositAccountNumberMasked)
      fields.putBlankable(Wire.deposit.printContent, depositPrintContent)
      fields.putBlankable(Wire.deposit.holderName, depositHolderName)
      bank.write(to: &fields)
      fields.putBlankable(Wire.fintechUseNumber, fintechUseNumber)
      fields.putBlankable(Wire.accountAlias, alias)
      fields.putBlankable(Wire.bankCode, bankCode)
      fields.putBlankable(Wire.branchCode, branch)
      fields.put(Wire.bankName, bankName)
      fields.put(Wire.accountNumberMasked, accountNumberMasked)
      fields.putBlankable(Wire.printContent, printContent)
      fields.putBlankable(Wire.holderName, holderName)
      fields.putBlankable(Wire.amount, amount)
      fields.putBlankable(Wire.cmsNumber, cmsNumber)
    }
  }
}
