public import MaruDomain

/// 사용자정보조회: the user and the registered accounts. Section 4.1 of the wire contract.
public enum UserMe: Endpoint {
  public static let route = Route(
    .get, "user/me", .anyOf(.login), "사용자정보조회",
    "The user's information and registered accounts; closed accounts are left out")

  /// The user asked about must be the token's.
  public struct Request: WireMessage, Hashable {
    public var user: UserSeqNo
    public var requestedAt: DateTime?

    public init(user: UserSeqNo, requestedAt: DateTime? = nil) {
      self.user = user
      self.requestedAt = requestedAt
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      user = try fields.required(Wire.userSeqNo)
      requestedAt = try fields.optional(Wire.tranDtime)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.userSeqNo, user)
      fields.putOptional(Wire.tranDtime, requestedAt)
    }
  }

  /// One registered account.
  public struct Account: WireMessage, Hashable {
    public var fintechUseNumber: FintechUseNumber
    public var alias: AccountAlias?
    public var bank: BankCode
    public var branch: BranchCode
    public var bankName: String
    public var accountNumberMasked: String
    public var holderName: HolderName?
    public var type: AccountType?
    public var inquiryAgreed: YesNo
    public var inquiryAgreedAt: DateTime?
    public var transferAgreed: YesNo
    public var transferAgreedAt: DateTime?
    public var payerNumber: String

    public init(
      fintechUseNumber: FintechUseNumber, alias: AccountAlias? = nil, bank: BankCode, branch: BranchCode,
      bankName: String, accountNumberMasked: String, holderName: HolderName? = nil, type: AccountType? = nil,
      inquiryAgreed: YesNo, inquiryAgreedAt: DateTime? = nil, transferAgreed: YesNo,
      transferAgreedAt: DateTime? = nil, payerNumber: String
    ) {
      self.fintechUseNumber = fintechUseNumber
      self.alias = alias
      self.bank = bank
      self.branch = branch
      self.bankName = bankName
      self.accountNumberMasked = accountNumberMasked
      self.holderName = holderName
      self.type = type
      self.inquiryAgreed = inquiryAgreed
      self.inquiryAgreedAt = inquiryAgreedAt
      self.transferAgreed = transferAgreed
      self.transferAgreedAt = transferAgreedAt
      self.payerNumber = payerNumber
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      fintechUseNumber = try fields.required(Wire.fintechUseNumber)
      alias = try fields.blankable(Wire.accountAlias)
      bank = try fields.required(Wire.bankCode)
      branch = try fields.blankable(Wire.branchCode) ?? .unknown
      bankName = try fields.blankable(Wire.bankName) ?? ""
      accountNumberMasked = try fields.blankable(Wire.accountNumberMasked) ?? ""
      holderName = try fields.blankable(Wire.holderName)
      type = try fields.blankable(Wire.accountType)
      inquiryAgreed = try fields.required(Wire.inquiryAgreed)
      inquiryAgreedAt = try fields.blankable(Wire.inquiryAgreedAt)
      transferAgreed = try fields.required(Wire.transferAgreed)
      transferAgreedAt = try fields.blankable(Wire.transferAgreedAt)
      payerNumber = try fields.blankable(Wire.payerNumber) ?? ""
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.fintechUseNumber, fintechUseNumber)
      fields.putBlankable(Wire.accountAlias, alias)
      fields.put(Wire.bankCode, bank)
      fields.put(Wire.branchCode, branch)
      fields.put(Wire.bankName, bankName)
      fields.put(Wire.accountNumberMasked, accountNumberMasked)
      fields.putBlankable(Wire.holderName, holderName)
      fields.putBlankable(Wire.accountType, type)
      fields.put(Wire.inquiryAgreed, inquiryAgreed)
      fields.putBlankable(Wire.inquiryAgreedAt, inquiryAgreedAt)
      fields.put(Wire.transferAgreed, transferAgreed)
      fields.putBlankable(Wire.transferAgreedAt, transferAgreedAt)
      fields.put(Wire.payerNumber, payerNumber)
    }
  }

  /// The user.
  public struct Response: WireMessage, Hashable {
    public var user: UserSeqNo
    public var ci: String
    public var name: HolderName?
    public var count: Int
    public var accounts: [Account]

    public init(user: UserSeqNo, ci: String, name: HolderName? = nil, count: Int, accounts: [Account]) {
      self.user = user
      self.ci = ci
      self.name = name
      self.count = count
      self.accounts = accounts
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      user = try fields.required(Wire.userSeqNo)
      ci = try fields.blankable(Wire.userCI) ?? ""
      name = try fields.blankable(Wire.userName)
      count = try fields.required(Wire.resultCount)
      accounts = try fields.list("res_list", of: Account.self, orNone: true, "registered accounts that are in use")
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.userSeqNo, user)
      fields.put(Wire.userCI, ci)
      fields.putBlankable(Wire.userName, name)
      fields.put(Wire.resultCount, count)
      fields.put(list: "res_list", accounts)
    }
  }
}
