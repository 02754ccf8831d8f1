public import MaruDomain

/// 계좌실명조회: whether an account is good and whose it is. Section 4.13 of the wire contract.
public enum InquiryRealName: Endpoint {
  public static let route = Route(
    .post, "inquiry/real_name", .anyOf(.oob), "계좌실명조회",
    "Whether an account is good, and its holder's name")

  /// The account and its holder's birth date or business number.
  public struct Request: WireMessage, Hashable {
    public var bankCode: BankCode
    public var accountNumber: AccountNumber
    public var holderInfo: HolderInfo
    public var requestedAt: DateTime

    public init(bankCode: BankCode, accountNumber: AccountNumber, holderInfo: HolderInfo, requestedAt: DateTime) {
      self.bankCode = bankCode
      self.accountNumber = accountNumber
      self.holderInfo = holderInfo
      self.requestedAt = requestedAt
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      bankCode = try fields.required(Wire.bankCode)
      accountNumber = try fields.required(Wire.accountNumber)
      holderInfo = try fields.required(Wire.holderInfo)
      requestedAt = try fields.required(Wire.tranDtime)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.bankCode, bankCode)
      fields.put(Wire.accountNumber, accountNumber)
      fields.put(Wire.holderInfo, holderInfo)
      fields.put(Wire.tranDtime, requestedAt)
    }
  }

  /// The holder; blank where the bank refused.
  public struct Response: WireMessage, Hashable {
    public var bank: BankBlock
    public var bankCode: BankCode
    public var branch: BranchCode?
    public var bankName: String
    public var accountNumber: AccountNumber
    public var holderInfo: HolderInfo
    public var holderName: HolderName?

    public init(
      bank: BankBlock, bankCode: BankCode, branch: BranchCode? = nil, bankName: String, accountNumber: AccountNumber,
      holderInfo: HolderInfo, holderName: HolderName? = nil
    ) {
      self.bank = bank
      self.bankCode = bankCode
      self.branch = branch
      self.bankName = bankName
      self.accountNumber = accountNumber
      self.holderInfo = holderInfo
      self.holderName = holderName
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      bank = try BankBlock(from: &fields)
      bankCode = try fields.required(Wire.bankCode)
      branch = try fields.blankable(Wire.branchCode)
      bankName = try fields.blankable(Wire.bankName) ?? ""
      accountNumber = try fields.required(Wire.accountNumber)
      holderInfo = try fields.required(Wire.holderInfo)
      holderName = try fields.blankable(Wire.holderName)
    }

    public func write(to fields: inout FieldWriter) {
      bank.write(to: &fields)
      fields.put(Wire.bankCode, bankCode)
      fields.putBlankable(Wire.branchCode, branch)
      fields.put(Wire.bankName, bankName)
      fields.put(Wire.accountNumber, accountNumber)
      fields.put(Wire.holderInfo, holderInfo)
      fields.putBlankable(Wire.holderName, holderName)
    }
  }
}
