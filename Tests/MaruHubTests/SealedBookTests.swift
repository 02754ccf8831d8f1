import MaruDomain
import MaruStore
import TestSupport
import Testing

@testable import MaruHub

/// A book whose first day was taken out of it: `maru verify` proves what is left, with the day's lines or by its seal.
@Suite struct SealedBookTests {
  /// Six entries of three transfers, of which the first three are sealed; with their lines in the archive or without.
  private func withSealedBook(
    archived: Bool, _ body: (TestHub) async throws -> Void
  ) async throws {
    let test = try await TestHub.open(onPostgreSQL: false)
    for amount in Int64(1_001)...1_003 { _ = try await test.withdraw(amount) }
    let now = test.clock.world.now()
    try await test.hub.store.write { session in
      try session.run("CREATE TABLE taken AS SELECT * FROM journal WHERE sequence <= 3", [])
      let seal = try JournalSealTable.measure(.table("taken"), in: session)
      try JournalSealTable.insert(seal, at: now, in: session)
      if archived { try session.run("INSERT INTO journal_archive SELECT * FROM taken", []) }
      try session.run("DELETE FROM journal WHERE sequence <= 3", [])
      try session.run("DROP TABLE taken", [])
    }
    try await body(test)
    await test.close()
  }

  @Test("a sound book is sound with a day's lines in the archive, and without them (M-01)", arguments: [true, false])
  func sound(_ archived: Bool) async throws {
    try await withSealedBook(archived: archived) { test in
      // The chain goes on behind the seal.
      _ = try await test.withdraw(1_004)
      let report = try await BookCheck(store: test.hub.store).run()
      #expect(report.findings.isEmpty, "\(report.findings)")
      #expect((report.entries, report.transfers, report.sealedEntries) == (8, 4, archived ? 0 : 3))
      #expect(report.debits == 2 * (1_001 + 1_002 + 1_003 + 1_004))
      #expect(report.credits == report.debits)
    }
  }

  static let tamperings: [(what: String, isArchived: Bool, statement: String, named: String)] = [
    ("the seal's end", false, "UPDATE journal_seal SET chain = zeroblob(32)", "journal entry 4 "),
    ("its beginning", false, "UPDATE journal_seal SET chain_before = zeroblob(32)", "does not follow from the entry"),
    ("its last number", false, "UPDATE journal_seal SET last_sequence = 2", "journal entry 3 is missing"),
    ("its last number, too great", false, "UPDATE journal_seal SET last_sequence = 4", "journal entry 1 is missing"),
    (
      "both sums of an account", false, "UPDATE journal_seal_sum SET debits = debits + 1, credits = credits + 1",
      "that transfers lack sum to"
    ),
    ("one sum", false, "UPDATE journal_seal_sum SET debits = debits + 1 WHERE debits > 0", "do not cancel out"),
    ("a seal is gone", false, "DELETE FROM journal_seal", "journal entry 1 is missing"),
    ("the sums are gone", false, "DELETE FROM journal_seal_sum", "that transfers lack sum to"),
    (
      "a sealed transfer is called rejected", false,
      "UPDATE transfer SET stage = 'rejected', refused_by = '098', refusal_code = '453' WHERE amount = 1001",
      "transfers lack 1 entries"
    ),
    (
      "a sealed transfer's amount", false, "UPDATE transfer SET amount = 5 WHERE amount = 1001",
      "that transfers lack sum to"
    ),
    ("a sealed transfer is gone", false, "DELETE FROM transfer WHERE amount = 1001", "transfers lack 1 entries"),
    ("an entry of the book is gone", false, "DELETE FROM journal WHERE sequence = 5", "journal entry 5 is missing"),
    (
      "an amount in the archive", true, "UPDATE journal_archive SET amount = 7 WHERE sequence = 2",
      "journal entry 2 of the archive"
    ),
    (
      "a line of the archive is gone", true, "DELETE FROM journal_archive WHERE sequence = 2",
      "journal entry 2 is missing in the archive"
    ),
    (
      "the last line of the archive is gone", true, "DELETE FROM journal_archive WHERE sequence = 3",
      "journal entry 3 is missing in the archive"
    ),
    (
      "the seal's end, with its lines", true, "UPDATE journal_seal SET chain = zeroblob(32)", "does not end as its seal"
    ),
    (
      "the seal's sums, with its lines", true,
      "UPDATE journal_seal_sum SET debits = debits + 1, credits = credits + 1", "do not sum to what its seal says"
    ),
  ]

  @Test("what was changed in a seal, an archive or a sealed transfer is found (J-03)", arguments: tamperings.indices)
  func tampered(_ index: Int) async throws {
    let tampering = Self.tamperings[index]
    try await withSealedBook(archived: tampering.isArchived) { test in
      _ = try await test.hub.store.write { try $0.run(tampering.statement, []) }
      let findings = try await test.bookFindings()
      let first = try #require(findings.first, "\(tampering.what) was not found")
      #expect(first.contains(tampering.named), "\(tampering.what): \(findings)")
    }
  }

  @Test("a day that was taken out of the book is compared with no bank: its legs would seem to be missing")
  func reconciled() async throws {
    try await withSealedBook(archived: true) { test in
      let day = test.clock.world.now().businessDate
      let bank = test.account.account.bank
      await #expect(throws: ReconciliationError.self) { try await test.hub.reconcile(day, with: bank) }
      let cases = try await test.hub.store.read { try ReconciliationTable.all(nil, in: $0) }
      #expect(cases.isEmpty)
    }
  }
}
