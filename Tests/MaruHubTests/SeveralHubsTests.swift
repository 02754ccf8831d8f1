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

  /// Two hubs over one database: what one of them decides holds at the other.
  @Suite(.enabled(if: TestStores.hasServer)) struct SeveralHubsTests {
    /// A hub like `test`'s over the same database.
    private func second(_ test: TestHub) async throws -> Hub {
      let store = try TestStores.places(test.directory, onPostgreSQL: true).hub.open(HubSchema.migrations)
      let number = try await SerialSource.hubNumber(in: store)
      return Hub(
        store: store, banks: BankDirectory(test.bed.banks),
        oauth: AuthorizationServer(store: store, world: test.clock.world, number: number),
        identity: SeededIdentityAgency(people: test.bed.people), world: test.clock.world, settings: test.hub.settings,
        logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), hasher: test.hub.hasher,
        number: number)
    }

    private func withTwo(
      _ body: (TestHub, Hub) async throws -> Void
    ) async throws {
      let test = try await TestHub.open(onPostgreSQL: true)
      let other = try await second(test)
      try await body(test, other)
      await other.store.close()
      await test.close()
    }

    private func openCount(_ hub: Hub) async throws -> Int64 {
      try await hub.store.read { try TransferTable.openCount(in: $0) }
    }

    private func request(_ test: TestHub, _ amount: Int64) throws -> TransferWithdraw.Request {
      TransferWithdraw.Request(
        depositPrintContent: try #require(PrintContent("쇼핑")), fintechUseNumber: test.account.fintechUseNumber,
        printContent: nil, amount: try #require(Won(amount)), requestedAt: test.clock.world.now().dateTime,
        cmsNumber: nil)
    }

    @Test("the same order at two hubs at once moves money once and is answered alike (M-03)")
    func sameOrder() async throws {
      try await withTwo { test, other in
        let before = try await test.balance(of: test.account.account)
        var sum: Int64 = 0
        for amount in Int64(1_000)..<1_050 {
          let request = try request(test, amount)
          async let here = test.hub.withdraw(request, by: test.user, call: test.newCall())
          async let there = other.withdraw(request, by: test.user, call: test.newCall())
          let (one, two) = try await (here, there)
          #expect(one.body == two.body, "order of \(amount)")
          #expect(one.code == .success)
          sum += amount
        }
        #expect(try await test.balance(of: test.account.account) == before - sum)
        #expect(try await test.hub.store.read { try JournalTable.count(in: $0) } == 100)
        #expect(try await test.bookFindings() == [])
      }
    }

    @Test("a limit holds for two hubs together (M-02)")
    func sharedLimit() async throws {
      let test = try await TestHub.open(
        limits: { $0.userWithdrawDay = Won(10_000) ?? .greatest }, onPostgreSQL: true)
      let other = try await second(test)
      let before = try await test.balance(of: test.account.account)
      let done = try await withThrowingTaskGroup(of: Bool.self) { group in
        for index in 0..<40 {
          let request = try request(test, 1_000 + Int64(index))
          let hub = index % 2 == 0 ? test.hub : other
          group.addTask {
            do {
              return try await hub.withdraw(request, by: test.user, call: test.newCall()).code == .success
            } catch is HubError { return false }
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      let moved = before - (try await test.balance(of: test.account.account))
      #expect(moved <= 10_000)
      #expect(done > 0)
      #expect(try await test.bookFindings() == [])
      await other.store.close()
      await test.close()
    }

    @Test("what is revoked at one hub is refused by the other within a second (B-12)")
    func revoked() async throws {
      try await withTwo { test, other in
        let token = try await test.userTokens().accessToken
        _ = try await other.oauth.verify(bearer: token)
        // Looked up a moment ago: it may still count, for less than a second.
        _ = try await test.hub.userUnlink(
          UserUnlink.Request(organisation: test.client.code, user: test.person.user),
          by: try await test.hub.oauth.verify(bearer: token))
        test.clock.move(seconds: 1)
        await #expect(throws: HubError(.tokenInvalid)) { try await other.oauth.verify(bearer: token) }
      }
    }

    @Test("a consent that is ended at one hub is missing at the other within a second (B-12)")
    func ended() async throws {
      try await withTwo { test, other in
        let number = test.account.fintechUseNumber
        let request = AccountBalance.Request(
          fintechUseNumber: number, requestedAt: test.clock.world.now().dateTime)
        // Looked up a moment ago: it may still count, for less than a second.
        _ = try await other.accountBalance(request, by: test.user)
        _ = try await test.hub.accountCancel(
          AccountCancel.Request(service: .inquiry, fintechUseNumber: number), by: test.user)
        test.clock.move(seconds: 1)
        await #expect(throws: HubError(.inquiryConsentMissing, field: "fintech_use_num")) {
          try await other.accountBalance(request, by: test.user)
        }
      }
    }

    @Test(
      "a service that is suspended at one hub is refused by the other within a second, and opened again as soon (B-12)")
    func suspended() async throws {
      try await withTwo { test, other in
        let one = try await LiveApplicant(test)
        try await one.go(to: .live)
        let code = try #require(try await one.application().liveOrganisation)
        // Looked up a moment ago: it may still count, for less than a second.
        try await other.checkService(of: code)
        try await one.take(.suspend, by: LiveApplicant.officer, "점검합니다")
        await #expect(throws: HubError(.organisationNotUsable)) { try await test.hub.checkService(of: code) }
        test.clock.move(seconds: 1)
        await #expect(throws: HubError(.organisationNotUsable)) { try await other.checkService(of: code) }
        try await one.take(.lift, by: LiveApplicant.officer, "점검을 마쳤습니다")
        test.clock.move(seconds: 1)
        try await other.checkService(of: code)
      }
    }

    @Test("another hub's transfer is left to it for half a minute, and taken at once when that hub is gone")
    func takenOver() async throws {
      try await withTwo { test, other in
        test.bed.desk[test.account.account.bank] = .loseAnswer
        _ = try? await test.withdraw(3_000)
        test.bed.desk[test.account.account.bank] = .up
        let started = try await openCount(other)
        #expect(started == 1)
        let resolver = Resolver(hub: other)
        var attempts = await resolver.pass([:])
        #expect(try await openCount(other) == 1, "its own hub is at it")
        test.clock.move(seconds: 29)
        attempts = await resolver.pass(attempts)
        #expect(try await openCount(other) == 1)
        test.clock.move(seconds: 1)
        _ = await resolver.pass(attempts)
        #expect(try await openCount(other) == 0)
      }
      try await withTwo { test, other in
        test.bed.desk[test.account.account.bank] = .loseAnswer
        _ = try? await test.withdraw(3_000)
        test.bed.desk[test.account.account.bank] = .up
        await test.hub.store.close()
        _ = await Resolver(hub: other).pass([:])
        let left = try await openCount(other)
        #expect(left == 0)
      }
    }

    @Test("a hub that starts gets no number that leads to the keys of one that is there (M-14)")
    func numbers() async throws {
      try await withTwo { test, other throws in
        let known = try #require(try await SerialSource.hubNumber(in: test.hub.store))
        // As if five hundred and eleven hubs had come and gone: the next number's keys are those of `known`.
        _ = try await test.hub.store.write { session in
          try session.run(
            "UPDATE serial_counter SET value = ? WHERE name = 'hub'", [.integer(known + 511)])
        }
        let next = try await SerialSource.hubNumber(in: other.store)
        #expect(next == known + 513)
      }
    }

    @Test("work of one name is done by one hub at a time, and by the next one when its connection is gone")
    func exclusive() async throws {
      try await withTwo { test, other throws in
        let inside = await test.hub.store.exclusively("work") {
          await (
            other.store.exclusively("work") { true }, other.store.exclusively("other work") { true },
            test.hub.store.exclusively("work") { true }
          )
        }
        #expect(inside?.0 == nil && inside?.1 == true && inside?.2 == nil)
        try #require(inside != nil)
        let (before, isFree) = (await other.store.isAlone(), await other.store.exclusively("work") { true })
        #expect(!before && isFree == true)
        await test.hub.store.close()
        let after = await other.store.isAlone()
        #expect(after)
      }
    }
  }
#endif
