import MaruBankLink
import MaruDomain
import MaruStore
import MaruTestBed
import TestSupport
import Testing

/// A long history, page by page: every line exactly once, whichever way one goes through it.
@Suite struct HistoryPagingTests {
  private static let from = DateTime(wire: "20200101000000")!
  private static let to = DateTime(wire: "20261231235959")!

  /// An account with `count` lines of 1, 2, 3 … won; up to five share a second, so that a page may end within one.
  private func account(_ count: Int64, in test: BankDeskFixture) async throws -> AccountNumber {
    let number = AccountNumber("00000000\(count)")!
    let account = BankAccount(bank: test.account.bank, number: number)
    try await test.hub.bankStore.write { session in
      var lines: [BankLedgerTransaction] = []
      var (incoming, balance): (Int64, Int64) = (0, 0)
      let start = DateTime(wire: "20200101000000")!.instant
      for sequence in stride(from: Int64(1), through: count, by: 1) {
        let came = sequence % 3 != 0
        if came { incoming += 1 }
        balance += came ? sequence : -sequence
        lines.append(
          BankLedgerTransaction(
            accountID: 1_000_000, at: start.adding(seconds: sequence / 5 * 60).dateTime, sequence: sequence,
            incoming: incoming, direction: came ? .incoming : .outgoing, kind: "대체", printContent: "\(sequence)",
            amount: Won(sequence)!, balanceAfter: SignedWon(balance)!, branchName: "본점", remitterName: nil,
            remitterAccount: nil))
      }
      try BankTransactionTable.append(lines, in: session)
      try BankAccountTable.insert(
        BankLedgerAccount(
          id: 1_000_000, account: account, holderName: test.holder, holderCI: "ci", holderInfo: HolderInfo("9001011")!,
          type: .demand, productName: "보통예금", branch: .unknown, branchName: "본점", state: .normal,
          openingBalance: SignedWon(0)!, balance: SignedWon(balance)!, sequence: count, incoming: incoming,
          lastAt: lines.last?.at ?? start.dateTime), in: session)
    }
    return number
  }

  private struct Way: CustomTestStringConvertible, Sendable {
    let type: InquiryType
    let order: SortOrder
    let byCursor: Bool
    var testDescription: String { "\(type) \(order) \(byCursor ? "by cursor" : "by page_index")" }
  }
  private static let ways = InquiryType.allCases.flatMap { type in
    SortOrder.allCases.flatMap { order in [true, false].map { Way(type: type, order: order, byCursor: $0) } }
  }

  /// Every page of a way; `between` runs after each.
  private func walk(
    _ way: Way, _ account: AccountNumber, _ bank: SimulatedBank, size: Int = 25,
    between: () async throws -> Void = {}
  ) async throws -> (lines: [AccountTransaction], totals: [Int], sizes: [Int]) {
    var found: (lines: [AccountTransaction], totals: [Int], sizes: [Int]) = ([], [], [])
    var cursor: TraceInfo?
    var index = 1
    while true {
      let query = TransactionQuery(
        account: account, inquiryType: way.type, from: Self.from, to: Self.to, sortOrder: way.order, pageIndex: index,
        pageSize: size, cursor: way.byCursor ? cursor : nil)
      let page = try #require(await bank.transactions(query).value)
      found.lines += page.transactions
      found.totals.append(page.totalCount)
      found.sizes.append(page.transactions.count)
      guard let next = page.next else { return found }
      cursor = next
      index += 1
      try await between()
    }
  }

  private func expected(_ way: Way, _ count: Int64) -> [Int64] {
    let all = stride(from: Int64(1), through: count, by: 1).filter {
      way.type == .all || ($0 % 3 != 0) == (way.type == .incoming)
    }
    return way.order == .ascending ? all : all.reversed()
  }

  @Test("three thousand lines, each exactly once and in order, with the total on every page")
  func everyWay() async throws {
    let test = try await BankDeskFixture.open()
    let account = try await account(3_000, in: test)
    for way in Self.ways {
      let (lines, totals, sizes) = try await walk(way, account, test.bank)
      let expected = expected(way, 3_000)
      #expect(lines.map(\.amount.amount) == expected, "\(way.testDescription)")
      #expect(Set(totals) == [expected.count], "\(way.testDescription)")
      #expect(sizes.dropLast().allSatisfy { $0 == 25 }, "\(way.testDescription)")
    }
    await test.close()
  }

  @Test(
    "any page size, and histories that end with a page or within one", arguments: [Int64(0), 1, 24, 25, 26, 50],
    [1, 25, 100])
  func sizes(_ count: Int64, _ size: Int) async throws {
    let test = try await BankDeskFixture.open()
    let account = try await account(count, in: test)
    for way in Self.ways {
      let (lines, _, sizes) = try await walk(way, account, test.bank, size: size)
      let expected = expected(way, count)
      #expect(lines.map(\.amount.amount) == expected, "\(way.testDescription)")
      #expect(sizes.count == max(1, (expected.count + size - 1) / size), "no empty page at the end")
    }
    await test.close()
  }

  @Test("while new lines arrive, every old line is seen: by cursor exactly once, upwards also by page_index")
  func arriving() async throws {
    let test = try await BankDeskFixture.open()
    let account = try await account(500, in: test)
    var serial: UInt64 = 0
    for way in Self.ways {
      let (lines, _, _) = try await walk(way, account, test.bank) {
        serial += 1
        _ = await test.bank.credit(test.leg(.credit, 900_000 + Int64(serial), serial: serial, account: account))
        serial += 1
        _ = await test.bank.debit(test.leg(.debit, 800_000 + Int64(serial), serial: serial, account: account))
      }
      let old = lines.map(\.amount.amount).filter { $0 <= 500 }
      if way.byCursor || way.order == .ascending {
        #expect(old == expected(way, 500), "\(way.testDescription)")
      } else {
        // Downwards a new line moves all others by one place: page_index may show a line again, and misses none.
        #expect(Set(old) == Set(expected(way, 500)), "\(way.testDescription)")
      }
      if way.byCursor || way.order == .ascending {
        let new = lines.map(\.amount).filter { $0.amount > 500 }
        #expect(Set(new).count == new.count, "\(way.testDescription): a new line came twice")
      }
    }
    await test.close()
  }

  @Test("a cursor wins over the page_index beside it; one that no page ended with is refused")
  func cursors() async throws {
    let test = try await BankDeskFixture.open()
    let account = try await account(60, in: test)
    func page(_ index: Int, _ cursor: TraceInfo?) async -> BankAnswer<TransactionPage> {
      await test.bank.transactions(
        TransactionQuery(
          account: account, inquiryType: .all, from: Self.from, to: Self.to, sortOrder: .ascending, pageIndex: index,
          pageSize: 25, cursor: cursor))
    }
    let next = try #require(await page(1, nil).value?.next)
    #expect(next.text.utf8.count == 20)
    for index in [1, 2, 99] {
      #expect(await page(index, next).value?.transactions.first?.amount.amount == 26, "\(index)")
    }
    let beyond = await page(99, nil).value
    #expect(beyond?.transactions.isEmpty == true && beyond?.totalCount == 60 && beyond?.next == nil)
    for text in ["A", "20261124093000", "20261399093000000001", "2026112409300000000é", "99999999999999ZZZZZZ"] {
      guard let trace = TraceInfo(text) else { continue }
      #expect(await page(1, trace).code == "499", "\(text)")
    }
    await test.close()
  }
}
