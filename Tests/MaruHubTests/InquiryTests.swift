import MaruContract
import MaruDomain
import MaruHub
import MaruTestBed
import TestSupport
import Testing

/// Histories, names, remitters and the state of the banks. Sections 4.6, 4.7, 4.13 to 4.15 of the wire contract.
@Suite struct InquiryTests {
  private func history(
    _ test: TestHub, type: InquiryType = .all, order: SortOrder = .descending, page: Int = 1, trace: TraceInfo? = nil,
    from: String = "20260101", to: String = "20261231"
  ) async throws -> AccountTransactionList.Response {
    let reply = try await test.hub.accountTransactionList(
      .init(
        fintechUseNumber: test.account.fintechUseNumber, inquiryType: type,
        fromDate: try #require(BusinessDate(wire: from)), toDate: try #require(BusinessDate(wire: to)),
        sortOrder: order, pageIndex: page, requestedAt: test.clock.world.now().dateTime, trace: trace), by: test.user)
    #expect(reply.code == .success)
    return reply.body
  }

  /// Every page, by number or by trace field.
  private func pages(_ test: TestHub, byTrace: Bool, type: InquiryType = .all, order: SortOrder = .descending)
    async throws
    -> [AccountTransactionList.Response]
  {
    var pages: [AccountTransactionList.Response] = []
    repeat {
      pages.append(
        try await history(
          test, type: type, order: order, page: byTrace ? 1 : pages.count + 1, trace: byTrace ? pages.last?.trace : nil)
      )
    } while pages.last?.nextPage == .yes && pages.count < 100
    return pages
  }

  @Test(
    "a history comes in pages of at most 25, whole, once and in order, by number and by trace alike",
    arguments: [SortOrder.descending, .ascending])
  func paging(order: SortOrder) async throws {
    let test = try await TestHub.open()
    for type: InquiryType in [.all, .incoming, .outgoing] {
      let byNumber = try await pages(test, byTrace: false, type: type, order: order)
      let byTrace = try await pages(test, byTrace: true, type: type, order: order)
      #expect(byNumber.map(\.rows) == byTrace.map(\.rows))
      let rows = byNumber.flatMap(\.rows)
      #expect(byNumber.dropLast().allSatisfy { $0.rows.count == 25 && $0.pageCount == 25 && $0.trace != nil })
      #expect(byNumber.allSatisfy { $0.totalCount == rows.count && $0.pageIndexUsed == .yes })
      #expect(byNumber.last?.trace == nil)
      let keys = rows.map { $0.date.wire + String(1_000_000 + $0.time) }
      #expect(keys == (order == .ascending ? keys.sorted() : keys.sorted(by: >)))
      switch type {
      case .all: #expect(byNumber.count > 2, "the test needs several pages")
      case .incoming: #expect(rows.allSatisfy { $0.direction == .incoming })
      case .outgoing: #expect(rows.allSatisfy { $0.direction == .outgoing })
      }
    }
    await test.close()
  }

  @Test("the balance after each line follows from the line before, down to today's balance")
  func balances() async throws {
    let test = try await TestHub.open()
    let rows = try await pages(test, byTrace: true, order: .ascending).flatMap(\.rows)
    for (before, after) in zip(rows, rows.dropFirst()) {
      let signed = after.direction == .incoming ? after.amount.amount : -after.amount.amount
      #expect(after.balanceAfter.amount == before.balanceAfter.amount + signed)
    }
    #expect(rows.last?.balanceAfter.amount == (try await test.balance(of: test.account.account)))
    await test.close()
  }

  @Test("a new line while one pages moves no page that is asked for by trace")
  func stable() async throws {
    let test = try await TestHub.open()
    let undisturbed = try await pages(test, byTrace: true).map(\.rows)
    let first = try await history(test)
    _ = try await test.withdraw(1_000)
    let second = try await history(test, trace: first.trace)
    #expect(second.rows == undisturbed[1])
    await test.close()
  }

  @Test("days are inclusive, one without transactions is an empty success, and turned days are refused")
  func days() async throws {
    let test = try await TestHub.open()
    let all = try await pages(test, byTrace: true, order: .ascending).flatMap(\.rows)
    let day = try #require(all.first).date
    let one = try await history(test, from: day.wire, to: day.wire)
    #expect(one.rows.count == all.filter { $0.date == day }.count)
    let none = try await history(test, from: "20270101", to: "20271231")
    #expect(none.rows.isEmpty && none.pageCount == 0 && none.totalCount == 0 && none.nextPage == .no)
    await #expect(throws: HubError(.formatError, field: "from_date")) {
      try await history(test, from: "20261124", to: "20261123")
    }
    await #expect(throws: HubError(.formatError, field: "page_index")) { try await history(test, page: 0) }
    await test.close()
  }

  @Test("a page beyond the last is empty, and a trace that no page gave is refused by the bank")
  func beyond() async throws {
    let test = try await TestHub.open()
    let far = try await history(test, page: 99_999)
    #expect(far.rows.isEmpty && far.nextPage == .no)
    let reply = try await test.hub.accountTransactionList(
      .init(
        fintechUseNumber: test.account.fintechUseNumber, inquiryType: .all,
        fromDate: try #require(BusinessDate(wire: "20260101")), toDate: try #require(BusinessDate(wire: "20261231")),
        sortOrder: .descending, pageIndex: 1, requestedAt: test.clock.world.now().dateTime,
        trace: TraceInfo("nonsense")), by: test.user)
    #expect(reply.code == .bankRefused)
    #expect(reply.body.rows.isEmpty)
    await test.close()
  }

  // MARK: Real name

  private func realName(_ test: TestHub, _ account: BankAccount, _ info: String) async throws
    -> Reply<InquiryRealName.Response>
  {
    try await test.hub.realName(
      .init(
        bankCode: account.bank, accountNumber: account.number, holderInfo: try #require(HolderInfo(info)),
        requestedAt: test.clock.world.now().dateTime), by: test.organisation)
  }

  @Test("a birth date that fits gives the name, one that differs is 463, an unknown account 412")
  func realName() async throws {
    let test = try await TestHub.open()
    let account = test.account.account
    let birth = String(test.person.person.birthDate.wire.dropFirst(2))
    let good = try await realName(test, account, birth)
    #expect(good.code == .success)
    #expect(good.body.holderName == test.person.person.name)
    #expect(good.body.branch != nil)
    let wrong = birth.hasPrefix("0") ? "1" + birth.dropFirst() : "0" + birth.dropFirst()
    let unknown = BankAccount(bank: account.bank, number: try #require(AccountNumber("9999999999")))
    for (reply, code) in [
      (try await realName(test, account, wrong), "463"), (try await realName(test, unknown, birth), "412"),
    ] {
      #expect(reply.code == .bankRefused)
      #expect(reply.body.bank.code?.text == code)
      #expect(reply.body.bank.codeTran == account.bank)
      #expect(reply.body.holderName == nil, "nobody's name is told")
    }
    await test.close()
  }

  @Test("a gender digit must fit too, and a firm is known by its business number")
  func otherNumbers() async throws {
    let test = try await TestHub.open()
    let person = test.person.person
    let birth = person.birthDate.wire
    let digit =
      switch (birth.hasPrefix("19"), person.gender) {
      case (true, "M"): "1"
      case (true, _): "2"
      case (false, "M"): "3"
      default: "4"
      }
    let good = String(birth.dropFirst(2)) + digit
    #expect(try await realName(test, test.account.account, good).code == .success)
    let other = String(birth.dropFirst(2)) + (digit == "1" ? "2" : "1")
    #expect(try await realName(test, test.account.account, other).body.bank.code?.text == "463")
    let firm = test.client.collectionAccount
    #expect(try await realName(test, firm, "0000000000").body.bank.code?.text == "463")
    await test.close()
  }

  @Test("a closed account is 415, a bank that takes no part is refused by the hub, one that is down 111")
  func realNameElsewhere() async throws {
    let test = try await TestHub.open()
    let account = test.account.account
    let birth = String(test.person.person.birthDate.wire.dropFirst(2))
    let nowhere = BankAccount(bank: try #require(BankCode("999")), number: account.number)
    let foreign = try await realName(test, nowhere, birth)
    #expect(foreign.code == .bankRefused)
    #expect(foreign.body.bank.codeTran == .hub)
    test.bed.desk[account.bank] = .down
    let down = try await realName(test, account, birth)
    #expect(down.code == .bankRefused)
    #expect(down.body.bank.code?.text == "111")
    test.bed.desk[account.bank] = .slow(.seconds(60))
    let slow = try await realName(test, account, birth)
    #expect(slow.code == .timeExceeded)
    #expect(slow.body.bank.code?.text == "804")
    test.bed.desk[account.bank] = .up
    try await test.setState(.closed, of: account)
    #expect(try await realName(test, account, birth).body.bank.code?.text == "415")
    await test.close()
  }

  // MARK: Remitters

  @Test("the remitter list names who paid in, with their account; others' accounts are not listed")
  func remitters() async throws {
    let test = try await TestHub.open()
    for amount: Int64 in [1_000, 2_000, 3_000] {
      _ = try await test.withdraw(amount)
      test.clock.move(seconds: 1)
    }
    func ask(_ account: BankAccount, order: SortOrder = .ascending) async throws -> InquiryRemitList.Response {
      let today = test.clock.world.now().businessDate
      return try await test.hub.remitList(
        .init(
          bankCode: account.bank, accountNumber: account.number, fromDate: today, fromTime: 0, toDate: today,
          toTime: 86_399, sortOrder: order, requestedAt: test.clock.world.now().dateTime), by: test.organisation
      ).body
    }
    let own = test.client.collectionAccount
    let answer = try await ask(own)
    #expect(answer.rows.map(\.amount.amount) == [1_000, 2_000, 3_000])
    for row in answer.rows {
      #expect(row.remitterName == test.person.person.name)
      #expect(row.remitterBank == test.account.account.bank)
      #expect(row.remitterAccount == test.account.account.number)
    }
    #expect(answer.balance?.amount == (try await test.balance(of: own)))
    #expect(try await ask(own, order: .descending).rows == answer.rows.reversed())
    for account in [test.client.payingAccount, test.bed.organisations[1].collectionAccount, test.account.account] {
      await #expect(throws: HubError(.contractAccountNotRegistered, field: "account_num")) { try await ask(account) }
    }
    await test.close()
  }

  @Test("many remitters come in pages of 25, by number and by trace alike")
  func manyRemitters() async throws {
    let test = try await TestHub.open()
    for amount: Int64 in 1...30 {
      _ = try await test.withdraw(amount)
      test.clock.move(seconds: 1)
    }
    let today = test.clock.world.now().businessDate
    func ask(_ page: Int?, _ trace: TraceInfo?) async throws -> InquiryRemitList.Response {
      let account = test.client.collectionAccount
      return try await test.hub.remitList(
        .init(
          bankCode: account.bank, accountNumber: account.number, fromDate: today, fromTime: 0, toDate: today,
          toTime: 86_399, sortOrder: .ascending, requestedAt: test.clock.world.now().dateTime, trace: trace,
          pageIndex: page), by: test.organisation
      ).body
    }
    let first = try await ask(nil, nil)
    #expect(first.rows.count == 25 && first.totalCount == 30 && first.nextPage == .yes)
    let second = try await ask(nil, first.trace)
    #expect(second.rows.map(\.amount.amount) == Array(26...30))
    #expect(try await ask(2, nil).rows == second.rows)
    #expect(second.nextPage == .no && second.trace == nil)
    await test.close()
  }

  // MARK: Banks

  @Test("bank/status says what each bank answers now: Y, or D for one that is down, slow or loses answers")
  func bankStatus() async throws {
    let test = try await TestHub.open()
    let banks = test.bed.banks.map(\.bank.code)
    test.bed.desk[banks[0]] = .down
    test.bed.desk[banks[1]] = .slow(.seconds(60))
    test.bed.desk[banks[2]] = .loseAnswer
    test.bed.desk[banks[3]] = .slow(.milliseconds(1))
    func states() async throws -> [BankStatusCode] {
      let answer = try await test.hub.bankStatus(.init(), by: test.organisation).body
      #expect(answer.rows.map(\.bankCode) == banks)
      #expect(answer.count == banks.count)
      return answer.rows.map(\.status)
    }
    #expect(try await states() == [.fault, .fault, .fault] + Array(repeating: .available, count: banks.count - 3))
    for bank in banks { test.bed.desk[bank] = .up }
    #expect(try await states() == Array(repeating: .available, count: banks.count))
    await test.close()
  }
}
