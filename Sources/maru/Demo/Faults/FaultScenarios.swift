import Foundation
import MaruClient
import MaruDomain

/// The scenarios; the first two are mistakes that open code for this job really contains.
extension FaultRun {
  /// The payee's bank books the credit and its answer is lost.
  mutating func creditAnswerLost(_ stage: FaultStage) async throws {
    report.scenario(
      "입금 응답 유실 · the answer to the credit is lost",
      mistake: "A careless hub refunds the payer after the timeout: the credit was booked, so money comes from nowhere."
    )
    let before = try await money(stage)
    try await maru.testBedSetBank(stage.payeeBank, .loseAnswer)
    let answer = try await ordered("bank \(stage.payeeBank.text) books what it is told and loses its answers", stage)
    let asked = try await maru.outcome(of: answer.inquiry)
    let balance = try await payerBalance(stage)
    report.step(
      "meanwhile transfer/result says \(shown(asked)), and the payer was not refunded",
      Expectation("transfer/result", asked, is: .unknown),
      Expectation("payer's balance", balance, is: before.paid(answer.request.amount).payer))
    try await answersAgain(stage.payeeBank, answer, is: .done)
    try await movedOnce(answer, from: before, stage)
  }

  /// The payer's bank debits and its answer is lost.
  mutating func debitAnswerLost(_ stage: FaultStage) async throws {
    report.scenario(
      "출금 응답 유실 · the answer to the debit is lost",
      mistake: "A careless hub marks the timed-out debit as failed: the payer was debited, so money disappears.")
    let before = try await money(stage)
    try await maru.testBedSetBank(stage.payerBank, .loseAnswer)
    let answer = try await ordered("bank \(stage.payerBank.text) books what it is told and loses its answers", stage)
    let asked = try await maru.outcome(of: answer.inquiry)
    report.step(
      "meanwhile transfer/result says \(shown(asked)): neither done nor failed",
      Expectation("transfer/result", asked, is: .unknown))
    try await answersAgain(stage.payerBank, answer, is: .done)
    try await movedOnce(answer, from: before, stage)
  }

  /// The payee's bank refuses for good: the payer gets the money back.
  mutating func creditRefused(_ stage: FaultStage) async throws {
    report.scenario(
      "입금 거절 · the credit is refused after the debit",
      mistake: "A careless hub leaves the money between the banks, or gives it back twice.")
    let before = try await money(stage)
    try await maru.testBedSetBank(stage.payeeBank, .refuseCredit)
    let answer = try await order(try newOrder(stage), stage)
    let (outcome, _) = try await settled(answer)
    try await maru.testBedSetBank(stage.payeeBank, .up)
    let after = try await money(stage)
    report.step(
      "the client is told \(answer.text); transfer/result says \(shown(outcome))",
      Expectation("a failure", isFailure(outcome)))
    report.step(
      "the payer has \(won(answer)) back, once; nothing arrived", Expectation("the money", after, is: before))
  }

  /// A bank that is known not to answer: refused before anything moves.
  mutating func bankDown(_ stage: FaultStage) async throws {
    report.scenario(
      "은행 중단 · the payer's bank cannot be reached",
      mistake: "A careless hub says 'processing' for ever to an order that no bank has heard of.")
    let before = try await money(stage)
    try await maru.testBedSetBank(stage.payerBank, .down)
    let answer = try await order(try newOrder(stage), stage)
    let asked = try await maru.outcome(of: answer.inquiry)
    try await maru.testBedSetBank(stage.payerBank, .up)
    let after = try await money(stage)
    report.step(
      "the client is told at once: \(answer.text); transfer/result says \(shown(asked))",
      Expectation("a failure", isFailure(asked)))
    report.step("nothing moved; it may be ordered anew", Expectation("the money", after, is: before))
  }

  /// The same order twice at the same moment, while the bank is slow.
  mutating func orderedTwice(_ stage: FaultStage) async throws {
    report.scenario(
      "동시 중복 요청 · the same order twice at the same moment",
      mistake: "A careless hub pays twice: both copies find that the order is not there yet.")
    let before = try await money(stage)
    try await maru.testBedSetBank(stage.payerBank, .slow, delay: .milliseconds(500))
    let request = try newOrder(stage)
    let (run, same) = (self, request)
    async let first = run.order(same, stage)
    async let second = run.order(same, stage)
    let answers = try await [first, second]
    try await maru.testBedSetBank(stage.payerBank, .up)
    report.step(
      "both are answered with \(answers[0].text)", Expectation("the first", answers[0].outcome, is: .done),
      Expectation("the second", answers[1].outcome, is: .done),
      Expectation("bank_tran_id", answers[1].bank?.bankTransactionID, is: answers[0].bank?.bankTransactionID))
    try await movedOnce(answers[0], from: before, stage)
  }

  /// Places an order whose outcome nobody can know yet.
  private mutating func ordered(_ what: String, _ stage: FaultStage) async throws -> FaultAnswer {
    report.step(what)
    let answer = try await order(try newOrder(stage), stage)
    report.step(
      "\(won(answer)) ordered; the client is told \(answer.text) within \(shown(answer.took))",
      Expectation("an open outcome", answer.outcome, is: .unknown))
    return answer
  }

  private mutating func answersAgain(
    _ bank: BankCode, _ answer: FaultAnswer, is expected: TransferOutcome
  ) async throws {
    try await maru.testBedSetBank(bank, .up)
    let (outcome, waited) = try await settled(answer)
    report.step(
      "bank \(bank.text) answers again; the hub asks it by the first id, and \(shown(waited)) later says \(shown(outcome))",
      Expectation("transfer/result", outcome, is: expected))
  }

  private mutating func movedOnce(_ answer: FaultAnswer, from before: FaultMoney, _ stage: FaultStage) async throws {
    let after = try await money(stage)
    report.step(
      "\(won(answer)) left the payer and arrived, once",
      Expectation("the money", after, is: before.paid(answer.request.amount)))
    let again = try await order(answer.request, stage)
    let afterRepeat = try await money(stage)
    report.step(
      "the client repeats the order unchanged: told \(again.text), nothing moves",
      Expectation("bank_tran_id", again.bank?.bankTransactionID, is: answer.bank?.bankTransactionID),
      Expectation("the money", afterRepeat, is: after))
  }

  private func isFailure(_ outcome: TransferOutcome) -> Bool {
    if case .failed = outcome { true } else { outcome == .neverHappened }
  }

  private func shown(_ outcome: TransferOutcome) -> String {
    switch outcome {
    case .done: "000 (done)"
    case .neverHappened: "701 (never happened)"
    case .unknown: "400 (processing)"
    case .failed(let code): "\(code) (failed)"
    }
  }

  private func shown(_ duration: Duration) -> String {
    duration < .seconds(1)
      ? String(format: "%.0f ms", duration / .milliseconds(1)) : String(format: "%.1f s", duration / .seconds(1))
  }

  private func won(_ answer: FaultAnswer) -> String {
    answer.request.amount.amount.formatted(.number.locale(Locale(identifier: "en_US"))) + " won"
  }
}
