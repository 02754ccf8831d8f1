import MaruBankLink
import MaruContract
import MaruDomain
import MaruHub
import MaruTestBed
import Synchronization
import TestSupport
import Testing

/// A bank whose answers about money a test replaces; the work behind them is done all the same.
struct AnsweringBank: InterposedLink {
  final class Script: Sendable {
    /// What the bank says to a movement instead of its real answer; nil lets the answer pass.
    let movement = Mutex<BankResponseCode?>(nil)
    /// What the bank says to a question about a leg, as a refusal of the question itself.
    let question = Mutex<BankResponseCode?>(nil)
  }
  let inner: SimulatedBank
  let script: Script

  private func said<Value: Sendable>(
    _ code: BankResponseCode?, _ answer: BankAnswer<Value>
  ) -> BankAnswer<Value> {
    code.map { .refused(BankRefusal(by: bank.code, code: $0)) } ?? answer
  }

  func debit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> {
    said(script.movement.withLock { $0 }, await inner.debit(leg))
  }
  func credit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> {
    said(script.movement.withLock { $0 }, await inner.credit(leg))
  }
  func status(of leg: LegID) async -> BankAnswer<LegStatus> {
    said(script.question.withLock { $0 }, await inner.status(of: leg))
  }
}

@Suite struct UndecidedAnswerTests {
  /// The hub of `test` with one bank's answers in the hand of a script.
  private func hub(_ test: TestHub, _ bank: BankCode) -> (Hub, AnsweringBank.Script) {
    let script = AnsweringBank.Script()
    let links = test.bed.banks.map { link -> any BankLink in
      link.bank.code == bank ? AnsweringBank(inner: link, script: script) : link
    }
    let hub = Hub(
      store: test.hub.store, banks: BankDirectory(links), oauth: test.hub.oauth, identity: test.hub.identity,
      world: test.clock.world, settings: test.hub.settings, logger: test.hub.logger)
    return (hub, script)
  }

  private func order(_ test: TestHub, _ amount: Int64) throws -> TransferWithdraw.Request {
    TransferWithdraw.Request(
      depositPrintContent: try #require(PrintContent("쇼핑")), fintechUseNumber: test.account.fintechUseNumber,
      amount: try #require(Won(amount)), requestedAt: test.clock.world.now().dateTime)
  }

  @Test(
    "a bank's 400, 803, 804, 819 or 822 is no refusal: a late success is neither lost nor doubled (M-12)",
    arguments: ["400", "803", "804", "819", "822"], [true, false])
  func undecidedMovement(_ code: String, _ atPayer: Bool) async throws {
    let test = try await TestHub.open()
    let payer = test.account.account
    let payee = test.client.collectionAccount
    let (hub, script) = hub(test, atPayer ? payer.bank : payee.bank)
    let before = (try await test.balance(of: payer), try await test.balance(of: payee))
    script.movement.withLock { $0 = BankResponseCode(code) }
    let reply = try await hub.withdraw(try order(test, 5_000), by: test.user, call: test.newCall())
    #expect(reply.code == .timeExceeded)
    #expect(reply.body.bank.code?.text == "804")
    script.movement.withLock { $0 = nil }
    test.clock.move(seconds: 5)
    #expect(try await hub.resumeAll() == 0)
    #expect(try await test.balance(of: payer) == before.0 - 5_000)
    #expect(try await test.balance(of: payee) == before.1 + 5_000)
    try await test.requireSoundBook()
    await test.close()
  }

  @Test(
    "a question that a bank refuses tells nothing about the leg (M-12)", arguments: ["111", "114", "499"],
    [true, false])
  func refusedQuestion(_ code: String, _ atPayer: Bool) async throws {
    let test = try await TestHub.open()
    let payer = test.account.account
    let payee = test.client.collectionAccount
    let bank = atPayer ? payer.bank : payee.bank
    let (hub, script) = hub(test, bank)
    let before = (try await test.balance(of: payer), try await test.balance(of: payee))
    test.bed.desk[bank] = .loseAnswer
    let reply = try await hub.withdraw(try order(test, 6_000), by: test.user, call: test.newCall())
    #expect(reply.code == .timeExceeded)
    test.bed.desk[bank] = .up
    script.question.withLock { $0 = BankResponseCode(code) }
    test.clock.move(seconds: 5)
    #expect(try await hub.resumeAll() == 1, "still open, not rejected and not given back")
    script.question.withLock { $0 = nil }
    test.clock.move(seconds: 5)
    #expect(try await hub.resumeAll() == 0)
    #expect(try await test.balance(of: payer) == before.0 - 6_000)
    #expect(try await test.balance(of: payee) == before.1 + 6_000)
    try await test.requireSoundBook()
    await test.close()
  }
}
