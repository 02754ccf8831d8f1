package import Logging
package import MaruBankLink
package import MaruDomain
package import MaruOAuth
package import MaruStore

/// The use cases of the platform. Each API's behaviour is an extension in the file of its name; this file only holds what
/// they share.
///
/// A class, so that handing it on costs one reference instead of one for each of its parts.
package final class Hub: Sendable {
  package let store: any Store
  /// What is known to be wrong with the store.
  package let health: StoreHealth
  package let banks: BankDirectory
  package let oauth: AuthorizationServer
  package let identity: any IdentityAgency
  package let world: World
  package let settings: HubSettings
  package let logger: Logger
  let serials: SerialSource
  let desk = TransferDesk()
  let queue = OrderQueue()
  package let consentUses = ConsentUses()
  package let callWatch = CallWatch()
  package let signs = HubSigns()
  /// Tells it from other hubs over the same store; nil where there can be none.
  let number: Int64?
  let startedAt: Instant
  let organisations: RecentValues<OrganisationCode, Organisation>
  let accounts: RecentValues<FintechUseNumber, RegisteredAccount>
  package let hasher: PasswordHasher

  /// `number` tells this hub from others over the same store (``SerialSource/hubNumber(in:)``); nil where it is the only one.
  package init(
    store: any Store, banks: BankDirectory, oauth: AuthorizationServer, identity: any IdentityAgency, world: World,
    settings: HubSettings, logger: Logger, hasher: PasswordHasher? = nil, number: Int64? = nil
  ) {
    self.store = store
    health = store.health ?? StoreHealth()
    self.banks = banks
    self.oauth = oauth
    self.identity = identity
    self.world = world
    self.settings = settings
    self.logger = logger
    self.hasher = hasher ?? PasswordHasher(cost: settings.passwordCost)
    self.number = number
    startedAt = world.now()
    serials = SerialSource(world: world, hub: number)
    // A consent or contract that another hub changed counts here within a second.
    let age: Int64? = store.isShared ? 900 : nil
    organisations = RecentValues(limit: 10_000, greatestAge: age, now: world.now)
    accounts = RecentValues(limit: 100_000, greatestAge: age, now: world.now)
  }
}

/// What an operator can set.
package struct HubSettings: Sendable {
  /// How far a `tran_dtime` may lie from the hub's clock before it counts as frozen. Default ten minutes.
  package var requestTimeTolerance: Duration = .seconds(600)
  /// Test bed: how long an equal order with a frozen `tran_dtime` is a repeat. Nil (production): such orders are refused.
  package var frozenRepeatWindow: Duration? = .seconds(60)
  /// How long one call to a bank may take. A name check and two legs must fit into a client's 20 s.
  package var bankTimeout: Duration = .seconds(6)
  /// Test bed: the literal `NONE` stands for the pass phrase.
  package var acceptsPassPhraseNone = true
  /// How long a consent lasts.
  package var consentDays: Int64 = 365
  /// Calls a second that one organisation may make.
  package var callsPerSecond: Int = 100_000
  /// The binary logarithm of scrypt's N for passwords that are set from now on (``PasswordHasher/costs``).
  package var passwordCost = PasswordHasher.standardCost
  /// One-time numbers that one person may be sent within an hour, over all visits.
  package var oneTimeNumbersPerHour = 10
  /// How long the record of a call is kept, in days; one that a settlement day has still to count stays in any case.
  package var callsKeptDays: Int64 = 1_825
  /// How long the documents of an application are kept after its service ended, in days.
  package var documentsKeptDays: Int64 = 1_825
  /// How long codes and tokens are kept after they expired, in days.
  package var expiredKeptDays: Int64 = 30
  /// When a settlement day ends: other fees of a contract hold from the next one.
  package var cutOff = SettlementCutOff.midnight
  /// Whether letters are handed to a mail server; otherwise they stay in the outbox, which the test bed shows.
  package var deliversLetters = false
  /// What browsers call this hub, where it is not what they ask for (`Host`): a proxy stands in front.
  package var publicURL: String?
  /// Where the store is, without a password: what the log names when it is in trouble.
  package var storeShown = "data/hub.sqlite"
  package init() {}
}

/// The participating banks by code, in code order.
package struct BankDirectory: Sendable {
  package let links: [any BankLink]
  private let byCode: [BankCode: any BankLink]

  package init(_ links: [any BankLink]) {
    self.links = links.sorted { $0.bank.code < $1.bank.code }
    byCode = Dictionary(links.map { ($0.bank.code, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The bank's connector, or nil where the bank does not take part.
  package subscript(code: BankCode) -> (any BankLink)? { byCode[code] }

  /// The bank's name, or an empty text.
  package func name(of code: BankCode) -> String { byCode[code]?.bank.name ?? "" }
}
