import MaruBankLink
import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed
import TestSupport
import Testing

@Suite struct ReconciliationTests {
  private let day = BusinessDate(wire: "20261124")!

  @Test("a day on which all went well has no breaks at either bank")
  func agrees() async throws {
    let test = try await TestHub.open()
    for amount in [1_000, 2_000] as [Int64] { #expect(try await test.withdraw(amount).code == .success) }
    test.clock.move(seconds: 86_400)
    for bank in [test.account.account.bank, test.client.collectionAccount.bank] {
      let outcome = try await test.hub.reconcile(day, with: bank)
      #expect(outcome.breaks.isEmpty && outcome.hubLegs == 2 && outcome.bankLines == 2)
    }
    await test.close()
  }

  @Test("a transfer still open that the bank has done is finished, and the case says so")
  func repairsOpen() async throws {
    let test = try await TestHub.open()
    let payee = test.client.collectionAccount.bank
    test.bed.desk[payee] = .loseAnswer
    #expect(try await test.withdraw(5_000).code == .timeExceeded)
    test.bed.desk[payee] = .up
    test.clock.move(seconds: 86_400)
    let outcome = try await test.hub.reconcile(day, with: payee)
    #expect(outcome.breaks.map(\.kind) == [.missingAtHub])
    #expect(outcome.breaks.map(\.state) == [.repaired])
    #expect(try await test.bookFindings().isEmpty)
    #expect(try await test.hub.reconcile(day, with: payee).breaks.isEmpty)
    await test.close()
  }

  @Test("an order answered as failed that the bank debited all the same is given back under its own id (M-12)")
  func givesBack() async throws {
    let test = try await TestHub.open()
    let account = test.account.account
    let before = try await test.balance(of: account)
    test.bed.desk[account.bank] = .down
    let reply = try await test.withdraw(5_000)
    #expect(reply.code == .bankRefused)
    test.bed.desk[account.bank] = .up
    // The order reached the bank after all.
    let id = LegID(
      bankTransactionID: try #require(reply.body.bank.bankTransactionID), date: try #require(reply.body.bank.date),
      leg: .debit)
    let bank = try #require(test.bed.banks.first { $0.bank.code == account.bank })
    _ = await bank.debit(
      LegOrder(
        id: id, account: account.number, amount: Won(5_000)!, expectedHolder: nil, printContent: nil, counterparty: nil)
    )
    #expect(try await test.balance(of: account) == before - 5_000)

    test.clock.move(seconds: 86_400)
    let outcome = try await test.hub.reconcile(day, with: account.bank)
    #expect(outcome.breaks.map(\.state) == [.repaired])
    #expect(try await test.balance(of: account) == before)
    // The reversal stands in the next day's statement and is no new break.
    #expect(try await test.hub.reconcile(day.adding(days: 1), with: account.bank).breaks.isEmpty)
    await test.close()
  }

  @Test("what the rules do not cover stays an open case with a trail")
  func leavesOpen() async throws {
    let test = try await TestHub.open()
    let reply = try await test.withdraw(5_000)
    let payee = test.client.collectionAccount.bank
    let leg = LegID(
      bankTransactionID: try #require(reply.body.bank.bankTransactionID), date: try #require(reply.body.bank.date),
      leg: .credit)
    try await test.bankStore.write {
      _ = try $0.run("DELETE FROM bank_leg WHERE leg_id = ?", [.text(leg.description)])
    }
    test.clock.move(seconds: 86_400)
    let outcome = try await test.hub.reconcile(day, with: payee)
    #expect(outcome.breaks.map(\.kind) == [.missingAtBank])
    let found = try #require(outcome.breaks.first)
    #expect(found.state == .open && found.hubAmount == Won(5_000)!)
    let again = try await test.hub.reconcile(day, with: payee)
    #expect(again.breaks.map(\.id) == [found.id], "the same difference is one case")
    #expect(try await test.hub.condition().openBreaks == 1)
    let now = test.clock.world.now()
    let closed = try await test.hub.store.write {
      try ReconciliationTable.settle(
        found.id, from: .open, to: .closed, author: "operator", words: "bank booked it by hand", at: now, in: $0)
    }
    #expect(closed)
    #expect(try await test.hub.store.read { try ReconciliationTable.notes(of: found.id, in: $0) }.count == 1)
    await test.close()
  }
}
