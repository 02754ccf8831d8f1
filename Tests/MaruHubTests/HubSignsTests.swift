#if Postgres
  import Logging
  import MaruBankLink
  import MaruContract
  import MaruDomain
  import MaruOAuth
  import MaruStore
  import MaruTestBed
  import TestSupport
  import Testing

  @testable import MaruHub

  /// Hubs over one database hear of each other, and an operator of all of them.
  @Suite(.enabled(if: TestStores.hasServer)) struct HubSignsTests {
    /// Another hub over the database of `test`, by a clock of its own.
    private func another(_ test: TestHub, _ place: String, clock: TestClock) async throws -> Hub {
      let store = try TestStores.places(test.directory, onPostgreSQL: true).hub.open(HubSchema.migrations)
      let number = try await SerialSource.hubNumber(in: store)
      let links = test.bed.banks.map { GuardedBankLink($0, world: clock.world) as any BankLink }
      let hub = Hub(
        store: store, banks: BankDirectory(links),
        oauth: AuthorizationServer(store: store, world: clock.world, number: number),
        identity: SeededIdentityAgency(people: test.bed.people), world: clock.world, settings: test.hub.settings,
        logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), hasher: test.hub.hasher,
        number: number)
      hub.signs.settle(at: place, version: "0.2.0")
      return hub
    }

    /// Two hubs that have both told of themselves.
    private func withTwo(
      clock: TestClock? = nil, _ body: (TestHub, Hub) async throws -> Void
    ) async throws {
      let test = try await TestHub.open(guarded: true, onPostgreSQL: true)
      test.hub.signs.settle(at: "one:8081", version: "0.1.0")
      let other = try await another(test, "two:8082", clock: clock ?? test.clock)
      try await body(test, other)
      await other.store.close()
      await test.close()
    }

    private func calls(_ hub: Hub, _ count: Int64, _ microseconds: Int64, failing: Bool = false) {
      hub.callWatch.note(
        (0..<count).map { _ in
          CallRecord(
            stamp: hub.world.now(), apiTransactionID: "x", caller: nil, api: "account/balance",
            code: failing ? .bankRefused : .success, microseconds: microseconds)
        })
    }

    private func places(_ hub: Hub) async throws -> [String] { try await hub.company().hubs.map(\.place) }
    private func rows(_ hub: Hub) async throws -> [HubSign] {
      try await hub.store.read { try HubSignTable.all(in: $0) }
    }

    @Test("figures of two hubs add up, the percentiles from all calls, at both of them")
    func sum() async throws {
      try await withTwo { test, other throws in
        calls(test.hub, 90, 2_000)
        calls(other, 9, 900_000)
        calls(other, 1, 900_000, failing: true)
        for hub in [test.hub, other] { await hub.tellOthersOnce() }
        for hub in [test.hub, other] {
          let company = try await hub.company()
          let figures = try #require(company.calls["account/balance"])
          #expect(figures.calls == 100 && figures.failures == 1)
          let (half, most) = (
            try #require(figures.latencies.percentile(perMille: 500)),
            try #require(figures.latencies.percentile(perMille: 990))
          )
          #expect(half < 2_300 && most >= 900_000)
          // 51 seconds of the minute have begun.
          #expect(company.tenthsPerSecond == 100 * 10 / 51)
          #expect(Set(company.hubs.map(\.place)) == ["one:8081", "two:8082"] && company.secondsAgo == 0)
        }
        #expect(try await places(other).first == "two:8082", "who is asked comes first")
        #expect(try await test.hub.company().hubs.last?.version == "0.2.0")
      }
    }

    @Test("messages to a bank add up; a bank that one hub finds away is told as such, with how many hubs do")
    func banks() async throws {
      try await withTwo { test, other throws in
        let code = test.account.account.bank
        let request = AccountBalance.Request(
          fintechUseNumber: test.account.fintechUseNumber, requestedAt: test.clock.world.now().dateTime)
        _ = try await test.withdraw(1_000)
        _ = try await other.accountBalance(request, by: test.user)
        test.bed.desk[code] = .down
        for _ in 0..<20 { _ = try? await other.accountBalance(request, by: test.user) }
        test.bed.desk[code] = .up
        await other.tellOthersOnce()
        let bank = try #require(try await test.hub.company().banks.first { $0.code == code })
        let balances = try #require(bank.figures.asked[.balance])
        #expect(bank.figures.asked[.debit]?.calls == 1 && balances.calls == balances.failures + 1)
        #expect(balances.failures > 0 && bank.figures.silent == balances.failures && bank.figures.keptBack > 0)
        #expect(bank.status == .fault && bank.unavailableAt == 1 && bank.hubs == 2 && !bank.name.isEmpty)
        let sound = try #require(try await test.hub.company().banks.first { $0.code != code })
        #expect(sound.status == .available && sound.unavailableAt == 0)
      }
    }

    @Test("a hub that stops is not listed any more; one that is alone again writes nothing")
    func stopped() async throws {
      try await withTwo { test, other throws in
        for hub in [test.hub, other] { await hub.tellOthersOnce() }
        #expect(try await places(test.hub) == ["one:8081", "two:8082"])
        // As `maru serve` ends: its loop is cancelled.
        let loop = Task { try await other.tellOthers() }
        loop.cancel()
        try await loop.value
        #expect(try await places(test.hub) == ["one:8081"])
        await other.store.close()
        try await until { await test.hub.store.isAlone() }
        #expect(try await rows(test.hub).count == 1)
        await test.hub.tellOthersOnce()
        #expect(try await rows(test.hub) == [])
        await test.hub.tellOthersOnce()
        #expect(try await rows(test.hub) == [])
      }
    }

    @Test("a hub that is killed is shown to be late, then is not there, and its row goes")
    func killed() async throws {
      try await withTwo { test, other throws in
        calls(other, 5, 1_000)
        await other.tellOthersOnce()
        func seen() async throws -> KnownHub? { try await test.hub.company().hubs.dropFirst().first }
        #expect(try await seen()?.secondsAgo == 0)
        test.clock.move(seconds: 12)
        #expect(try await seen()?.isLate == false)
        test.clock.move(seconds: 1)
        let late = try await seen()
        #expect(late?.isLate == true && late?.secondsAgo == 13)
        test.clock.move(seconds: 17)
        #expect(try await places(test.hub).count == 2)
        test.clock.move(seconds: 1)
        #expect(try await places(test.hub) == ["one:8081"])
        #expect(try await test.hub.company().calls["account/balance"] == nil, "its figures went with it")
        await test.hub.tellOthersOnce()
        #expect(try await rows(test.hub).count == 2, "it may only stand still")
        test.clock.move(seconds: 120)
        await test.hub.tellOthersOnce()
        #expect(try await rows(test.hub).map(\.place) == ["one:8081"])
        // It stood still for minutes, and goes on.
        await other.tellOthersOnce()
        #expect(try await places(test.hub) == ["one:8081", "two:8082"])
        #expect(try await places(other) == ["two:8082", "one:8081"])
      }
    }

    @Test(
      "a hub whose clock is wrong is there all the same, and that its clock is wrong is told",
      arguments: [3_600, -3_600, 9] as [Int64])
    func clocks(_ ahead: Int64) async throws {
      let clock = TestClock()
      clock.move(seconds: ahead)
      try await withTwo(clock: clock) { test, other throws in
        for _ in 0..<3 {
          for hub in [test.hub, other] { await hub.tellOthersOnce() }
          for clock in [clock, test.clock] { clock.move(seconds: 5) }
          #expect(try await places(test.hub).count == 2)
          #expect(try await places(other).count == 2)
        }
        let seen = try #require(try await test.hub.company().hubs.last)
        #expect(seen.secondsAgo == 0 && !seen.isLate)
        let told = seen.secondsAhead ?? 0
        #expect(abs(ahead) < 10 ? told == 0 : abs(told - ahead) <= 5, "\(told)")
      }
    }

    @Test("a clock that is set back keeps no hub that is gone for longer")
    func setBack() async throws {
      try await withTwo { test, other throws in
        await other.tellOthersOnce()
        #expect(try await places(test.hub).count == 2)
        test.clock.move(seconds: -3_600)
        #expect(try await places(test.hub).count == 2)
        test.clock.move(seconds: 31)
        #expect(try await places(test.hub).count == 1)
      }
    }

    @Test("a hub that does not listen yet tells nothing of itself")
    func starting() async throws {
      let test = try await TestHub.open(onPostgreSQL: true)
      let other = try await another(test, "", clock: test.clock)
      await other.tellOthersOnce()
      #expect(try await rows(test.hub) == [])
      await other.store.close()
      await test.close()
    }
  }
#endif
