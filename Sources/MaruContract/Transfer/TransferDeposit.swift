public import MaruDomain

/// 입금이체(핀테크이용번호): from the organisation's paying account to users' accounts. Section 4.9 of the wire contract.
public enum TransferDeposit: Endpoint {
  public static let route = Route(
    .post, "transfer/deposit", .anyOf(.oob), "입금이체(핀테크이용번호)",
    "Pays from the organisation's paying account to up to 25 accounts named by fintech_use_num")

  /// One payment.
  public struct Row: WireMessage, Hashable {
    public var number: Int
    public var fintechUseNumber: FintechUseNumber
    public var printContent: PrintContent
    public var amount: Won
    public var cmsNumber: CMSNumber?

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
    public var passPhrase: PassPhrase
    public var withdrawPrintContent: PrintContent
    public var nameCheck: NameCheck
    public var count: Int
    public var rows: [Row]
    public var requestedAt: DateTime

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
      rows = try fields.list("req_list", of: Row.self, atMost: 25, "the payments; each succeeds or fails alone")
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
    public var number: Int
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
    public var withdrawBank: BankCode?
    public var withdrawBranch: BranchCode?
    public var withdrawBankName: String
    public var withdrawAccountNumberMasked: String
    public var withdrawPrintContent: PrintContent?
    public var withdrawHolderName: HolderName?
    public var count: Int
    public var rows: [ResponseRow]

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
      rows = try fields.list("res_list", of: ResponseRow.self, orNone: true, "a result for each payment")
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
