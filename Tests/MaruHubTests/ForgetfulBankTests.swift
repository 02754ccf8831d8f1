import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed
import TestSupport
import Testing

/// A bank that loses a debit which it had confirmed, and refuses it when the hub comes again (decision 4).
@Suite struct ForgetfulBankTests {
  /// A hub that died after both legs and before it recorded either, whose payer's bank then forgot the debit and would refuse it.
  private func crashed(payeeForgetsToo: Bool = false) async throws -> TestHub {
    let test = try await TestHub.open(wrap: { DyingStore($0, after: 1) })
    _ = try? await test.withdraw(4_321)
    await test.close(keepingData: true)
    let reopened = try await TestHub.open(in: test.directory, clock: test.clock)
    test.clock.move(seconds: 5)
    let legs = payeeForgetsToo ? ["%-D", "%-C"] : ["%-D"]
    for leg in legs {
      let gone = try await reopened.bankStore.write { session in
        try session.run("DELETE FROM bank_leg WHERE leg_id LIKE ?", [.text(leg)])
      }
      #expect(gone == 1)
    }
    try await reopened.setState(.suspended, of: reopened.account.account)
    return reopened
  }

  private func stage(_ test: TestHub) async throws -> TransferStage {
    try #require(try await test.hub.store.read { try TransferTable.page(after: .min, atMost: 2, in: $0) }.first).stage
  }

  @Test("a payee who has the money keeps it: the order is completed, the payer's bank owes the debit")
  func completed() async throws {
    let test = try await crashed()
    #expect(try await test.hub.resumeAll() == 0)
    #expect(try await stage(test).isCompleted)
    try await test.requireSoundBook()
    let owed = try await test.hub.store.read { try JournalTable.balances(in: $0) }
    #expect(owed.first { $0.account == "bank:\(test.account.account.bank)" }?.debits == 4_321)
    let legs = try await LegCheck(
      before: test.hub.store, banks: [test.account.account.bank: test.bankStore], after: test.hub.store
    ).run()
    #expect(legs.finding.map { "\($0)".contains("has not moved leg") } == true, "verify names what the bank denies")
    await test.close()
  }

  @Test("while the payee's bank does not answer, nothing is decided; its word decides it", arguments: [false, true])
  func notKnown(_ payeeForgetsToo: Bool) async throws {
    let test = try await crashed(payeeForgetsToo: payeeForgetsToo)
    let payeeBank = test.client.collectionAccount.bank
    test.bed.desk[payeeBank] = .down
    for _ in 0..<2 {
      #expect(try await test.hub.resumeAll() == 1)
      #expect(try await stage(test) == DebitSent().unanswered().to)
    }
    test.bed.desk[payeeBank] = .up
    #expect(try await test.hub.resumeAll() == 0)
    let final = try await stage(test)
    #expect(payeeForgetsToo ? final.refusal?.code == .accountSuspended : final.isCompleted)
    try await test.requireSoundBook()
    await test.close()
  }

  @Test("a payee's bank that takes no part any more has said nothing: the order stays open until it can be asked")
  func leftBank() async throws {
    let test = try await crashed()
    let payeeBank = test.client.collectionAccount.bank
    let smaller = Hub(
      store: test.hub.store, banks: BankDirectory(test.bed.banks.filter { $0.bank.code != payeeBank }),
      oauth: test.hub.oauth, identity: test.hub.identity, world: test.clock.world, settings: test.hub.settings,
      logger: test.hub.logger, hasher: test.hub.hasher)
    for _ in 0..<2 {
      #expect(try await smaller.resumeAll() == 1)
      #expect(try await stage(test) == DebitSent().unanswered().to)
    }
    #expect(try await test.hub.resumeAll() == 0)
    #expect(try await stage(test).isCompleted)
    try await test.requireSoundBook()
    await test.close()
  }
}
