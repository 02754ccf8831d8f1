public import MaruDomain

/// What became of one earlier transfer; the answer row of `transfer/result` and `transfer/recheck` (4.11, 4.12).
///
/// The bank block's code is that of the original: 000 done, 400 in progress, 701 not found, any other failed.
public struct TransferResultRow: WireMessage, Hashable {
  /// `tran_no`, N(5): 거래순번: row number, echoed.
  public var number: Int
  /// The bank's part of the answer.
  public var bank: BankBlock
  /// `wd_bank_code_std`, AN(3): 출금: paying bank; nil where it is blank.
  public var withdrawBank: BankCode?
  /// `wd_bank_code_sub`, AN(7): 출금: branch of the paying side; nil where it is blank.
  public var withdrawBranch: BranchCode?
  /// `wd_bank_name`, AH(20): 출금: name of the paying bank.
  public var withdrawBankName: String
  /// `wd_fintech_use_num`, AN(24): 출금: the paying account; nil where it is blank.
  public var withdrawFintechUseNumber: FintechUseNumber?
  /// `wd_account_num_masked`, NS(20): 출금: the paying account, last three characters *.
  public var withdrawAccountNumberMasked: String
  /// `wd_print_content`, AH(20): 출금: what the paying passbook prints; nil where it is blank.
  public var withdrawPrintContent: PrintContent?
  /// `wd_account_holder_name`, AH(20): 출금: holder of the paying account; nil where it is blank.
  public var withdrawHolderName: HolderName?
  /// `dps_bank_code_std`, AN(3): 입금: receiving bank; nil where it is blank.
  public var depositBank: BankCode?
  /// `dps_bank_code_sub`, AN(7): 입금: branch of the receiving side; nil where it is blank.
  public var depositBranch: BranchCode?
  /// `dps_bank_name`, AH(20): 입금: name of the receiving bank.
  public var depositBankName: String
  /// `dps_fintech_use_num`, AN(24): 입금: the receiving account; nil where it is blank.
  public var depositFintechUseNumber: FintechUseNumber?
  /// `dps_account_num_masked`, NS(20): 입금: the receiving account, last three characters *.
  public var depositAccountNumberMasked: String
  /// `dps_print_content`, AH(20): 입금: what the receiving passbook prints; nil where it is blank.
  public var depositPrintContent: PrintContent?
  /// `dps_account_holder_name`, AH(20): 입금: holder of the receiving account; nil where it is blank.
  public var depositHolderName: HolderName?
  /// `tran_amt`, N(12): 거래금액: in won, more than 0; nil where it is blank.
  public var amount: Won?

  /// Makes the message of checked values; each is described at its property.
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
