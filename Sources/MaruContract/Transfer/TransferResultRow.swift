public import MaruDomain

/// What became of one earlier transfer; the answer row of `transfer/result` and `transfer/recheck` (4.11, 4.12).
///
/// The bank block's code is that of the original: 000 done, 400 in progress, 701 not found, any other failed.
public struct TransferResultRow: WireMessage, Hashable {
  public var number: Int
  public var bank: BankBlock
  public var withdrawBank: BankCode?
  public var withdrawBranch: BranchCode?
  public var withdrawBankName: String
  public var withdrawFintechUseNumber: FintechUseNumber?
  public var withdrawAccountNumberMasked: String
  public var withdrawPrintContent: PrintContent?
  public var withdrawHolderName: HolderName?
  public var depositBank: BankCode?
  public var depositBranch: BranchCode?
  public var depositBankName: String
  public var depositFintechUseNumber: FintechUseNumber?
  public var depositAccountNumberMasked: String
  public var depositPrintContent: PrintContent?
  public var depositHolderName: HolderName?
  public var amount: Won?

  public init(
    number: Int, bank: BankBlock, withdrawBank: BankCode? = nil, withdrawBranch: BranchCode? = nil,
    withdrawBankName: String, withdrawFintechUseNumber: FintechUseNumber? = nil, withdrawAccountNumberMasked: String,
    withdrawPrintContent: PrintContent? = nil, withdrawHolderName: HolderName? = nil, depositBank: BankCode? = nil,
    depositBranch: BranchCode? = nil, depositBankName: String, depositFintechUseNumber: FintechUseNumber? = nil,
    depositAccountNumberMasked: String, depositPrintContent: PrintContent? = nil,
    depositHolderName: HolderName? = nil, amount: Won? = nil
  ) {
    self.number = number
    self.bank = bank
    self.withdrawBank = withdrawBank
    self.withdrawBranch = withdrawBranch
    self.withdrawBankName = withdrawBankName
    self.withdrawFintechUseNumber = withdrawFintechUseNumber
    self.withdrawAccountNumberMasked = withdrawAccountNumberMasked
    self.withdrawPrintContent = withdrawPrintContent
    self.withdrawHolderName = withdrawHolderName
    self.depositBank = depositBank
    self.depositBranch = depositBranch
    self.depositBankName = depositBankName
    self.depositFintechUseNumber = depositFintechUseNumber
    self.depositAccountNumberMasked = depositAccountNumberMasked
    self.depositPrintContent = depositPrintContent
    self.depositHolderName = depositHolderName
    self.amount = amount
  }

  public init(from fields: inout FieldReader) throws(HubError) {
    number = try fields.required(Wire.rowNumber)
    bank = try BankBlock(from: &fields)
    withdrawBank = try fields.blankable(Wire.withdraw.bankCode)
    withdrawBranch = try fields.blankable(Wire.withdraw.branchCode)
    withdrawBankName = try fields.blankable(Wire.withdraw.bankName) ?? ""
    withdrawFintechUseNumber = try fields.blankable(Wire.withdraw.fintechUseNumber)
    withdrawAccountNumberMasked = try fields.blankable(Wire.withdraw.accountNumberMasked) ?? ""
    withdrawPrintContent = try fields.blankable(Wire.withdraw.printContent)
    withdrawHolderName = try fields.blankable(Wire.withdraw.holderName)
    depositBank = try fields.blankable(Wire.deposit.bankCode)
    depositBranch = try fields.blankable(Wire.deposit.branchCode)
    depositBankName = try fields.blankable(Wire.deposit.bankName) ?? ""
    depositFintechUseNumber = try fields.blankable(Wire.deposit.fintechUseNumber)
    depositAccountNumberMasked = try fields.blankable(Wire.deposit.accountNumberMasked) ?? ""
    depositPrintContent = try fields.blankable(Wire.deposit.printContent)
    depositHolderName = try fields.blankable(Wire.deposit.holderName)
    amount = try fields.blankable(Wire.amount)
  }

  public func write(to fields: inout FieldWriter) {
    fields.put(Wire.rowNumber, number)
    bank.write(to: &fields)
    fields.putBlankable(Wire.withdraw.bankCode, withdrawBank)
    fields.putBlankable(Wire.withdraw.branchCode, withdrawBranch)
    fields.put(Wire.withdraw.bankName, withdrawBankName)
    fields.putBlankable(Wire.withdraw.fintechUseNumber, withdrawFintechUseNumber)
    fields.put(Wire.withdraw.accountNumberMasked, withdrawAccountNumberMasked)
    fields.putBlankable(Wire.withdraw.printContent, withdrawPrintContent)
    fields.putBlankable(Wire.withdraw.holderName, withdrawHolderName)
    fields.putBlankable(Wire.deposit.bankCode, depositBank)
    fields.putBlankable(Wire.deposit.branchCode, depositBranch)
    fields.put(Wire.deposit.bankName, depositBankName)
    fields.putBlankable(Wire.deposit.fintechUseNumber, depositFintechUseNumber)
    fields.put(Wire.deposit.accountNumberMasked, depositAccountNumberMasked)
    fields.putBlankable(Wire.deposit.printContent, depositPrintContent)
    fields.putBlankable(Wire.deposit.holderName, depositHolderName)
    fields.putBlankable(Wire.amount, amount)
  }
}
