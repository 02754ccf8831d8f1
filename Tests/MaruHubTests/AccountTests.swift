import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed
import Synchronization
import TestSupport
import Testing

/// Registered accounts: names, numbers, consents, and how each end of one shows in every later call.
@Suite struct AccountTests {
  private func list(_ test: TestHub, cancelled: YesNo = .no, order: SortOrder = .ascending) async throws -> [AccountList
    .Account]
  {
    try await test.hub.accountList(
      .init(user: test.person.user, includeCancelled: cancelled, sortOrder: order), by: test.user
    ).body.accounts
  }
  private func me(_ test: TestHub) async throws -> [UserMe.Account] {
    try await test.hub.userMe(.init(user: test.person.user), by: test.user).body.accounts
  }
  private func cancel(_ service: AccountService, _ test: TestHub) async throws -> Reply<AccountCancel.Response> {
    try await test.hub.accountCancel(
      .init(service: service, fintechUseNumber: test.account.fintechUseNumber), by: test.user)
  }
  private func balance(_ test: TestHub) async throws -> Reply<AccountBalance.Response> {
    try await test.hub.accountBalance(
      .init(fintechUseNumber: test.account.fintechUseNumber, requestedAt: test.clock.world.now().dateTime),
      by: test.user)
  }
  private let field = "fintech_use_num"

  @Test("an alias is the hub's own: lists and orders show it, no bank hears of it")
  func alias() async throws {
    let test = try await TestHub.open()
    for bank in test.bed.banks { test.bed.desk[bank.bank.code] = .down }
    let alias = try #require(AccountAlias("월급 통장 <b>&"))
    let reply = try await test.hub.accountUpdateInfo(
      .init(fintechUseNumber: test.account.fintechUseNumber, alias: alias), by: test.user)
    #expect(reply.body.alias == alias)
    #expect(try await list(test).first { $0.fintechUseNumber == test.account.fintechUseNumber }?.alias == alias)
    #expect(try await me(test).first { $0.fintechUseNumber == test.account.fintechUseNumber }?.alias == alias)
    for bank in test.bed.banks { test.bed.desk[bank.bank.code] = .up }
    #expect(try await test.withdraw(1_000).body.alias == alias)
    await test.close()
  }

  @Test("a change whose commit is lost is told as not known, and works at the next try", arguments: [true, false])
  func lostCommit(_ kept: Bool) async throws {
    let stores = Mutex<[LosingStore]>([])
    let test = try await TestHub.open(wrap: { inner in
      let made = LosingStore(inner)
      stores.withLock { $0.append(made) }
      return made
    })
    let alias = try #require(AccountAlias("월급"))
    let request = AccountUpdateInfo.Request(fintechUseNumber: test.account.fintechUseNumber, alias: alias)
    stores.withLock { $0.forEach { $0.loseNext(kept: kept) } }
    await #expect(throws: HubError(.timeExceeded)) { try await test.hub.accountUpdateInfo(request, by: test.user) }
    #expect(try await test.hub.accountUpdateInfo(request, by: test.user).body.alias == alias)
    await test.close()
  }

  @Test("one service cancelled ends that service and leaves the other")
  func cancelOne() async throws {
    for service: AccountService in [.inquiry, .transfer] {
      let test = try await TestHub.open()
      let reply = try await cancel(service, test)
      #expect(reply.code == .success)
      #expect(reply.body.bank.codeTran == test.account.account.bank)
      if service == .inquiry {
        await #expect(throws: HubError(.inquiryConsentMissing, field: field)) { try await balance(test) }
        #expect(try await test.withdraw(1_000).code == .success)
      } else {
        await #expect(throws: HubError(.withdrawalConsentMissing, field: field)) { try await test.withdraw(1_000) }
        #expect(try await balance(test).code == .success)
      }
      let row = try #require(try await list(test).first { $0.fintechUseNumber == test.account.fintechUseNumber })
      #expect(row.inquiryAgreed.flag == (service == .transfer))
      #expect(row.transferAgreed.flag == (service == .inquiry))
      #expect((row.inquiryAgreedAt == nil) == (service == .inquiry))
      #expect(row.state == .inUse)
      let mine = try #require(try await me(test).first { $0.fintechUseNumber == test.account.fintechUseNumber })
      #expect(mine.payerNumber.isEmpty == (service == .transfer))
      await test.close()
    }
  }

  @Test("both services cancelled close the number: no list shows it, no call takes it (4.5)")
  func cancelBoth() async throws {
    let test = try await TestHub.open()
    let sent = test.clock.world.now().dateTime
    let before = try await test.withdraw(1_000)
    _ = try await cancel(.inquiry, test)
    _ = try await cancel(.transfer, test)
    let mismatch = HubError(.fintechUseNumberMismatch, field: field)
    await #expect(throws: mismatch) { try await balance(test) }
    await #expect(throws: mismatch) { try await test.withdraw(2_000) }
    await #expect(throws: mismatch) { try await cancel(.inquiry, test) }
    await #expect(throws: mismatch) {
      try await test.hub.accountUpdateInfo(
        .init(fintechUseNumber: test.account.fintechUseNumber, alias: test.account.alias), by: test.user)
    }
    #expect(try await !list(test).contains { $0.fintechUseNumber == test.account.fintechUseNumber })
    #expect(try await !me(test).contains { $0.fintechUseNumber == test.account.fintechUseNumber })
    let closed = try await list(test, cancelled: .yes).first { $0.fintechUseNumber == test.account.fintechUseNumber }
    #expect(closed?.state == .closed)
    // What was ordered while it was good is still found.
    let recheck = try await test.hub.transferRecheck(
      .init(
        checkType: .withdraw, count: 1,
        rows: [
          .init(
            number: 1, requestedAt: sent, form: .fintechUseNumber, fintechUseNumber: test.account.fintechUseNumber,
            amount: try #require(Won(1_000)))
        ], requestedAt: sent), by: test.organisation)
    #expect(recheck.body.rows.first?.bank.bankTransactionID == before.body.bank.bankTransactionID)
    await test.close()
  }

  @Test("a consent that is given again keeps the number, and starts its time anew")
  func again() async throws {
    let test = try await TestHub.open()
    _ = try await cancel(.inquiry, test)
    _ = try await cancel(.transfer, test)
    test.clock.move(seconds: 86_400)
    _ = try await test.consent()
    let again = try #require(try await test.registrations().first { $0.account == test.account.account })
    #expect(again.fintechUseNumber == test.account.fintechUseNumber)
    #expect(again.inquiryAgreedAt == test.clock.world.now())
    #expect(try await balance(test).code == .success)
    #expect(try await test.withdraw(1_000).code == .success)
    await test.close()
  }

  @Test("each organisation has a number of its own for an account, made of its own code; no account has two")
  func numbers() async throws {
    let test = try await TestHub.open()
    let other = test.bed.organisations[1]
    _ = try await test.consent(to: other)
    _ = try await test.consent(of: test.people[1])
    let (here, there) = (try await test.registrations(), try await test.registrations(with: other))
    let neighbour = try await test.registrations(of: test.people[1])
    #expect(Set(here.map(\.account)) == Set(there.map(\.account)))
    for (accounts, organisation) in [(here + neighbour, test.client), (there, other)] {
      #expect(accounts.allSatisfy { $0.fintechUseNumber.text.hasPrefix("1" + organisation.code.text.dropFirst()) })
    }
    let numbers = (here + there + neighbour).map(\.fintechUseNumber)
    #expect(Set(numbers).count == numbers.count)
    await test.close()
  }

  @Test("lists are in the order of registration, or the other way round")
  func order() async throws {
    let test = try await TestHub.open()
    let up = try await list(test).map(\.fintechUseNumber)
    #expect(up.count > 1)
    #expect(up == up.sorted { $0.text < $1.text })
    #expect(try await list(test, order: .descending).map(\.fintechUseNumber) == up.reversed())
    await test.close()
  }

  @Test("an unlink ends the tokens, not the accounts: a new consent finds them as they were (4.2)")
  func unlink() async throws {
    let test = try await TestHub.open()
    let alias = try #require(AccountAlias("내 통장"))
    _ = try await test.hub.accountUpdateInfo(
      .init(fintechUseNumber: test.account.fintechUseNumber, alias: alias), by: test.user)
    let tokens = try await test.userTokens()
    let reply = try await test.hub.userUnlink(
      .init(organisation: test.client.code, user: test.person.user), by: test.user)
    #expect(reply.body.user == test.person.user)
    await #expect(throws: HubError(.tokenInvalid)) { try await test.hub.oauth.verify(bearer: tokens.accessToken) }
    // The organisation may still pay to the account: its consents were not cancelled.
    let found = try #require(try await test.registrations().first { $0.account == test.account.account })
    #expect(found.inquiryAgreedAt != nil && found.transferAgreedAt != nil)
    _ = try await test.consent()
    #expect(try await me(test).first { $0.fintechUseNumber == test.account.fintechUseNumber }?.alias == alias)
    await test.close()
  }

  @Test("a consent ends at once, though the account's bank is down")
  func bankDown() async throws {
    let test = try await TestHub.open()
    test.bed.desk[test.account.account.bank] = .down
    #expect(try await cancel(.transfer, test).code == .success)
    test.bed.desk[test.account.account.bank] = .up
    await #expect(throws: HubError(.withdrawalConsentMissing, field: field)) { try await test.withdraw(1_000) }
    await test.close()
  }

  @Test("every change of consent is on record with its time")
  func record() async throws {
    let test = try await TestHub.open()
    let user = test.person.user
    let before = try await test.hub.store.read { try ConsentRecordTable.all(of: user, in: $0) }.count
    test.clock.move(seconds: 60)
    _ = try await cancel(.inquiry, test)
    test.clock.move(seconds: 60)
    _ = try await test.hub.userUnlink(.init(organisation: test.client.code, user: user), by: test.user)
    let records = try await test.hub.store.read { try ConsentRecordTable.all(of: user, in: $0) }.dropFirst(before)
    #expect(records.map(\.action) == [.cancelled, .unlinked])
    #expect(records.map(\.service) == ["inquiry", "login"])
    #expect(records.map(\.fintechUseNumber) == [test.account.fintechUseNumber, nil])
    #expect(records.last?.at == test.clock.world.now())
    await test.close()
  }
}
