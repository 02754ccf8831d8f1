public import MaruDomain

/// 입금이체(핀테크이용번호): from the organisation's paying account to users' accounts. Section 4.9 of the wire contract.
public enum TransferDeposit: Endpoint {
  public static let route = Route(
    .post, "transfer/deposit", .anyOf(.oob), "입금이체(핀테크이용번호)",
    "이용기관의 지급계좌에서 fintech_use_num으로 지정한 계좌로 25건까지 입금합니다",
    "Pays from the organisation's paying account to up to 25 accounts named by fintech_use_num")

  /// One payment.
  public struct Row: WireMessage, Hashable {
    /// `tran_no`, N(5): 거래순번: row number, echoed.
    public var number: Int
    /// `fintech_use_num`, AN(24): 핀테크이용번호: stands for one account towards one organisation.
    public var fintechUseNumber: FintechUseNumber
    /// `print_content`, AH(20): 인자내역: what the counterparty's passbook prints.
    public var printContent: PrintContent
    /// `tran_amt`, N(12): 거래금액: in won, more than 0.
    public var amount: Won
    /// `cms_no`, AN(32): CMS 번호: the organisation's reference; nil leaves it out.
    public var cmsNumber: CMSNumber?

    /// Makes the message of checked values; each is described at its property.
    public init(
      number: Int, fintechUseNumber: FintechUseNumber, printContent: PrintContent, amount: Won,
      cmsNumber: CMSNumber? = nil
    ) {
      self.number = number
      self.fintechUseNumber = fintechUseNumber
      self.printContent = printContent
      self.amount = amount
      self.cmsNumber = cmsNumber
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      number = try fields.required(Wire.rowNumber)
      fintechUseNumber = try fields.required(Wire.fintechUseNumber)
      printContent = try fields.required(Wire.printContent)
      amount = try fields.required(Wire.amount)
      cmsNumber = try fields.optional(Wire.cmsNumber)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.rowNumber, number)
      fields.put(Wire.fintechUseNumber, fintechUseNumber)
      fields.put(Wire.printContent, printContent)
      fields.put(Wire.amount, amount)
      fields.putOptional(Wire.cmsNumber, cmsNumber)
    }
  }

  /// The payments and the phrase that authorises them.
  public struct Request: WireMessage, Hashable {
    /// `wd_pass_phrase`, aN(128): 입금이체용 암호문구: the organisation's phrase or the lower-case hex of its SHA-512; NONE on
    /// the test bed.
    public var passPhrase: PassPhrase
    /// `wd_print_content`, AH(20): 출금계좌 인자내역: text in the paying passbook.
    public var withdrawPrintContent: PrintContent
    /// `name_check_option`, aN(3): 수취인성명 검증 여부: on (also when absent) or off.
    public var nameCheck: NameCheck
    /// `req_cnt`, N(5): 입금요청건수: number of rows; the rows present count.
    public var count: Int
    /// `req_list`: the payments; each succeeds or fails alone.
    public var rows: [Row]
    /// `tran_dtime`, N(14): 요청일시: the caller's time of the request, KST.
    public var requestedAt: DateTime

    /// Makes the message of checked values; each is described at its property.
    public init(
      passPhrase: PassPhrase, withdrawPrintContent: PrintContent, nameCheck: NameCheck, count: Int, rows: [Row],
      requestedAt: DateTime
    ) {
      self.passPhrase = passPhrase
      self.withdrawPrintContent = withdrawPrintContent
      self.nameCheck = nameCheck
      self.count = count
      self.rows = rows
      self.requestedAt = requestedAt
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      passPhrase = try fields.required(Wire.passPhrase)
      withdrawPrintContent = try fields.required(Wire.withdrawPrintContent)
      nameCheck = try fields.optional(Wire.nameCheck) ?? .on
      count = try fields.required(Wire.requestCount)
      rows = try fields.list(
        "req_list", of: Row.self, atMost: 25, "입금 목록. 저마다 따로 성공하거나 실패함: the payments; each succeeds or fails alone")
      requestedAt = try fields.required(Wire.tranDtime)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.passPhrase, passPhrase)
      fields.put(Wire.withdrawPrintContent, withdrawPrintContent)
      fields.put(Wire.nameCheck, nameCheck)
      fields.put(Wire.requestCount, count)
      fields.put(list: "req_list", rows)
      fields.put(Wire.tranDtime, requestedAt)
    }
  }

  /// One payment's own result.
  public struct ResponseRow: WireMessage, Hashable {
    /// `tran_no`, N(5): 거래순번: row number, echoed.
    public var number: Int
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
      number: Int, bank: BankBlock, fintechUseNumber: FintechUseNumber? = nil, alias: AccountAlias? = nil,
      bankCode: BankCode? = nil, branch: BranchCode? = nil, bankName: String, accountNumberMasked: String,
      printContent: PrintContent? = nil, holderName: HolderName? = nil, amount: Won? = nil,
      cmsNumber: CMSNumber? = nil
    ) {
      self.number = number
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
      number = try fields.required(Wire.rowNumber)
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
      fields.put(Wire.rowNumber, number)
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

  /// The organisation's side, and a result for each row.
  public struct Response: WireMessage, Hashable {
    /// `wd_bank_code_std`, AN(3): 출금: paying bank; nil where it is blank.
    public var withdrawBank: BankCode?
    /// `wd_bank_code_sub`, AN(7): 출금: branch of the paying side; nil where it is blank.
    public var withdrawBranch: BranchCode?
    /// `wd_bank_name`, AH(20): 출금: name of the paying bank.
    public var withdrawBankName: String
    /// `wd_account_num_masked`, NS(20): 출금: the paying account, last three characters *.
    public var withdrawAccountNumberMasked: String
    /// `wd_print_content`, AH(20): 출금: what the paying passbook prints; nil where it is blank.
    public var withdrawPrintContent: PrintContent?
    /// `wd_account_holder_name`, AH(20): 출금: holder of the paying account; nil where it is blank.
    public var withdrawHolderName: HolderName?
    /// `res_cnt`, N(5): 조회건수: rows in res_list.
    public var count: Int
    /// `res_list`: a result for each payment.
    public var rows: [ResponseRow]

    /// Makes the message of checked values; each is described at its property.
    public init(
      withdrawBank: BankCode? = nil, withdrawBranch: BranchCode? = nil, withdrawBankName: String,
      withdrawAccountNumberMasked: String, withdrawPrintContent: PrintContent? = nil,
      withdrawHolderName: HolderName? = nil, count: Int, rows: [ResponseRow]
    ) {
      self.withdrawBank = withdrawBank
      self.withdrawBranch = withdrawBranch
      self.withdrawBankName = withdrawBankName
      self.withdrawAccountNumberMasked = withdrawAccountNumberMasked
      self.withdrawPrintContent = withdrawPrintContent
      self.withdrawHolderName = withdrawHolderName
      self.count = count
      self.rows = rows
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      withdrawBank = try fields.blankable(Wire.withdraw.bankCode)
      withdrawBranch = try fields.blankable(Wire.withdraw.branchCode)
      withdrawBankName = try fields.blankable(Wire.withdraw.bankName) ?? ""
      withdrawAccountNumberMasked = try fields.blankable(Wire.withdraw.accountNumberMasked) ?? ""
      withdrawPrintContent = try fields.blankable(Wire.withdraw.printContent)
      withdrawHolderName = try fields.blankable(Wire.withdraw.holderName)
      count = try fields.required(Wire.resultCount)
      rows = try fields.list(
        "res_list", of: ResponseRow.self, orNone: true, "결과 목록. 입금마다 하나: a result for each payment")
    }

    public func write(to fields: inout FieldWriter) {
      fields.putBlankable(Wire.withdraw.bankCode, withdrawBank)
      fields.putBlankable(Wire.withdraw.branchCode, withdrawBranch)
      fields.put(Wire.withdraw.bankName, withdrawBankName)
      fields.put(Wire.withdraw.accountNumberMasked, withdrawAccountNumberMasked)
      fields.putBlankable(Wire.withdraw.printContent, withdrawPrintContent)
      fields.putBlankable(Wire.withdraw.holderName, withdrawHolderName)
      fields.put(Wire.resultCount, count)
      fields.put(list: "res_list", rows)
    }
  }
}
