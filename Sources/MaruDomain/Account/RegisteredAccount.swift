/// 등록계좌: an account that a user registered with one organisation, and what the user agreed to.
public struct RegisteredAccount: Sendable, Hashable {
  public let fintechUseNumber: FintechUseNumber
  public let organisation: OrganisationCode
  public let user: UserSeqNo
  public let account: BankAccount
  public let branch: BranchCode
  public var alias: AccountAlias
  public let holderName: HolderName
  public let type: AccountType
  public let productName: String
  /// When inquiry was agreed to; nil when it never was or was cancelled.
  public var inquiryAgreedAt: Instant?
  /// When withdrawal was agreed to; nil when it never was or was cancelled.
  public var transferAgreedAt: Instant?
  /// 납부자번호, `payer_num`: of the withdrawal agreement.
  public let payerNumber: String

  public init(
    fintechUseNumber: FintechUseNumber, organisation: OrganisationCode, user: UserSeqNo, account: BankAccount,
    branch: BranchCode, alias: AccountAlias, holderName: HolderName, type: AccountType, productName: String,
    inquiryAgreedAt: Instant?, transferAgreedAt: Instant?, payerNumber: String
  ) {
    self.fintechUseNumber = fintechUseNumber
    self.organisation = organisation
    self.user = user
    self.account = account
    self.branch = branch
    self.alias = alias
    self.holderName = holderName
    self.type = type
    self.productName = productName
    self.inquiryAgreedAt = inquiryAgreedAt
    self.transferAgreedAt = transferAgreedAt
    self.payerNumber = payerNumber
  }

  /// In use while one service is agreed to.
  public var state: AccountState { inquiryAgreedAt == nil && transferAgreedAt == nil ? .closed : .inUse }

  /// When the consent to `service` was given; nil when there is none.
  public func agreedAt(_ service: AccountService) -> Instant? {
    switch service {
    case .inquiry: inquiryAgreedAt
    case .transfer: transferAgreedAt
    }
  }
}

/// 이용기관: an organisation that uses the platform, with the contract that the hub checks orders against.
public struct Organisation: Sendable, Hashable {
  public let code: OrganisationCode
  public let name: HolderName
  /// 출금이체 수납계좌: where withdrawals are collected.
  public let collectionAccount: BankAccount
  /// 입금이체 지급계좌: what deposits are paid from.
  public let payingAccount: BankAccount
  public let limits: TransferLimits
  /// SHA-256 of the lower-case hex of SHA-512 of the transfer pass phrase.
  public let passPhraseHash: [UInt8]
  /// Addresses that may call money APIs; empty means any.
  public let allowedAddresses: [String]

  public init(
    code: OrganisationCode, name: HolderName, collectionAccount: BankAccount, payingAccount: BankAccount,
    limits: TransferLimits, passPhraseHash: [UInt8], allowedAddresses: [String]
  ) {
    self.code = code
    self.name = name
    self.collectionAccount = collectionAccount
    self.payingAccount = payingAccount
    self.limits = limits
    self.passPhraseHash = passPhraseHash
    self.allowedAddresses = allowedAddresses
  }
}

/// Who is calling: made by the authorization server from a valid token, and by nothing else.
public struct Caller: Sendable, Hashable {
  public let client: ClientID
  public let organisation: OrganisationCode
  /// Nil for an organisation's own token (client credentials).
  public let user: UserSeqNo?
  public let scopes: Scope
  public init(client: ClientID, organisation: OrganisationCode, user: UserSeqNo?, scopes: Scope) {
    self.client = client
    self.organisation = organisation
    self.user = user
    self.scopes = scopes
  }
}
