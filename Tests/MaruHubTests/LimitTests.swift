import MaruContract
import MaruDomain
import MaruHub
import MaruTestBed
import TestSupport
import Testing

/// How much may move: per order, day and month, of an organisation in each direction and of a user. Section 6.3, A0101 to A0112.
@Suite struct LimitTests {
  private func won(_ amount: Int64) -> Won { Won(amount) ?? .zero }

  private func deposit(_ test: TestHub, _ amount: Int64) async throws -> Reply<TransferDeposit2.Response> {
    let account = test.account.account
    return try await test.hub.deposit2(
      .init(
        passPhrase: try #require(PassPhrase("NONE")), withdrawPrintContent: try #require(PrintContent("환급")),
        nameCheck: .off, count: 1,
        rows: [
          .init(
            number: 1, bankCode: account.bank, accountNumber: account.number, holderName: nil,
            printContent: try #require(PrintContent("환급")), amount: won(amount))
        ], requestedAt: test.clock.world.now().dateTime), by: test.organisation, call: test.newCall())
  }

  /// Orders of these amounts, one second apart; the last one must be refused with `code`, the others must move.
  private func expect(
    _ code: ResponseCode, _ test: TestHub, _ amounts: [Int64], _ order: (Int64) async throws -> ResponseCode
  ) async throws {
    for amount in amounts.dropLast() {
      #expect(try await order(amount) == .success)
      test.clock.move(seconds: 1)
    }
    let before = try await test.contents()
    let last = try #require(amounts.last)
    await #expect(throws: HubError(code, field: "tran_amt")) { _ = try await order(last) }
    #expect(try await test.contents() == before, "a refused order leaves nothing")
    #expect(try await test.bookFindings() == [])
  }

  @Test(
    "a withdraw keeps each limit to the won",
    arguments: [
      ("each", ResponseCode.organisationWithdrawLimitEach, [1_000, 1_001]),
      ("day", .organisationWithdrawLimitDay, [600, 400, 1]), ("month", .organisationWithdrawLimitMonth, [600, 400, 1]),
      ("user each", .userWithdrawLimitEach, [1_000, 1_001]), ("user day", .userWithdrawLimitDay, [600, 400, 1]),
    ] as [(String, ResponseCode, [Int64])])
  func withdraw(kind: String, code: ResponseCode, amounts: [Int64]) async throws {
    let bound = won(1_000)
    let test = try await TestHub.open(limits: {
      switch kind {
      case "each": $0.withdrawEach = bound
      case "day": $0.withdrawDay = bound
      case "month": $0.withdrawMonth = bound
      case "user each": $0.userWithdrawEach = bound
      default: $0.userWithdrawDay = bound
      }
    })
    try await expect(code, test, amounts) { try await test.withdraw($0).code }
    // A deposit does not count into it.
    #expect(try await deposit(test, 5_000).code == .success)
    await test.close()
  }

  @Test(
    "a deposit keeps each limit to the won",
    arguments: [
      ("each", ResponseCode.organisationDepositLimitEach, [1_000, 1_001]),
      ("day", .organisationDepositLimitDay, [600, 400, 1]), ("month", .organisationDepositLimitMonth, [600, 400, 1]),
    ] as [(String, ResponseCode, [Int64])])
  func deposit(kind: String, code: ResponseCode, amounts: [Int64]) async throws {
    let bound = won(1_000)
    let test = try await TestHub.open(limits: {
      switch kind {
      case "each": $0.depositEach = bound
      case "day": $0.depositDay = bound
      default: $0.depositMonth = bound
      }
    })
    try await expect(code, test, amounts) { try await deposit(test, $0).code }
    #expect(try await test.withdraw(5_000).code == .success)
    await test.close()
  }

  @Test("a day's limit is new at Korean midnight, a month's on the first of the month (M-14)")
  func periods() async throws {
    // 2026-11-30 23:59:59 KST.
    let test = try await TestHub.open(
      clock: TestClock("20261130235959"),
      limits: {
        $0.withdrawDay = Won(1_000) ?? .zero
        $0.withdrawMonth = Won(1_500) ?? .zero
      })
    #expect(try await test.withdraw(1_000).code == .success)
    await #expect(throws: HubError(.organisationWithdrawLimitDay, field: "tran_amt")) { try await test.withdraw(1) }
    test.clock.move(seconds: 1)
    #expect(try await test.withdraw(1_000).code == .success, "a new day in a new month")
    test.clock.move(seconds: 86_400)
    #expect(try await test.withdraw(500).code == .success)
    await #expect(throws: HubError(.organisationWithdrawLimitMonth, field: "tran_amt")) { try await test.withdraw(1) }
    await test.close()
  }

  @Test("of limits that an order breaks together the organisation's is told first")
  func first() async throws {
    let bound = won(10)
    let test = try await TestHub.open(limits: {
      $0.withdrawEach = bound
      $0.userWithdrawEach = bound
      $0.withdrawDay = bound
      $0.userWithdrawDay = bound
    })
    await #expect(throws: HubError(.organisationWithdrawLimitEach, field: "tran_amt")) { try await test.withdraw(11) }
    #expect(try await test.withdraw(10).code == .success)
    await #expect(throws: HubError(.organisationWithdrawLimitDay, field: "tran_amt")) { try await test.withdraw(1) }
    await test.close()
  }

  @Test("orders at the same time cannot share what is left of a limit (M-02)")
  func atOnce() async throws {
    let bound = won(1_000)
    let test = try await TestHub.open(limits: { $0.userWithdrawDay = bound })
    let before = try await test.balance(of: test.account.account)
    let good = await withTaskGroup(of: Bool.self) { group in
      // Different amounts, so that none is a repeat of another.
      for amount: Int64 in 101...140 { group.addTask { (try? await test.withdraw(amount).code) == .success } }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    let moved = before - (try await test.balance(of: test.account.account))
    #expect(moved <= 1_000)
    #expect(good >= 7 && good <= 9)
    #expect(try await test.bookFindings() == [])
    await test.close()
  }

  @Test("a user's limit counts over all organisations, an organisation's over all users")
  func subjects() async throws {
    let bound = won(1_000)
    let test = try await TestHub.open(limits: {
      $0.withdrawDay = bound
      $0.userWithdrawDay = Won(700) ?? .zero
    })
    #expect(try await test.withdraw(700).code == .success)
    await #expect(throws: HubError(.userWithdrawLimitDay, field: "tran_amt")) { try await test.withdraw(1) }
    let neighbour = test.people[1]
    _ = try await test.consent(of: neighbour)
    let theirs = try #require(try await test.registrations(of: neighbour).first)
    let caller = Caller(
      client: test.client.clientID, organisation: test.client.code, user: neighbour.user, scopes: .user)
    func withdraw(_ amount: Int64) async throws -> ResponseCode {
      try await test.hub.withdraw(
        .init(
          depositPrintContent: try #require(PrintContent("쇼핑")), fintechUseNumber: theirs.fintechUseNumber,
          printContent: nil, amount: won(amount), requestedAt: test.clock.world.now().dateTime, cmsNumber: nil),
        by: caller, call: test.newCall()
      ).code
    }
    #expect(try await withdraw(300) == .success)
    await #expect(throws: HubError(.organisationWithdrawLimitDay, field: "tran_amt")) { _ = try await withdraw(1) }
    await test.close()
  }
}
