public import MaruDomain

/// 등록계좌조회: the registered accounts of a user. Section 4.3 of the wire contract.
public enum AccountList: Endpoint {
  public static let route = Route(
    .get, "account/list", .anyOf(.login), "등록계좌조회",
    "The registered accounts of the user")

  /// The user asked about must be the token's.
  public struct Request: WireMessage, Hashable {
    public var user: UserSeqNo
    public var includeCancelled: YesNo
    public var sortOrder: SortOrder
    public var requestedAt: DateTime?

    public init(user: UserSeqNo, includeCancelled: YesNo, sortOrder: SortOrder, requestedAt: DateTime? = nil) {
      self.user = user
      self.includeCancelled = includeCancelled
      self.sortOrder = sortOrder
      self.requestedAt = requestedAt
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      user = try fields.required(Wire.userSeqNo)
      includeCancelled = try fields.optional(Wire.includeCancel) ?? .no
      sortOrder = try fields.optional(Wire.sortOrder) ?? .descending
      requestedAt = try fields.optional(Wire.tranDtime)
    }

    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.userSeqNo, user)
      fields.put(Wire.includeCancel, includeCancelled)
      fields.put(Wire.sortOrder, sortOrder)
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
    public var state: AccountState

    public init(
      fintechUseNumber: FintechUseNumber, alias: AccountAlias? = nil, bank: BankCode, branch: BranchCode,
      bankName: String, accountNumberMasked: String, holderName: HolderName? = nil, type: AccountType? = nil,
      inquiryAgreed: YesNo, inquiryAgreedAt: DateTime? = nil, transferAgreed: YesNo,
      transferAgreedAt: DateTime? = nil, state: AccountState
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
      self.state = state
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
      state = try fields.required(Wire.accountState)
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
      fields.put(Wire.accountState, state)
    }
  }

  /// The accounts.
  public struct Response: WireMessage, Hashable {
    public var userName: HolderName?
    public var count: Int
    public var accounts: [Account]

    public init(userName: HolderName? = nil, count: Int, accounts: [Account]) {
      self.userName = userName
      self.count = count
      self.accounts = accounts
    }

    public init(from fields: inout FieldReader) throws(HubError) {
      userName = try fields.blankable(Wire.userName)
      count = try fields.required(Wire.resultCount)
      accounts = try fields.list("res_list", of: Account.self, orNone: true, "registered accounts")
    }

    public func write(to fields: inout FieldWriter) {
      fields.putBlankable(Wire.userName, userName)
      fields.put(Wire.resultCount, count)
      fields.put(list: "res_list", accounts)
    }
  }
}
