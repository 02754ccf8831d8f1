public import MaruDomain

/// 출금이체: from a user's account into the organisation's collection account. Section 4.8 of the wire contract.
public enum TransferWithdraw: Endpoint {
  public static let route = Route(
    .post, "transfer/withdraw", .anyOf(.transfer), "출금이체",
    "동의한 사용자 계좌에서 이용기관의 수납계좌로 돈을 옮깁니다",
    "Moves money from a consented user account into the organisation's collection account")

  /// Which account, how much, and what the passbooks print.
  public struct Request: WireMessage, Hashable {
    /// `dps_print_content`, AH(20): 입금계좌 인자내역: text in the receiving passbook.
    public var depositPrintContent: PrintContent
    /// `fintech_use_num`, AN(24): 핀테크이용번호: stands for one account towards one organisation.
    public var fintechUseNumber: FintechUseNumber
    /// `print_content`, AH(20): 인자내역: what the counterparty's passbook prints; nil leaves it out.
    public var printContent: PrintContent?
    /// `tran_amt`, N(12): 거래금액: in won, more than 0.
    public var amount: Won
    /// `tran_dtime`, N(14): 요청일시: the caller's time of the request, KST.
    public var requestedAt: DateTime
    /// `cms_no`, AN(32): CMS 번호: the organisation's reference; nil leaves it out.
    public var cmsNumber: CMSNumber?

    /// Makes the message of checked values; each is described at its property.
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
    /// `dps_bank_code_std`, AN(3): 입금: receiving bank; nil where it is blank.
    public var depositBank: BankCode?
    /// `dps_bank_code_sub`, AN(7): 입금: branch of the receiving side; nil where it is blank.
    public var depositBranch: BranchCode?
    /// `dps_bank_name`, AH(20): 입금: name of the receiving bank.
    public var depositBankName: String
    /// `dps_account_num_masked`, NS(20): 입금: the receiving account, last three characters *.
    public var depositAccountNumberMasked: String
    /// `dps_print_content`, AH(20): 입금: what the receiving passbook prints; nil where it is blank.
    public var depositPrintContent: PrintContent?
    /// `dps_account_holder_name`, AH(20): 입금: holder of the receiving account; nil where it is blank.
    public var depositHolderName: HolderName?
    /// The bank's part of the answer.
    public var bank: BankBlock
    /// `fintech_use_num`, AN(24): 핀테크이용번호: stands for one account towards one organisation; nil where it is blank.
    public var fintechUseNumber: FintechUseNumber?
    /// `account_alias`, AH(50): 계좌별명: nickname; nil where it is blank.
    public var alias: AccountAlias?
    /// `bank_code_std`, AN(3): 개설기관.표준코드: the bank; nil where it is blank.
    public var bankCode: BankCode?
    /// `bank_code_sub`, AN(7): 개설기관.점별코드: bank and branch, 0000000 when unknown; nil where it is blank.
    public var branch: BranchCode?
    /// `bank_name`, AH(20): 개설기관명: the bank's name.
    public var bankName: String
    /// `account_num_masked`, NS(20): 마스킹된 출력용 계좌번호: the last three characters are *.
    public var accountNumberMasked: String
    /// `print_content`, AH(20): 인자내역: what the counterparty's passbook prints; nil where it is blank.
    public var printContent: PrintContent?
    /// `account_holder_name`, AH(20): 계좌예금주명: the holder's name; nil where it is blank.
    public var holderName: HolderName?
    /// `tran_amt`, N(12): 거래금액: in won, more than 0; nil where it is blank.
    public var amount: Won?
    /// `cms_no`, AN(32): CMS 번호: the organisation's reference; nil where it is blank.
    public var cmsNumber: CMSNumber?

    /// Makes the message of checked values; each is described at its property.
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
