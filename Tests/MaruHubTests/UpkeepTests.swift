import MaruContract
import MaruDomain
import MaruHub
import MaruOAuth
import MaruStore
import MaruTestBed
import TestSupport
import Testing

/// What a hub does by itself beside transfers.
@Suite struct UpkeepTests {
  private func notices(_ test: TestHub) async throws -> Int64 {
    try await test.hub.store.read { try $0.row("SELECT COUNT(*) FROM bank_notice")?.integer(0) ?? -1 }
  }

  private func cancel(_ test: TestHub) async throws {
    _ = try await test.hub.accountCancel(
      .init(service: .transfer, fintechUseNumber: test.account.fintechUseNumber), by: test.user)
  }

  @Test("a bank that hears at once of an ended service is told nothing later")
  func toldAtOnce() async throws {
    let test = try await TestHub.open()
    try await cancel(test)
    #expect(try await notices(test) == 0)
    await test.close()
  }

  @Test("a bank that is down when a service ends is told later, less and less often, until it listens")
  func toldLater() async throws {
    let test = try await TestHub.open()
    let bank = test.account.account.bank
    test.bed.desk[bank] = .down
    try await cancel(test)
    #expect(try await notices(test) == 1)
    let upkeep = BankNotices(hub: test.hub)
    func attempts() async throws -> Int64? {
      try await test.hub.store.read { try $0.row("SELECT attempts FROM bank_notice")?.integer(0) }
    }
    await upkeep.pass()
    #expect(try await attempts() == 0, "its time has not come")
    for attempt in Int64(1)...3 {
      test.clock.move(seconds: 60 << (attempt - 1))
      await upkeep.pass()
      #expect(try await attempts() == attempt)
      await upkeep.pass()
      #expect(try await attempts() == attempt, "not before its time")
    }
    test.bed.desk.set(.fault, of: bank)
    test.bed.desk[bank] = .up
    test.clock.move(seconds: 3_600)
    await upkeep.pass()
    #expect(try await notices(test) == 0)
    await test.close()
  }

  @Test("a service that the user agreed to anew is not ended late")
  func agreedAgain() async throws {
    let test = try await TestHub.open()
    test.bed.desk[test.account.account.bank] = .down
    try await cancel(test)
    test.clock.move(seconds: 30)
    let (number, now) = (test.account.fintechUseNumber, test.clock.world.now())
    try await test.hub.store.write { session in
      var account = try #require(try RegisteredAccountTable.find(number, in: session))
      account.transferAgreedAt = now
      _ = try RegisteredAccountTable.update(account, in: session)
    }
    test.clock.move(seconds: 60)
    await BankNotices(hub: test.hub).pass()
    #expect(try await notices(test) == 0, "the bank is still down: it was not asked")
    await test.close()
  }

  @Test("old records of calls go, in small batches, but none that its day's settlement has still to count")
  func calls() async throws {
    var settings = HubSettings()
    settings.callsKeptDays = 10
    let test = try await TestHub.open(settings: settings)
    let caller = test.organisation
    func call() async throws {
      let now = test.clock.world.now()
      try await test.hub.store.write { session in
        for _ in 0..<700 {
          try CallTable.append(
            [
              CallRecord(
                stamp: now, apiTransactionID: "x", caller: caller, api: "account/balance", code: .success,
                microseconds: 1)
            ], in: session)
        }
      }
    }
    func count() async throws -> Int64? {
      try await test.hub.store.read { try $0.row("SELECT COUNT(*) FROM api_call")?.integer(0) }
    }
    try await call()
    test.clock.move(seconds: 20 * 86_400)
    let sweeper = Sweeper(hub: test.hub)
    await sweeper.pass()
    #expect(try await count() == 700, "no day is settled yet")
    #expect(try await test.withdraw(1_000).code == .success)
    try await call()
    test.clock.move(seconds: 86_400)
    for settled in try await Settlement(store: test.hub.store, world: test.clock.world).closeEnded() {
      #expect(settled.fees.first { $0.api == "account/balance" }?.count == 1_400, "all are counted before they go")
    }
    #expect(await sweeper.pass() == 700)
    #expect(try await count() == 700, "what is younger stays")
    await test.close()
  }

  @Test("expired codes and tokens go when they have had their time, and those in use stay")
  func tokens() async throws {
    var oauth = OAuthSettings()
    oauth.accessTokenSeconds = 3_600
    oauth.refreshTokenSeconds = 7_200
    var settings = HubSettings()
    settings.expiredKeptDays = 2
    let test = try await TestHub.open(settings: settings, oauth: oauth)
    func counts() async throws -> [Int64?] {
      try await test.hub.store.read { session in
        try ["access_token", "refresh_token", "authorization_code"].map {
          try session.row("SELECT COUNT(*) FROM \($0)")?.integer(0)
        }
      }
    }
    _ = try await test.userTokens()
    let before = try await counts()
    let sweeper = Sweeper(hub: test.hub)
    test.clock.move(seconds: 2 * 86_400)
    await sweeper.pass()
    #expect(try await counts() == before, "expired, and kept for two days")
    _ = try await test.userTokens()
    test.clock.move(seconds: 10_000)
    await sweeper.pass()
    #expect(try await counts() == [1, 1, 1])
    await test.close()
  }

  @Test("a person gets so many one-time numbers an hour, over all visits; the next hour has its own")
  func oneTimeNumbers() async throws {
    var settings = HubSettings()
    settings.oneTimeNumbersPerHour = 3
    let test = try await TestHub.open(settings: settings)
    let person = test.person.person
    let claim = IdentityClaim(name: person.name, birthDate: person.birthDate, phone: person.phone)
    func visit() async throws -> OpenConsent {
      let members: [WireValue.Member] = [
        .init("response_type", .string("code")), .init("client_id", .string(test.client.clientID.text)),
        .init("redirect_uri", .string(test.client.redirectURI)), .init("scope", .string("login inquiry")),
        .init("auth_type", .string("0")),
      ]
      let (id, _) = try await test.hub.startConsent(members, headers: AuthorizeHeaders(), addsAccounts: false)
      return try await test.hub.consent(id, cookie: nil)
    }
    try await test.hub.identify(try await visit(), claim)
    let second = try await visit()
    try await test.hub.identify(second, claim)
    let open = try await test.hub.consent(second.id, cookie: second.newCookie)
    try await test.hub.sendNumberAgain(open)
    await #expect(throws: ConsentTrouble.tooManyNumbers) { try await test.hub.sendNumberAgain(open) }
    await #expect(throws: ConsentTrouble.tooManyNumbers) { try await test.hub.identify(try await visit(), claim) }
    let other = try #require(test.people.first { $0.user != test.person.user }).person
    try await test.hub.identify(
      try await visit(), IdentityClaim(name: other.name, birthDate: other.birthDate, phone: other.phone))
    test.clock.move(seconds: 3_601)
    try await test.hub.identify(try await visit(), claim)
    test.clock.move(seconds: 90_000)
    #expect(await Sweeper(hub: test.hub).pass() > 0)
    let left = try await test.hub.store.read { try $0.row("SELECT COUNT(*) FROM one_time_number")?.integer(0) }
    #expect(left == 0)
    await test.close()
  }
}
