import Foundation
import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import TestSupport
import Testing

/// A hub's database after four finished transfers (completed, reversed, rejected, completed: entries 1 to 6), made once and
/// copied for each test.
private actor FinishedBook {
  static let shared = FinishedBook()
  private var made: Task<URL, any Error>?

  /// A copy, opened.
  func open() async throws -> SQLiteStore {
    let task = made ?? Task { try await FinishedBook.make() }
    made = task
    let place = FileManager.default.temporaryDirectory.appending(path: "maru-book-\(UUID().uuidString).sqlite")
    try FileManager.default.copyItem(at: try await task.value, to: place)
    return try SQLiteStore(path: place.path, migrations: HubSchema.migrations)
  }

  private static func make() async throws -> URL {
    let test = try await TestHub.open()
    let payee = test.client.collectionAccount.bank
    _ = try await test.withdraw(1_001)
    test.bed.desk[payee] = .refuseCredit
    _ = try await test.withdraw(1_002)
    test.bed.desk[payee] = .up
    try await test.setBalance(500, of: test.account.account)
    _ = try await test.withdraw(1_003)
    try await test.setBalance(5_000, of: test.account.account)
    _ = try await test.withdraw(1_004)
    await test.close(keepingData: true)
    return test.directory.appending(path: "hub.sqlite")
  }
}

/// `maru verify`: whoever changes the file behind the hub's back is found out, and the first bad entry is named.
@Suite struct BookCheckTests {
  private func transfers(_ store: any Store) async throws -> [StoredTransfer] {
    try await store.read { try TransferTable.page(after: .min, atMost: 10, in: $0) }
  }

  @Test("a sound book passes, with its numbers (M-01)")
  func sound() async throws {
    let store = try await FinishedBook.shared.open()
    let report = try await BookCheck(store: store).run()
    #expect(report.findings.isEmpty, "\(report.findings)")
    #expect(try await transfers(store).map(\.stage.code) == ["completed", "reversed", "rejected", "completed"])
    #expect((report.entries, report.transfers, report.open) == (6, 4, 0))
    #expect(report.debits == 2 * (1_001 + 1_002 + 1_004))
    #expect(report.credits == report.debits)
    await store.close()
  }

  @Test("an empty book is sound")
  func empty() async throws {
    let test = try await TestHub.open()
    let report = try await BookCheck(store: test.hub.store).run()
    #expect(report.findings.isEmpty)
    #expect((report.entries, report.transfers) == (0, 0))
    await test.close()
  }

  @Test("a transfer that is under way is no fault, and is counted as open")
  func underWay() async throws {
    let test = try await TestHub.open()
    test.bed.desk[test.client.collectionAccount.bank] = .loseAnswer
    _ = try? await test.withdraw(1_001)
    let report = try await BookCheck(store: test.hub.store).run()
    #expect(report.findings.isEmpty, "\(report.findings)")
    #expect(report.open == 1)
    await test.close()
  }

  /// What is done to the file, and the words in which the first finding names the place. `{n}` stands for the n-th
  /// transfer's key.
  static let tamperings: [(what: String, statements: [String], named: String)] = [
    ("an amount", ["UPDATE journal SET amount = amount + 1 WHERE sequence = 3"], "journal entry 3 "),
    ("the first amount", ["UPDATE journal SET amount = 1 WHERE sequence = 1"], "journal entry 1 "),
    ("the last amount", ["UPDATE journal SET amount = 1 WHERE sequence = 6"], "journal entry 6 "),
    ("two amounts", ["UPDATE journal SET amount = 1 WHERE sequence IN (4, 2)"], "journal entry 2 "),
    ("the debit account", ["UPDATE journal SET debit = 'bank:004' WHERE sequence = 5"], "journal entry 5 "),
    ("the credit account", ["UPDATE journal SET credit = 'bank:097' WHERE sequence = 2"], "journal entry 2 "),
    (
      "both sides, swapped", ["UPDATE journal SET debit = credit, credit = debit WHERE sequence = 4"],
      "journal entry 4 "
    ),
    ("the leg", ["UPDATE journal SET leg = 'C' WHERE sequence = 4"], "journal entry 4 "),
    ("the transfer", ["UPDATE journal SET transfer_id = {3} WHERE sequence = 5"], "journal entry 5 "),
    ("the day", ["UPDATE journal SET business_date = '20261123' WHERE sequence = 2"], "journal entry 2 "),
    ("the time", ["UPDATE journal SET booked_at = booked_at + 1 WHERE sequence = 2"], "journal entry 2 "),
    ("the chain value", ["UPDATE journal SET chain = zeroblob(32) WHERE sequence = 3"], "journal entry 3 "),
    ("an amount, to none", ["UPDATE journal SET amount = -5 WHERE sequence = 3"], "journal entry 3:"),
    ("an account, to none", ["UPDATE journal SET debit = 'pocket' WHERE sequence = 3"], "journal entry 3:"),
    ("the first entry is gone", ["DELETE FROM journal WHERE sequence = 1"], "journal entry 1 is missing"),
    ("one in the middle is gone", ["DELETE FROM journal WHERE sequence = 4"], "journal entry 4 is missing"),
    (
      "one in the middle is gone and the rest moved up",
      ["DELETE FROM journal WHERE sequence = 4", "UPDATE journal SET sequence = sequence - 1 WHERE sequence > 4"],
      "journal entry 4 "
    ),
    ("the last entry is gone", ["DELETE FROM journal WHERE sequence = 6"], "transfer {4} "),
    ("the last two are gone", ["DELETE FROM journal WHERE sequence > 4"], "transfer {4} "),
    ("all entries are gone", ["DELETE FROM journal"], "transfer {1} "),
    (
      "the last entry is gone, and its balances",
      [
        "UPDATE ledger_balance SET debits = debits - 1004 WHERE account = (SELECT debit FROM journal WHERE sequence = 6)",
        "UPDATE ledger_balance SET credits = credits - 1004 WHERE account = (SELECT credit FROM journal WHERE sequence = 6)",
        "DELETE FROM journal WHERE sequence = 6",
      ], "transfer {4} "
    ),
    (
      "two entries have changed places",
      [
        "UPDATE journal SET sequence = 100 WHERE sequence = 2", "UPDATE journal SET sequence = 2 WHERE sequence = 3",
        "UPDATE journal SET sequence = 3 WHERE sequence = 100",
      ], "journal entry 2 "
    ),
    (
      "an entry was added",
      [
        "INSERT INTO journal SELECT 7, 77, 'D', debit, credit, amount, business_date, booked_at, chain FROM journal WHERE sequence = 1"
      ], "journal entry 7 "
    ),
    (
      "an entry was added before the first",
      [
        "INSERT INTO journal SELECT 0, 77, 'D', debit, credit, amount, business_date, booked_at, chain FROM journal WHERE sequence = 1"
      ], "journal entry 0 "
    ),
    (
      "a balance", ["UPDATE ledger_balance SET debits = debits + 1 WHERE account LIKE 'org:%'"], "balance of org:"
    ),
    (
      "both sides of a balance",
      ["UPDATE ledger_balance SET debits = debits + 1, credits = credits + 1 WHERE account LIKE 'org:%'"],
      "balance of org:"
    ),
    ("a balance is gone", ["DELETE FROM ledger_balance WHERE account LIKE 'org:%'"], " has entries and no balance"),
    ("a balance was added", ["INSERT INTO ledger_balance VALUES ('bank:111', 5, 5)"], "balance of bank:111 "),
    ("a balance of nobody was added", ["INSERT INTO ledger_balance VALUES ('pocket', 5, 5)"], "balance of pocket "),
    ("a stage", ["UPDATE transfer SET stage = 'credit_sent' WHERE id = {4}"], "transfer {4} "),
    (
      "a completed one called rejected",
      ["UPDATE transfer SET stage = 'rejected', refused_by = '098', refusal_code = '453' WHERE id = {1}"],
      "transfer {1} "
    ),
    ("a rejected one called completed", ["UPDATE transfer SET stage = 'completed' WHERE id = {3}"], "transfer {3} "),
    ("a reversed one called completed", ["UPDATE transfer SET stage = 'completed' WHERE id = {2}"], "transfer {2} "),
    ("a stage, to none", ["UPDATE transfer SET stage = 'paid' WHERE id = {2}"], "transfer {2}:"),
    ("a transfer's amount", ["UPDATE transfer SET amount = amount - 1 WHERE id = {4}"], "transfer {4} "),
    ("a transfer's bank", ["UPDATE transfer SET payer_bank = '097' WHERE id = {1}"], "transfer {1} "),
    ("a transfer's organisation", ["UPDATE transfer SET organisation = 'T000000000' WHERE id = {1}"], "transfer {1} "),
    ("a transfer is gone", ["DELETE FROM transfer WHERE id = {2}"], "journal entry 3 belongs to no transfer"),
  ]

  @Test("what was changed behind the hub's back is found and named (J-03)", arguments: tamperings.indices)
  func tampered(_ index: Int) async throws {
    let tampering = Self.tamperings[index]
    let store = try await FinishedBook.shared.open()
    let ids = try await transfers(store).map(\.order.id)
    func filled(_ text: String) -> String {
      ids.enumerated().reduce(text) { $0.replacingOccurrences(of: "{\($1.offset + 1)}", with: "\($1.element)") }
    }
    let statements = tampering.statements.map(filled)
    try await store.write { session in for statement in statements { try session.run(statement, []) } }
    let report = try await BookCheck(store: store).run()
    let first = try #require(report.findings.first, "\(tampering.what) was not found")
    #expect(first.description.contains(filled(tampering.named)), "\(tampering.what): \(first)")
    await store.close()
  }

  @Test("whoever knows the chain's rule and adds a sound entry is found out by the transfers and the balances")
  func forged() async throws {
    let store = try await FinishedBook.shared.open()
    // As the hub itself books, but with no transfer behind it and the balances as they were.
    try await store.write { session in
      let last = try JournalTable.page(after: 5, atMost: 1, in: session)
      let entry = try #require(last.first).entry
      let balances = try session.rows("SELECT account, debits, credits FROM ledger_balance", [])
      try JournalTable.book(
        JournalEntry(transferID: 1, leg: .debit, debit: entry.debit, credit: entry.credit, amount: entry.amount),
        at: TestClock().world.now(), in: session)
      for balance in balances {
        try session.run(
          "UPDATE ledger_balance SET debits = ?, credits = ? WHERE account = ?",
          [balance.values[1], balance.values[2], balance.values[0]])
      }
    }
    let report = try await BookCheck(store: store).run()
    #expect(report.findings.first?.description.contains("journal entry 7 belongs to no transfer") == true)
    #expect(report.findings.count == 2, "and a balance that does not follow: \(report.findings)")
    await store.close()
  }

  @Test("a book of more than one page is checked to its end")
  func manyPages() async throws {
    let test = try await TestHub.open()
    let user = test.person.user
    try await test.hub.store.write { session in
      for id in Int64(1)...2_500 {
        let order = TransferOrder(
          id: id, organisation: test.client.code, kind: .withdraw,
          apiTransactionID: APITransactionID(random: (1, UInt64(id))), receivedAt: test.clock.world.now(), rowNumber: 1,
          requestedAt: test.clock.world.now().dateTime,
          bankTransactionID: BankTransactionID(organisation: test.client.code, serial: UInt64(id)),
          bankTransactionDate: test.clock.world.now().businessDate, amount: Won(id)!,
          payer: TransferParty(
            account: test.account.account, holderName: nil, fintechUseNumber: nil, printContent: nil),
          payee: TransferParty(
            account: test.client.collectionAccount, holderName: nil, fintechUseNumber: nil, printContent: nil),
          cmsNumber: nil)
        let transfer = StoredTransfer(
          order: order, user: user, nameCheck: .off, alias: nil, stage: .debitSent(DebitSent()),
          changedAt: order.receivedAt)
        try TransferTable.insert(transfer, in: session)
        _ = try TransferTable.advance(
          id, DebitSent().confirmed().confirmed().move, payerReceipt: nil, payeeReceipt: nil, at: order.receivedAt,
          in: session)
        for leg in [TransferLeg.debit, .credit] {
          try JournalTable.book(JournalEntry(booking: leg, of: order), at: order.receivedAt, in: session)
        }
      }
    }
    let report = try await BookCheck(store: test.hub.store).run()
    #expect(report.findings.isEmpty, "\(report.findings)")
    #expect((report.entries, report.transfers) == (5_000, 2_500))
    _ = try await test.hub.store.write { try $0.run("UPDATE journal SET amount = 3 WHERE sequence = 4999", []) }
    let bad = try await BookCheck(store: test.hub.store).run()
    #expect(bad.findings.first?.description.contains("journal entry 4999 ") == true)
    await test.close()
  }
}
