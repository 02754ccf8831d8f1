import Foundation
import MaruBankLink
import MaruDomain
import MaruStore
import MaruTestBed
import TestSupport
import Testing

/// Every line of a day, and how many pages it took.
private func statement(of date: String, from link: any BankLink) async throws -> (lines: [StatementLine], pages: Int) {
  let date = try #require(BusinessDate(wire: date))
  var (lines, pages): ([StatementLine], Int) = ([], 0)
  var cursor: TraceInfo?
  repeat {
    let page = try #require(await link.statement(of: date, after: cursor).confirmed)
    #expect(page.date == date)
    lines += page.lines
    pages += 1
    cursor = page.next
  } while cursor != nil
  return (lines, pages)
}

@Suite struct StatementTests {
  @Test("a statement lists every leg of the day once, refused ones too, with what was answered")
  func lines() async throws {
    try await RunningBank.with { running in
      let account = try await running.account()
      let closed = try await running.account(.closed)
      let link = running.link
      #expect(await link.debit(try leg(1, .debit, of: account, 1_000)).confirmed != nil)
      #expect(await link.debit(try leg(1, .debit, of: account, 1_000)).confirmed != nil)
      #expect(await link.reverse(try leg(1, .reversal, of: account, 1_000)).confirmed != nil)
      #expect(await link.credit(try leg(2, .credit, of: closed, 500)).refusal == .accountClosed)
      let (lines, _) = try await statement(of: "20261124", from: link)
      #expect(lines.map(\.id.leg) == [.debit, .reversal, .credit])
      #expect(lines.map(\.code.text) == ["000", "000", "415"])
      #expect(lines.map(\.amount.amount) == [1_000, 1_000, 500])
      #expect(lines.map(\.account) == [account, account, closed].map(\.account.number))
      #expect(lines.allSatisfy { $0.bookedAt.wire == TestClock.start })
      #expect(try await statement(of: "20261123", from: link).lines.isEmpty)
    }
  }

  @Test("pages follow each other by cursor until the last, each line exactly once")
  func paging() async throws {
    try await RunningBank.with { running in
      let account = try await running.account()
      let count = StatementPage.size + 7
      try await withThrowingTaskGroup(of: Void.self) { group in
        for serial in 1...UInt64(count) {
          let order = try leg(serial, .credit, of: account, 1)
          group.addTask { #expect(await running.bank.credit(order).confirmed != nil) }
        }
        try await group.waitForAll()
      }
      for link in [running.bank, running.link] as [any BankLink] {
        let (lines, pages) = try await statement(of: "20261124", from: link)
        #expect(pages == 2)
        #expect(lines.count == count)
        #expect(Set(lines.map(\.id)).count == count)
      }
      let strange = try #require(TraceInfo("notacursor"))
      let day = try #require(BusinessDate(wire: "20261124"))
      #expect(await running.link.statement(of: day, after: strange).refusal == .cannotProcess)
    }
  }

  @Test(
    "a leg belongs to the day of the bank's decision; no line is added to a closed day, even by a clock set back (M-14)"
  )
  func days() async throws {
    let clock = TestClock("20261124235958")
    try await RunningBank.with(clock: clock) { running in
      let account = try await running.account()
      let link = running.link
      let day = try #require(BusinessDate(wire: "20261124"))
      #expect(await link.debit(try leg(1, .debit, of: account, 10)).confirmed != nil)
      #expect(await link.statement(of: day, after: nil).confirmed?.isClosed == false)
      clock.move(seconds: 3)
      #expect(await link.credit(try leg(1, .credit, of: account, 10)).confirmed != nil)
      // A leg that was on its way at midnight may still come to disk: the day closes a minute later.
      #expect(await link.statement(of: day, after: nil).confirmed?.isClosed == false)
      clock.move(seconds: 60)
      let closed = try #require(await link.statement(of: day, after: nil).confirmed)
      #expect(closed.isClosed)
      #expect(closed.lineCount == 1)
      clock.move(seconds: -3_600)
      #expect(await link.credit(try leg(2, .credit, of: account, 10)).confirmed != nil)
      #expect(try await statement(of: "20261124", from: link).lines.count == 1)
      #expect(try await statement(of: "20261125", from: link).lines.map(\.id.leg) == [.credit, .credit])
    }
  }

  @Test("legs of an older database keep their answers and come onto the statement of their own date")
  func migration() async throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "maru-bank-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let path = place.appending(path: "bank.sqlite").path
    let code = try #require(BankCode("004"))
    let newer = try SQLiteStore(
      path: place.appending(path: "newer.sqlite").path, migrations: BankSchema.migrations)
    _ = try await StandaloneBank.open(code, store: newer, seed: 3, world: TestClock().world)
    let account = try await newer.read { try BankAccountTable.page(after: 0, atMost: 1, in: $0) }[0]
    await newer.close()
    let old = try SQLiteStore(path: path, migrations: Array(BankSchema.migrations.prefix(1)))
    try await old.write { session in
      try BankAccountTable.insert(account, in: session)
      try SettingTable.save("seed", "3", in: session)
    }
    let order = try leg(9, .debit, of: account, 700, on: "20261123")
    _ = try await old.write { session in
      try session.run(
        "INSERT INTO bank_leg VALUES (?, ?, 700, '000', '', ?, ?)",
        [
          .text(order.id.description), .integer(account.id), .text(account.holderName.text), .text(account.branch.text),
        ])
    }
    await old.close()
    let store = try SQLiteStore(path: path, migrations: BankSchema.migrations)
    let bank = try #require(await StandaloneBank.open(code, store: store, seed: 3, world: TestClock().world)).bank
    #expect(await bank.debit(order).confirmed?.holderName == account.holderName)
    #expect(try await store.read { try BankAccountTable.find(account.account, in: $0) }?.balance == account.balance)
    #expect(try await statement(of: "20261123", from: bank).lines.map(\.id) == [order.id])
    await store.close()
  }
}
