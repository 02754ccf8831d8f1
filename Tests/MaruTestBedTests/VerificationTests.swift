import Foundation
import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed
import TestSupport
import Testing

/// `maru verify` over hub and banks: what was changed behind their backs, at either, is found and named.
@Suite struct VerificationTests {
  /// A hub after three transfers (completed, reversed, completed) whose banks are sound.
  private func finished() async throws -> TestHub {
    let test = try await TestHub.open()
    let payee = test.client.collectionAccount.bank
    _ = try await test.withdraw(1_001)
    test.bed.desk[payee] = .refuseCredit
    _ = try await test.withdraw(1_002)
    test.bed.desk[payee] = .up
    _ = try await test.withdraw(1_003)
    return test
  }

  private func legs(_ test: TestHub) async throws -> LegReport {
    var banks: [BankCode: any Store] = [:]
    for bank in try await test.bankStore.read({ try BankAccountTable.banks(in: $0) }) { banks[bank] = test.bankStore }
    return try await LegCheck(before: test.hub.store, banks: banks, after: test.hub.store).run()
  }

  @Test("sound ledgers that agree with the hub pass, with their numbers (M-01)")
  func sound() async throws {
    let test = try await finished()
    let ledger = try await LedgerCheck(store: test.bankStore).run()
    #expect(ledger.finding == nil)
    #expect(ledger.accounts > 50 && ledger.lines > 1_000)
    let report = try await legs(test)
    #expect(report.finding == nil)
    #expect(report.legs == 6)
    #expect(report.elsewhere.isEmpty)
    await test.close()
  }

  @Test("a transfer that is under way, known at its banks or not, is no fault")
  func underWay() async throws {
    let test = try await TestHub.open()
    test.bed.desk[test.client.collectionAccount.bank] = .loseAnswer
    _ = try? await test.withdraw(1_001)
    let report = try await legs(test)
    #expect(report.finding == nil)
    #expect(report.legs == 2)
    await test.close()
  }

  @Test("banks whose ledgers are not given are named, and nothing is said of them")
  func elsewhere() async throws {
    let test = try await finished()
    let report = try await LegCheck(before: test.hub.store, banks: [:], after: test.hub.store).run()
    #expect(report.finding == nil)
    #expect(report.elsewhere == [test.account.account.bank, test.client.collectionAccount.bank])
    await test.close()
  }

  @Test("of a bank that moved out of the hub, a leg may stand in its ledger of before or of now, and in one only")
  func movedOut() async throws {
    let test = try await finished()
    let (payer, payee) = (test.account.account.bank, test.client.collectionAccount.bank)
    let path = test.directory.appending(path: "bank-now.sqlite").path
    let now = try SQLiteStore(path: path, migrations: BankSchema.migrations)
    func check(_ banks: [BankCode: any Store]) async throws -> LegReport {
      try await LegCheck(
        before: test.hub.store, banks: banks, former: [payee: test.bankStore], after: test.hub.store
      ).run()
    }
    let credits = try await test.bankStore.read {
      try BankLegTable.page(at: payee, after: "", atMost: 10, in: $0).filter { $0.code == .accepted }
    }
    let last = try #require(credits.last)
    try await now.write { try BankLegTable.insert(last, in: $0) }
    let banks: [BankCode: any Store] = [payer: test.bankStore, payee: now]
    #expect(try await check(banks).finding.map { "\($0)".contains("in its ledger of before") } == true)

    _ = try await test.bankStore.write { try $0.run("DELETE FROM bank_leg WHERE leg_id = ?", [.text(last.id)]) }
    #expect(try await check(banks).finding == nil)
    let unseen = try await check([payer: test.bankStore])
    #expect(unseen.finding == nil && unseen.elsewhere == [payee], "nothing is said of a ledger that is not given")
    _ = try await now.write { try $0.run("DELETE FROM bank_leg", []) }
    #expect(try await check(banks).finding.map { "\($0)".contains("does not know leg") } == true)
    await now.close()
    await test.close()
  }

  @Test("the test bed notes which banks keep their books elsewhere, until they come back")
  func elsewhereNoted() async throws {
    let test = try await TestHub.open()
    let bank = test.account.account.bank
    func noted() async throws -> Set<BankCode> {
      try await test.bankStore.read { try TestBed.banksElsewhere(in: $0) }
    }
    #expect(try await noted() == [])
    _ = try await test.bed.without([bank])
    #expect(try await noted() == [bank])
    _ = try await test.bed.without([])
    #expect(try await noted() == [])
    await test.close()
  }

  /// What is done to the banks' file, which check finds it, and the words that name the place.
  static let tamperings: [(what: String, statement: String, named: String)] = [
    (
      "a credit that is gone",
      "DELETE FROM bank_leg WHERE leg_id = (SELECT MIN(leg_id) FROM bank_leg WHERE leg_id LIKE '%-C' AND code = '000')",
      "does not know leg"
    ),
    ("a debit with another amount", "UPDATE bank_leg SET amount = 9 WHERE leg_id LIKE '%-D'", "has not moved leg"),
    ("a debit that is refused now", "UPDATE bank_leg SET code = '999' WHERE leg_id LIKE '%-D'", "has not moved leg"),
    (
      "a credit that was accepted after all",
      "UPDATE bank_leg SET code = '000', holder_name = 'x', branch = '0000001' WHERE leg_id LIKE '%-C'",
      "does not belong to transfer"
    ),
    (
      "a leg that nobody ordered",
      """
      UPDATE bank_leg SET leg_id = '20200101-M202600001U00000000A-C', code = '000', holder_name = 'x', branch = '0000001'
      WHERE leg_id LIKE '%-C' AND code <> '000'
      """, "the hub never ordered"
    ),
    (
      "a credit to another account",
      "UPDATE bank_leg SET number = '9999999999' WHERE leg_id LIKE '%-C' AND code = '000'", "has not moved leg"
    ),
    (
      "a credit that a second bank carried out too",
      """
      INSERT INTO bank_leg (bank, leg_id, number, account_id, amount, code, message, holder_name, branch, business_date,
        line, booked_at)
      SELECT (SELECT MIN(a.bank) FROM bank_account a WHERE a.bank <> l.bank), l.leg_id, l.number, l.account_id, l.amount,
        l.code, l.message, l.holder_name, l.branch, l.business_date, l.line + 1000, l.booked_at
      FROM bank_leg l WHERE l.leg_id LIKE '%-C' AND l.code = '000'
      """, "does not belong to transfer"
    ),
    (
      "a line that was written for a leg which is gone at hub and bank",
      "DELETE FROM bank_leg WHERE leg_id = (SELECT MIN(leg_id) FROM bank_leg WHERE leg_id LIKE '%-C' AND code = '000')",
      "which the bank does not have"
    ),
    (
      "a line that was written for a leg of another amount",
      "UPDATE bank_leg SET amount = amount + 1 WHERE leg_id LIKE '%-C' AND code = '000'", "for another movement"
    ),
    (
      "two lines for one leg",
      "UPDATE bank_transaction SET leg_id = (SELECT MIN(leg_id) FROM bank_transaction) WHERE leg_id LIKE '%-D'",
      "was written for leg"
    ),
    (
      "a line that lost its leg", "UPDATE bank_transaction SET leg_id = NULL WHERE leg_id LIKE '%-R'",
      "no line of a history was written for it"
    ),
    ("a balance", "UPDATE bank_account SET balance = balance + 1 WHERE id = 7", "account 7 of bank"),
    ("a line that is gone", "DELETE FROM bank_transaction WHERE account_id = 7 AND sequence = 2", "does not follow"),
    (
      "the last line",
      "DELETE FROM bank_transaction WHERE account_id = 7 AND sequence = (SELECT MAX(sequence) FROM bank_transaction WHERE account_id = 7)",
      "do not lead to its balance"
    ),
    (
      "an amount", "UPDATE bank_transaction SET amount = amount + 1 WHERE account_id = 7 AND sequence = 2",
      "does not follow"
    ),
    (
      "a value that breaks its rule", "UPDATE bank_transaction SET amount = -1 WHERE account_id = 7 AND sequence = 2",
      "no amount"
    ),
  ]

  @Test("what was changed at a bank is found and named (M-01)", arguments: tamperings)
  func tampered(_ row: (what: String, statement: String, named: String)) async throws {
    let test = try await finished()
    _ = try await test.bankStore.write { try $0.run(row.statement, []) }
    let ledger = try await LedgerCheck(store: test.bankStore).run()
    let report = try await legs(test)
    let findings = [ledger.finding, report.finding].compactMap { $0.map { "\($0)" } }
    #expect(findings.contains { $0.contains(row.named) }, "\(row.what): \(findings)")
    await test.close()
  }

  @Test(
    "what a crash or a repair leaves behind is no fault: both legs of an unknown debit, a debit that was given back")
  func leftBehind() async throws {
    let test = try await finished()
    _ = try await test.hub.store.write { session in
      try session.run("UPDATE transfer SET stage = 'debit_unknown' WHERE stage = 'completed'", [])
      try session.run("UPDATE transfer SET stage = 'rejected' WHERE stage = 'reversed'", [])
    }
    #expect(try await legs(test).finding == nil)
    _ = try await test.bankStore.write { try $0.run("DELETE FROM bank_leg WHERE leg_id LIKE '%-R'", []) }
    #expect(try await legs(test).finding.map { "\($0)".contains("which was rejected") } == true)
    await test.close()
  }

  @Test("a transfer that the hub lost, and the banks did not, is found")
  func lostAtHub() async throws {
    let test = try await finished()
    _ = try await test.hub.store.write { session in
      try session.run("DELETE FROM transfer WHERE id = (SELECT MIN(id) FROM transfer)", [])
    }
    let report = try await legs(test)
    #expect(report.finding.map { "\($0)".contains("never ordered") } == true)
    await test.close()
  }
}
