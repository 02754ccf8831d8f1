import MaruDomain
import Testing

@testable import MaruStore

/// What goes into a table comes out of it, for the hub's own tables.
@Suite struct RoundTripTests {
  @Test("an organisation is read as it was stored, and a changed one replaces it", arguments: StoreDriver.all)
  func organisation(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      let found = try await database.store.write { session in
        try OrganisationTable.save(Samples.contract, in: session)
        try OrganisationTable.save(Samples.contract, in: session)
        return try OrganisationTable.find(Samples.organisation, in: session)
      }
      #expect(found == Samples.contract)
      let other = try await database.store.read { try OrganisationTable.find(OrganisationCode("T000000000")!, in: $0) }
      #expect(other == nil)
    }
  }

  @Test("settings and serial numbers: the last value wins, numbers count up from 1", arguments: StoreDriver.all)
  func settings(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        #expect(try SettingTable.find("seed", in: session) == nil)
        try SettingTable.save("seed", "1", in: session)
        try SettingTable.save("seed", "둘 '; --", in: session)
        #expect(try SettingTable.find("seed", in: session) == "둘 '; --")
        #expect(try (1...3).map { _ in try SerialTable.next("a", in: session) } == [1, 2, 3])
        #expect(try SerialTable.next("b", in: session) == 1)
      }
    }
  }

  @Test("a client is read as it was stored; disabling it replaces it", arguments: StoreDriver.all)
  func client(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        try ClientTable.save(Samples.client, in: session)
        #expect(try ClientTable.find(Samples.clientID, in: session) == Samples.client)
        let old = Samples.client
        let disabled = OAuthClient(
          id: old.id, organisation: old.organisation, name: old.name, secretHash: old.secretHash, redirectURIs: [],
          scopes: old.scopes, isDisabled: true)
        try ClientTable.save(disabled, in: session)
        #expect(try ClientTable.find(Samples.clientID, in: session) == disabled)
      }
    }
  }

  @Test("a person is found by number, by CI and by name; a link is made once and undone", arguments: StoreDriver.all)
  func person(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        let (person, organisation) = (Samples.person, Samples.organisation)
        try PersonTable.insert(person, in: session)
        #expect(try PersonTable.find(person.user, in: session) == person)
        #expect(try PersonTable.find(ci: person.ci, in: session) == person)
        #expect(try PersonTable.find(name: person.name, in: session) == [person])
        #expect(try PersonTable.find(ci: "other", in: session) == nil)
        func links() throws -> Int64? { try session.row("SELECT COUNT(*) FROM user_link")?.integer(0) }
        for _ in 0..<2 { try PersonTable.link(person.user, to: organisation, at: Samples.now, in: session) }
        #expect(try links() == 1)
        try PersonTable.unlink(person.user, from: organisation, in: session)
        #expect(try links() == 0)
      }
    }
  }

  @Test("a grant moves its generations, and is revoked once for all its tokens (B-12)", arguments: StoreDriver.all)
  func grant(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        try ClientTable.save(Samples.client, in: session)
        try GrantTable.insert(Samples.grant, in: session)
        #expect(try GrantTable.find(7, in: session) == Samples.grant)
        try GrantTable.advance(7, generation: 9, used: 8, in: session)
        let moved = try GrantTable.find(7, in: session)
        #expect(moved?.generation == 9 && moved?.usedGeneration == 8 && moved?.isRevoked == false)

        try AccessTokenTable.insert(Samples.accessToken, in: session)
        #expect(try AccessTokenTable.find(Samples.accessToken.hash, in: session) == Samples.accessToken)
        let (user, organisation) = (Samples.user, Samples.organisation)
        #expect(try GrantTable.revokeAll(of: user, towards: organisation, at: Samples.now, in: session) == [7])
        #expect(try GrantTable.revokeAll(of: user, towards: organisation, at: Samples.now, in: session).isEmpty)
        #expect(try GrantTable.find(7, in: session)?.isRevoked == true)
        #expect(try AccessTokenTable.find(Samples.accessToken.hash, in: session) == nil)
      }
    }
  }

  @Test("codes and tokens are read as stored; a code is used once (F-30)", arguments: StoreDriver.all)
  func tokens(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        try ClientTable.save(Samples.client, in: session)
        try CodeTable.insert(Samples.code, in: session)
        #expect(try CodeTable.find(Samples.code.hash, in: session) == Samples.code)
        let bare = StoredCode(
          hash: [1], grant: 7, redirectURI: "a", challenge: nil, challengeMethod: nil, expiresAt: Samples.now)
        try CodeTable.insert(bare, in: session)
        #expect(try CodeTable.find([1], in: session) == bare)
        #expect(try CodeTable.use([1], at: Samples.now, in: session))
        #expect(try !CodeTable.use([1], at: Samples.now, in: session))
        #expect(try CodeTable.find([1], in: session)?.usedAt == Samples.now)
        try RefreshTokenTable.insert(Samples.refreshToken, in: session)
        #expect(try RefreshTokenTable.find(Samples.refreshToken.hash, in: session) == Samples.refreshToken)

        let own = StoredAccessToken(
          hash: [3], grant: nil,
          caller: Caller(client: Samples.clientID, organisation: Samples.organisation, user: nil, scopes: .oob),
          expiresAt: Samples.now)
        try AccessTokenTable.insert(own, in: session)
        #expect(try AccessTokenTable.find([3], in: session) == own)
        #expect(try AccessTokenTable.find([4], in: session) == nil)
      }
    }
  }

  @Test("a registered account is read as stored, in the order of registration", arguments: StoreDriver.all)
  func registeredAccount(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        var account = Samples.registered
        try RegisteredAccountTable.insert(account, at: Samples.now, in: session)
        #expect(try RegisteredAccountTable.find(account.fintechUseNumber, in: session) == account)
        #expect(
          try RegisteredAccountTable.find(
            account.account, of: account.user, with: account.organisation, in: session) == account)
        account.alias = AccountAlias("새 이름")!
        account.inquiryAgreedAt = nil
        account.transferAgreedAt = Samples.now
        #expect(try RegisteredAccountTable.update(account, in: session))
        #expect(try RegisteredAccountTable.all(of: account.user, with: account.organisation, in: session) == [account])
      }
      await #expect(throws: StoreError.self, "one account has one number per user and organisation") {
        try await database.store.write { session in
          let old = Samples.registered
          let second = RegisteredAccount(
            fintechUseNumber: FintechUseNumber("120260000100000000000002")!, organisation: old.organisation,
            user: old.user, account: old.account, branch: old.branch, alias: old.alias, holderName: old.holderName,
            type: old.type, productName: old.productName, inquiryAgreedAt: nil, transferAgreedAt: nil,
            payerNumber: "P2")
          try RegisteredAccountTable.insert(second, at: Samples.now, in: session)
        }
      }
    }
  }

  @Test("consent records are kept in order; a consent session counts its attempts", arguments: StoreDriver.all)
  func consent(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        let first = Samples.consent
        let second = ConsentRecord(
          organisation: first.organisation, client: first.client, user: first.user, fintechUseNumber: nil,
          service: "login", action: .unlinked, at: first.at, expiresAt: nil, textVersion: "2026-11", language: "eng")
        for record in [first, second] { try ConsentRecordTable.append(record, in: session) }
        #expect(try ConsentRecordTable.all(of: first.user, in: session) == [first, second])

        let stored = Samples.session
        try ConsentSessionTable.insert(stored, in: session)
        #expect(try ConsentSessionTable.find(stored.idHash, in: session) == stored)
        #expect(
          try (1...5).map { _ in try ConsentSessionTable.countAttempt([5, 5], atMost: 5, in: session) }
            == [true, true, true, true, false])
        #expect(try ConsentSessionTable.update(stored, in: session))
        #expect(
          try ConsentSessionTable.find([5, 5], in: session)?.attempts == 5, "saving gives no attempt back (R-04)")
        try ConsentSessionTable.sweep(before: stored.expiresAt, in: session)
        #expect(try ConsentSessionTable.find([5, 5], in: session) != nil)
        try ConsentSessionTable.sweep(before: stored.expiresAt.adding(seconds: 1), in: session)
        #expect(try ConsentSessionTable.find([5, 5], in: session) == nil)
        #expect(try !ConsentSessionTable.remove([5, 5], in: session))
        #expect(try !ConsentSessionTable.update(stored, in: session), "what is gone does not come back")
      }
    }
  }

  @Test("the record of calls takes any number of calls at once", arguments: StoreDriver.all, [0, 1, 31, 32, 33, 100])
  func calls(_ driver: StoreDriver, _ count: Int) async throws {
    try await withDatabase(driver) { database in
      let records = (0..<count).map { index in
        CallRecord(
          stamp: Samples.now.adding(seconds: Int64(index)), apiTransactionID: "\(index)",
          caller: index % 2 == 0 ? nil : Samples.accessToken.caller, api: "account/balance", code: .success,
          microseconds: Int64(index))
      }
      try await database.store.write { try CallTable.append(records, in: $0) }
      let rows = try await database.store.read {
        try $0.rows("SELECT api_tran_id, organisation, called_at, rsp_code FROM api_call ORDER BY id", [])
      }
      #expect(try rows.map { try $0.text(0) } == records.map(\.apiTransactionID))
      #expect(try rows.map { try $0.optionalText(1) } == records.map { $0.caller?.organisation.text })
      #expect(try rows.map { try $0.instant(2) } == records.map(\.stamp))
      #expect(try rows.allSatisfy { try $0.text(3) == "A0000" })
    }
  }
}
