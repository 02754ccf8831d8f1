/// 등록계좌: an account that a user registered with one organisation, and what the user agreed to.
public struct RegisteredAccount: Sendable, Hashable {
  /// 핀테크이용번호: stands for the account towards the organisation.
  public let fintechUseNumber: FintechUseNumber
  /// 이용기관코드: whose registration or call it is.
  public let organisation: OrganisationCode
  /// 사용자일련번호: who registered it.
  public let user: UserSeqNo
  /// Bank and number.
  public let account: BankAccount
  /// 점별코드: bank and branch.
  public let branch: BranchCode
  /// 계좌별명: the nickname, changed by `account/update_info`.
  public var alias: AccountAlias
  /// 예금주명, as the bank told it at the registration.
  public let holderName: HolderName
  /// 계좌종류.
  public let type: AccountType
  /// 상품명, at most 100 characters.
  public let productName: String
  /// When inquiry was agreed to; nil when it never was or was cancelled.
  public var inquiryAgreedAt: Instant?
  /// When withdrawal was agreed to; nil when it never was or was cancelled.
  public var transferAgreedAt: Instant?
  /// 납부자번호, `payer_num`: of the withdrawal agreement.
  public let payerNumber: String

  /// Makes the value of its parts; each is described at its property.
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
  /// 이용기관코드.
  public let code: OrganisationCode
  /// 이용기관명: also what passbooks print for it.
  public let name: HolderName
  /// 출금이체 수납계좌: where withdrawals are collected.
  public let collectionAccount: BankAccount
  /// 입금이체 지급계좌: what deposits are paid from.
  public let payingAccount: BankAccount
  /// How much it may move.
  public let limits: TransferLimits
  /// SHA-256 of the lower-case hex of SHA-512 of the transfer pass phrase.
  public let passPhraseHash: [UInt8]
  /// Addresses that may call money APIs; empty means any.
  public let allowedAddresses: [String]
  /// Whether its calls are served.
  public let service: ServiceState

  /// Makes the value of its parts; each is described at its property.
  public init(
    code: OrganisationCode, name: HolderName, collectionAccount: BankAccount, payingAccount: BankAccount,
    limits: TransferLimits, passPhraseHash: [UInt8], allowedAddresses: [String], service: ServiceState = .open
  ) {
    self.code = code
    self.name = name
    self.collectionAccount = collectionAccount
    self.payingAccount = payingAccount
    self.limits = limits
    self.passPhraseHash = passPhraseHash
    self.allowedAddresses = allowedAddresses
    self.service = service
  }
}

/// Who is calling: made by the authorization server from a valid token, and by nothing else.
public struct Caller: Sendable, Hashable {
  /// The application whose token it is.
  public let client: ClientID
  /// 이용기관코드: whose registration or call it is.
  public let organisation: OrganisationCode
  /// Nil for an organisation's own token (client credentials).
  public let user: UserSeqNo?
  /// What the token opens.
  public let scopes: Scope
  /// Only the authorization server makes callers; tests may.
  public init(client: ClientID, organisation: OrganisationCode, user: UserSeqNo?, scopes: Scope) {
    self.client = client
    self.organisation = organisation
    self.user = user
    self.scopes = scopes
  }
}
