package import Foundation
import Logging
import MaruBankLink
package import MaruContract
package import MaruDomain
package import MaruHub
package import MaruOAuth
package import MaruStore
package import MaruTestBed

/// A hub over real databases and simulated banks, in a directory of its own.
package struct TestHub: Sendable {
  package let directory: URL
  package let clock: TestClock
  package let hub: Hub
  package let bed: TestBed
  package let people: [SeededPerson]
  package let client: TestOrganisation
  package let person: SeededPerson
  /// The user's registered account with the most money, and the caller that may use it.
  package let account: RegisteredAccount
  package let user: Caller
  package let organisation: Caller
  package let bankStore: any Store
  private let isOnPostgreSQL: Bool

  /// What a test took for granted is not there.
  package struct Missing: Error {
    package let what: String
    package init(_ what: String) { self.what = what }
  }

  /// Opens a fresh hub, or the one in `directory` again; `guarded` with the guards around its banks; `wrap` puts something between hub and store.
  package static func open(
    in directory: URL? = nil, clock: TestClock = TestClock(), settings: HubSettings = HubSettings(),
    oauth: OAuthSettings = OAuthSettings(), identity: (any IdentityAgency)? = nil,
    addresses: [String] = [], guarded: Bool = false, limits: (inout TransferLimits) -> Void = { _ in },
    onPostgreSQL: Bool = TestStores.isPostgreSQL, wrap: (any Store) -> any Store = { $0 }
  ) async throws -> TestHub {
    let place =
      directory ?? FileManager.default.temporaryDirectory.appending(path: "maru-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    if directory == nil, clock.world.now().dateTime.wire == TestClock.start {
      try await FilledStores.shared.copy(to: place, onPostgreSQL: onPostgreSQL)
    } else if directory == nil {
      try TestStores.make(place, onPostgreSQL: onPostgreSQL)
    }
    let places = try TestStores.places(place, onPostgreSQL: onPostgreSQL)
    let real = try TestStores.open(places.hub, HubSchema.migrations)
    let bankStore = try TestStores.open(places.banks, BankSchema.migrations)
    let bed = try await TestBed.open(
      store: bankStore, seed: FilledStores.seed, world: clock.world, bankTimeout: settings.bankTimeout)
    let hasher = TestHub.hasher()
    func hub(_ store: any Store) async throws -> Hub {
      let number = try await SerialSource.hubNumber(in: real)
      let links = guarded ? bed.banks.map { GuardedBankLink($0, world: clock.world) as any BankLink } : bed.banks
      return Hub(
        store: store, banks: BankDirectory(links),
        oauth: AuthorizationServer(store: store, world: clock.world, settings: oauth, number: number),
        identity: identity ?? SeededIdentityAgency(people: bed.people), world: clock.world, settings: settings,
        logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), hasher: hasher,
        number: number)
    }
    // Registration goes past the wrapper: tests break the hub's own work, not its preparation.
    let plain = try await hub(real)
    let people = try await bed.register(at: plain).people
    guard let client = bed.organisations.first else { throw Missing("an organisation") }
    try await set(addresses, limits, of: client.code, in: real)
    // A payer whose bank is neither of the organisation's: each bank can then fail alone.
    let own = [client.collectionAccount.bank, client.payingAccount.bank]
    guard let person = people.first(where: { !own.contains($0.accounts[0].account.bank) }) else {
      throw Missing("a payer at a third bank")
    }
    _ = try await consent(at: plain, of: person, to: client)
    let first = person.accounts[0].account
    let found = try await real.read { session in
      try RegisteredAccountTable.find(first, of: person.user, with: client.code, in: session)
    }
    guard let account = found else { throw Missing("a registered account") }
    return TestHub(
      directory: place, clock: clock, hub: try await hub(wrap(real)), bed: bed, people: people, client: client,
      person: person,
      account: account,
      user: Caller(
        client: client.clientID, organisation: client.code, user: person.user, scopes: [.login, .inquiry, .transfer]),
      organisation: Caller(client: client.clientID, organisation: client.code, user: nil, scopes: .oob),
      bankStore: bankStore, isOnPostgreSQL: onPostgreSQL)
  }

  /// Writes another contract for the organisation, before anybody has read it.
  private static func set(
    _ addresses: [String], _ change: (inout TransferLimits) -> Void, of code: OrganisationCode, in store: any Store
  ) async throws {
    guard let found = try await store.read({ try OrganisationTable.find(code, in: $0) }) else {
      throw Missing("an organisation")
    }
    var limits = found.limits
    change(&limits)
    let changed = Organisation(
      code: found.code, name: found.name, collectionAccount: found.collectionAccount,
      payingAccount: found.payingAccount, limits: limits, passPhraseHash: found.passPhraseHash,
      allowedAddresses: addresses)
    guard changed != found else { return }
    try await store.write { try OrganisationTable.save(changed, in: $0) }
  }

  /// As a hub's, but quick: the library is not optimised where tests run, and takes a quarter of a second for one hash there.
  package static func hasher(cost: UInt8 = 4) -> PasswordHasher { PasswordHasher(threads: 1, cost: cost) }

  /// Ends the hub, and removes what it stored unless somebody goes on with it.
  package func close(keepingData: Bool = false) async {
    await hub.store.close()
    await bankStore.close()
    hub.hasher.close()
    if !keepingData { TestStores.remove(directory, onPostgreSQL: isOnPostgreSQL) }
  }
}

// MARK: Consent and tokens

extension TestHub {
  /// A yes of `person` to `client`, for all their accounts unless `choose` says otherwise.
  package static func consent(
    at hub: Hub, of person: SeededPerson, to client: TestOrganisation, scope: Scope = .user,
    extra: [WireValue.Member] = [], choose: (OfferedAccount) -> (inquiry: Bool, transfer: Bool) = { _ in (true, true) }
  ) async throws -> GivenConsent {
    let (request, _) = try await hub.oauth.authorizationRequest(
      [
        .init("response_type", .string("code")), .init("client_id", .string(client.clientID.text)),
        .init("redirect_uri", .string(client.redirectURI)), .init("scope", .string(scope.wire)),
      ] + extra)
    let offer = await hub.offer(
      to: .init(ci: person.person.ci, name: person.person.name, birthDate: person.person.birthDate))
    guard let known = try await hub.person(person.user) else { throw Missing("a person") }
    return try await hub.grantConsent(
      request, by: known,
      choices: offer.accounts.map {
        let chosen = choose($0)
        return ConsentChoice(account: $0, inquiry: chosen.inquiry, transfer: chosen.transfer, alias: nil)
      },
      text: ConsentText(version: "test", language: "kor"))
  }

  /// As ``consent(at:of:to:scope:extra:choose:)`` at this hub, by default of this person to this client.
  package func consent(
    of person: SeededPerson? = nil, to client: TestOrganisation? = nil, scope: Scope = .user,
    extra: [WireValue.Member] = [], choose: (OfferedAccount) -> (inquiry: Bool, transfer: Bool) = { _ in (true, true) }
  ) async throws -> GivenConsent {
    try await TestHub.consent(
      at: hub, of: person ?? self.person, to: client ?? self.client, scope: scope, extra: extra, choose: choose)
  }

  /// The token endpoint's answer to the code of a fresh consent.
  package func userTokens(
    of person: SeededPerson? = nil, to client: TestOrganisation? = nil, scope: Scope = .user
  ) async throws -> TokenAnswer {
    let client = client ?? self.client
    return try await redeem(try await consent(of: person, to: client, scope: scope).code, for: client)
  }

  /// The token endpoint's answer to a code.
  package func redeem(_ code: String, for client: TestOrganisation? = nil) async throws -> TokenAnswer {
    let client = client ?? self.client
    return try await hub.oauth.token(
      TokenRequest(
        grantType: "authorization_code", client: client.clientID, clientSecret: client.clientSecret, code: code,
        redirectURI: client.redirectURI))
  }

  /// An organisation's own token.
  package func organisationToken(of client: TestOrganisation? = nil) async throws -> String {
    let client = client ?? self.client
    return try await hub.oauth.token(
      TokenRequest(
        grantType: "client_credentials", client: client.clientID, clientSecret: client.clientSecret, scope: "oob")
    ).accessToken
  }

  /// Every registration of a person with a client, oldest first.
  package func registrations(
    of person: SeededPerson? = nil, with client: TestOrganisation? = nil
  ) async throws -> [RegisteredAccount] {
    let (user, code) = ((person ?? self.person).user, (client ?? self.client).code)
    return try await hub.store.read { try RegisteredAccountTable.all(of: user, with: code, in: $0) }
  }
}

// MARK: Money and books

extension TestHub {
  /// A withdrawal of `amount` from the user's account.
  package func withdraw(_ amount: Int64, at time: String? = nil) async throws -> Reply<TransferWithdraw.Response> {
    let requestedAt = time.flatMap { DateTime(wire: $0) } ?? clock.world.now().dateTime
    guard let content = PrintContent("쇼핑"), let won = Won(amount) else { throw Missing("an amount") }
    let request = TransferWithdraw.Request(
      depositPrintContent: content, fintechUseNumber: account.fintechUseNumber, printContent: nil, amount: won,
      requestedAt: requestedAt, cmsNumber: nil)
    return try await hub.withdraw(request, by: user, call: newCall())
  }

  package func newCall() -> CallStamp {
    CallStamp(
      id: APITransactionID(random: (clock.world.randomWord(), clock.world.randomWord())), at: clock.world.now())
  }

  package func balance(of account: BankAccount) async throws -> Int64 {
    let found = try await bankStore.read { try BankAccountTable.find(account, in: $0) }
    guard let found else { throw Missing("an account") }
    return found.balance.amount
  }

  package func setState(_ state: BankAccountState, of account: BankAccount) async throws {
    try await bankStore.write { session in
      guard let found = try BankAccountTable.find(account, in: session) else { throw Missing("an account") }
      try BankAccountTable.setState(state, of: found.id, in: session)
    }
  }

  package func setBalance(_ amount: Int64, of account: BankAccount) async throws {
    try await bankStore.write { session in
      guard var found = try BankAccountTable.find(account, in: session), let balance = SignedWon(amount) else {
        throw Missing("an account")
      }
      found.balance = balance
      try BankAccountTable.move(found, in: session)
    }
  }

  /// What is wrong with the hub's book: chain, balances, entries of every stage, sum zero (M-01). Empty when it is sound.
  package func bookFindings() async throws -> [String] {
    let report = try await BookCheck(store: hub.store).run()
    var findings = report.findings.map { "\($0)" }
    if report.debits != report.credits { findings.append("debits \(report.debits), credits \(report.credits)") }
    return findings
  }

  /// Everything that the hub's database holds, as one text: equal before and after what must not write. `except` are tables
  /// that may differ.
  package func contents(except: Set<String> = []) async throws -> String {
    try await hub.store.read { session in
      // The driver's own table changes with every commit.
      let tables = try session.rows(
        TestStores.isPostgreSQL
          ? "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'store_writer' ORDER BY 1"
          : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name", [])
      return try tables.filter { try !except.contains($0.text(0)) }.map { row in
        let name = try row.text(0)
        return "\(name): "
          + (try session.rows("SELECT * FROM \(name)", []).map { "\($0.values)" }.joined(separator: "\n"))
      }.joined(separator: "\n")
    }
  }
}
