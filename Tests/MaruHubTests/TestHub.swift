import Foundation
import Logging
import MaruBankLink
import MaruContract
import MaruDomain
import MaruHub
import MaruOAuth
import MaruStore
import MaruTestBed
import Synchronization
import Testing

/// A clock that stands still until a test moves it; waiting takes no time.
final class TestClock: Sendable {
  private let now: Mutex<Instant>
  private let random = Mutex<UInt64>(7)

  init(_ text: String = "20261124093000") {
    now = Mutex(DateTime(wire: text)!.instant)
  }
  func move(seconds: Int64) { now.withLock { $0 = $0.adding(seconds: seconds) } }

  var world: World {
    World(
      now: { self.now.withLock { $0 } },
      randomBytes: { count in
        self.random.withLock { state in
          (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
          }
        }
      },
      sleep: { _ in await Task.yield() })
  }
}

/// A hub over real databases and simulated banks, in a directory of its own.
struct TestHub: Sendable {
  let directory: URL
  let clock: TestClock
  let hub: Hub
  let bed: TestBed
  let client: TestOrganisation
  let person: SeededPerson
  /// The user's registered account with the most money, and the caller that may use it.
  let account: RegisteredAccount
  let user: Caller
  let organisation: Caller
  private let bankStore: any Store

  /// Opens a fresh hub, or the one in `directory` again; `wrap` puts something between hub and store.
  static func open(
    in directory: URL? = nil, clock: TestClock = TestClock(), settings: HubSettings = HubSettings(),
    wrap: (any Store) -> any Store = { $0 }
  ) async throws -> TestHub {
    let place =
      directory ?? FileManager.default.temporaryDirectory.appending(path: "maru-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let real = try SQLiteStore(path: place.appending(path: "hub.sqlite").path, migrations: HubSchema.migrations)
    let bankStore = try SQLiteStore(path: place.appending(path: "banks.sqlite").path, migrations: BankSchema.migrations)
    let bed = try await TestBed.open(
      store: bankStore, seed: 3, world: clock.world, bankTimeout: settings.bankTimeout)
    func hub(_ store: any Store) -> Hub {
      Hub(
        store: store, banks: BankDirectory(bed.banks), oauth: AuthorizationServer(store: store, world: clock.world),
        identity: SeededIdentityAgency(people: bed.people), world: clock.world, settings: settings,
        logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }
    // Registration goes past the wrapper: tests break the hub's own work, not its preparation.
    let plain = hub(real)
    let people = try await bed.register(at: plain)
    let client = try #require(bed.organisations.first)
    // A payer whose bank is neither of the organisation's: each bank can then fail alone.
    let own = [client.collectionAccount.bank, client.payingAccount.bank]
    let person = try #require(people.people.first { !own.contains($0.accounts[0].account.bank) })
    let account = try await TestHub.consent(plain, client, person)
    return TestHub(
      directory: place, clock: clock, hub: hub(wrap(real)), bed: bed, client: client, person: person, account: account,
      user: Caller(
        client: client.clientID, organisation: client.code, user: person.user, scopes: [.login, .inquiry, .transfer]),
      organisation: Caller(client: client.clientID, organisation: client.code, user: nil, scopes: .oob),
      bankStore: bankStore)
  }

  private static func consent(
    _ hub: Hub, _ client: TestOrganisation, _ person: SeededPerson
  ) async throws -> RegisteredAccount {
    let (request, _) = try await hub.oauth.authorizationRequest([
      .init("response_type", .string("code")), .init("client_id", .string(client.clientID.text)),
      .init("redirect_uri", .string(client.redirectURI)), .init("scope", .string("login inquiry transfer")),
    ])
    let offer = await hub.offer(
      to: PersonIdentity(ci: person.person.ci, name: person.person.name, birthDate: person.person.birthDate))
    let known = try #require(try await hub.person(person.user))
    _ = try await hub.grantConsent(
      request, by: known,
      choices: offer.accounts.map { ConsentChoice(account: $0, inquiry: true, transfer: true, alias: nil) },
      text: ConsentText(version: "test", language: "kor"))
    let first = person.accounts[0].account
    let found = try await hub.store.read { session in
      try RegisteredAccountTable.find(first, of: person.user, with: client.code, in: session)
    }
    return try #require(found)
  }

  /// A withdrawal of `amount` from the user's account.
  func withdraw(_ amount: Int64, at time: String? = nil) async throws -> Reply<TransferWithdraw.Response> {
    let now = clock.world.now()
    let request = TransferWithdraw.Request(
      depositPrintContent: PrintContent("쇼핑")!, fintechUseNumber: account.fintechUseNumber, printContent: nil,
      amount: Won(amount)!, requestedAt: time.map { DateTime(wire: $0)! } ?? now.dateTime, cmsNumber: nil)
    return try await hub.withdraw(request, by: user, call: newCall())
  }

  func newCall() -> CallStamp {
    CallStamp(
      id: APITransactionID(random: (clock.world.randomWord(), clock.world.randomWord())), at: clock.world.now())
  }

  func balance(of account: BankAccount) async throws -> Int64 {
    let found = try await bankStore.read { try BankAccountTable.find(account, in: $0) }
    return try #require(found).balance.amount
  }

  func setState(_ state: BankAccountState, of account: BankAccount) async throws {
    try await bankStore.write { session in
      let found = try BankAccountTable.find(account, in: session)
      try BankAccountTable.setState(state, of: found!.id, in: session)
    }
  }

  func setBalance(_ amount: Int64, of account: BankAccount) async throws {
    try await bankStore.write { session in
      var found = try BankAccountTable.find(account, in: session)!
      found.balance = SignedWon(amount)!
      try BankAccountTable.move(found, in: session)
    }
  }

  /// The hub's book is sound: chain, balances, entries of every stage, sum zero (M-01).
  func requireSoundBook(sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let report = try await BookCheck(store: hub.store).run()
    #expect(report.findings.isEmpty, "\(report.findings)", sourceLocation: sourceLocation)
    #expect(report.debits == report.credits, sourceLocation: sourceLocation)
  }

  func close() async {
    await hub.store.close()
    await bankStore.close()
  }
}
