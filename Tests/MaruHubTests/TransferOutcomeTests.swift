import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed
import TestSupport
import Testing

/// One thing that can happen to a withdrawal, and what must come of it.
struct Scenario: Sendable, CustomTestStringConvertible {
  enum Trouble: Sendable {
    case none
    case payerState(BankAccountState)
    case payerBank(BankBehaviour)
    case payeeBank(BankBehaviour)
    case tooMuch
  }
  let name: String
  let trouble: Trouble
  let code: ResponseCode
  let bankCode: String
  let by: String
  /// `bank_rsp_code` of transfer/result once the banks are well again.
  let settled: String
  /// Whether the money arrived in the end.
  let moves: Bool
  var testDescription: String { name }

  static let all: [Scenario] = [
    Scenario(
      name: "all well", trouble: .none, code: .success, bankCode: "000", by: "payer", settled: "000", moves: true),
    Scenario(
      name: "balance too low", trouble: .tooMuch, code: .bankRefused, bankCode: "453", by: "payer", settled: "453",
      moves: false),
    Scenario(
      name: "payer's account closed", trouble: .payerState(.closed), code: .bankRefused, bankCode: "415", by: "payer",
      settled: "415", moves: false),
    Scenario(
      name: "payer's account suspended", trouble: .payerState(.suspended), code: .bankRefused, bankCode: "420",
      by: "payer", settled: "420", moves: false),
    Scenario(
      name: "payer's account cannot be debited", trouble: .payerState(.noDebit), code: .bankRefused, bankCode: "427",
      by: "payer", settled: "427", moves: false),
    Scenario(
      name: "payer's bank down: nothing was sent, so nothing happened", trouble: .payerBank(.down), code: .bankRefused,
      bankCode: "111", by: "098", settled: "111", moves: false),
    Scenario(
      name: "payer's bank loses the answer: a late success is no failure (M-12)", trouble: .payerBank(.loseAnswer),
      code: .timeExceeded, bankCode: "804", by: "098", settled: "000", moves: true),
    Scenario(
      name: "payer's bank too slow (M-12)", trouble: .payerBank(.slow(.seconds(30))), code: .timeExceeded,
      bankCode: "804", by: "098", settled: "000", moves: true),
    Scenario(
      name: "payer's bank slow, but in time", trouble: .payerBank(.slow(.seconds(2))), code: .success, bankCode: "000",
      by: "payer", settled: "000", moves: true),
    Scenario(
      name: "payee's bank refuses: the payer has it back", trouble: .payeeBank(.refuseCredit), code: .bankRefused,
      bankCode: "499", by: "payee", settled: "499", moves: false),
    Scenario(
      name: "payee's bank down after the debit: never refunded on a guess", trouble: .payeeBank(.down),
      code: .timeExceeded, bankCode: "804", by: "098", settled: "000", moves: true),
    Scenario(
      name: "payee's bank loses the answer: a timeout is no refund (M-12)", trouble: .payeeBank(.loseAnswer),
      code: .timeExceeded, bankCode: "804", by: "098", settled: "000", moves: true),
  ]
}

@Suite struct TransferOutcomeTests {
  @Test("a withdrawal ends exactly once, whatever the banks do (M-01, M-03, M-12)", arguments: Scenario.all)
  func withdrawal(_ scenario: Scenario) async throws {
    let test = try await TestHub.open()
    let payer = test.account.account
    let payee = test.client.collectionAccount
    let amount: Int64 = 12_345
    if case .tooMuch = scenario.trouble { try await test.setBalance(amount - 1, of: payer) }
    let before = (try await test.balance(of: payer), try await test.balance(of: payee))
    switch scenario.trouble {
    case .none, .tooMuch: break
    case .payerState(let state): try await test.setState(state, of: payer)
    case .payerBank(let behaviour): test.bed.desk[payer.bank] = behaviour
    case .payeeBank(let behaviour): test.bed.desk[payee.bank] = behaviour
    }

    let reply = try await test.withdraw(amount)
    #expect(reply.code == scenario.code)
    #expect(reply.body.bank.code?.text == scenario.bankCode)
    let by = ["payer": payer.bank.text, "payee": payee.bank.text][scenario.by] ?? scenario.by
    #expect(reply.body.bank.codeTran?.text == by)
    try await test.requireSoundBook()

    test.bed.desk[payer.bank] = .up
    test.bed.desk[payee.bank] = .up
    test.clock.move(seconds: 5)
    #expect(try await test.hub.resumeAll() == 0, "nothing stays open once the banks answer (M-06)")
    let result = try await test.hub.transferResult(
      TransferResult.Request(
        checkType: .withdraw, count: 1,
        rows: [
          .init(
            number: 1, bankTransactionID: reply.body.bank.bankTransactionID!, date: reply.body.bank.date!,
            amount: Won(amount)!)
        ], requestedAt: test.clock.world.now().dateTime), by: test.organisation)
    #expect(result.body.rows.map { $0.bank.code?.text } == [scenario.settled])
    let moved = scenario.moves ? amount : 0
    #expect(try await test.balance(of: payer) == before.0 - moved)
    #expect(try await test.balance(of: payee) == before.1 + moved)
    try await test.requireSoundBook()
    await test.close()
  }

  @Test("an order that moved nothing gives its share of the limits back")
  func limitsAreReleased() async throws {
    let test = try await TestHub.open()
    try await test.setState(.suspended, of: test.account.account)
    #expect(try await test.withdraw(9_999_999).code == .bankRefused)
    try await test.setState(.normal, of: test.account.account)
    test.clock.move(seconds: 1)
    #expect(try await test.withdraw(5_000).code == .success)
    test.clock.move(seconds: 1)
    #expect(try await test.withdraw(1).code == .success, "10,000,000 a day: the refused order does not count")
    await test.close()
  }

  @Test("the user's daily limit holds to the won, and ends at Korean midnight (M-14)")
  func dailyLimit() async throws {
    let test = try await TestHub.open(clock: TestClock("20261124235900"))
    try await test.setBalance(100_000_000, of: test.account.account)
    for _ in 0..<9 {
      test.clock.move(seconds: 1)
      #expect(try await test.withdraw(1_000_000).code == .success)
    }
    test.clock.move(seconds: 1)
    await #expect(throws: HubError(.userWithdrawLimitDay, field: "tran_amt")) { try await test.withdraw(1_000_001) }
    #expect(try await test.withdraw(1_000_000).code == .success)
    test.clock.move(seconds: 1)
    await #expect(throws: HubError(.userWithdrawLimitDay, field: "tran_amt")) { try await test.withdraw(1) }
    test.clock.move(seconds: 60)
    #expect(try await test.withdraw(1_000_001).code == .success, "a new day")
    try await test.requireSoundBook()
    await test.close()
  }
}
