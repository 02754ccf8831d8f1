// Takes a recorded transfer through its stages: asks the banks, records what they say, and asks again where nothing is known.
// The same code serves a fresh order, the resolver and the start after a crash; the rules themselves are TransferStage's.

import MaruBankLink
import MaruDomain
import MaruStore

extension Hub {
  /// Carries `transfer` as far as the banks answer now; returns it as it is stored then.
  ///
  /// `fresh` says that no bank has heard of the order yet. Never throws: a store that cannot record leaves the stage as it
  /// was, and the resolver goes on from there.
  func carryOut(_ transfer: StoredTransfer, fresh: Bool) async -> StoredTransfer {
    var current = transfer
    var first = fresh
    let started = fresh ? transfer.changedAt : world.now()
    while !current.stage.isFinal {
      // Clients wait 20 s (section 1.7): a fourth call to a bank must not carry the answer past it. The resolver goes on.
      if fresh, !first, !mayAskAgain(since: started) { return current }
      guard let next = await step(current, fresh: first, started: started) else { return current }
      current = next
      // A stage of doubt has just been told by the bank's silence: asking again at once would only wait twice.
      switch current.stage {
      case .debitUnknown, .creditUnknown: return current
      case .debitSent, .creditSent, .reversalSent, .completed, .rejected, .reversed: first = false
      }
    }
    return current
  }

  /// Whether one more call to a bank still fits into the time that a client waits.
  private func mayAskAgain(since started: Instant) -> Bool {
    let spent = Duration.milliseconds(world.now().milliseconds(since: started))
    return spent + settings.bankTimeout <= Hub.answerTime
  }

  /// A second less than the shortest patience of the platform's own sample clients.
  static let answerTime = Duration.seconds(19)

  /// One stage further, recorded; nil when nothing new is known or it could not be recorded.
  private func step(_ current: StoredTransfer, fresh: Bool, started: Instant) async -> StoredTransfer? {
    switch current.stage {
    case .debitSent(let stage):
      if fresh, let refusal = await checkBeforeDebit(current) {
        return await record(current, as: stage.refused(refusal).move)
      }
      switch fresh ? await firstDebit(current) : await settle(.debit, of: current) {
      case .confirmed(let receipt):
        let creditsNow = fresh && mayAskAgain(since: started)
        return await creditAfterDebit(current, stage.confirmed(), receipt, creditsNow: creditsNow)
      case .refused(let refusal):
        guard !fresh else { return await record(current, as: stage.refused(refusal).move) }
        switch await fate(ofCreditBehindRefusedDebit: current) {
        case .notMoved: return await record(current, as: stage.refused(refusal).move)
        case .moved(let credited): return await complete(current, stage.confirmed(), credited, denying: refusal)
        case .notKnown: return await record(current, as: stage.unanswered().move)
        }
      case .unknown: return await record(current, as: stage.unanswered().move)
      }
    case .debitUnknown(let stage):
      switch await settle(.debit, of: current) {
      case .confirmed(let receipt):
        return await record(current, as: stage.confirmed().move, booking: [.debit], payer: receipt)
      case .refused(let refusal):
        switch await fate(ofCreditBehindRefusedDebit: current) {
        case .notMoved: return await record(current, as: stage.refused(refusal).move)
        case .moved(let credited): return await complete(current, stage.confirmed(), credited, denying: refusal)
        case .notKnown: return nil
        }
      case .unknown: return nil
      }
    case .creditSent(let stage):
      switch await settle(.credit, of: current) {
      case .confirmed(let receipt):
        return await record(current, as: stage.confirmed().move, booking: [.credit], payee: receipt)
      case .refused(let refusal): return await record(current, as: stage.refused(refusal).move)
      case .unknown: return await record(current, as: stage.unanswered().move)
      }
    case .creditUnknown(let stage):
      switch await settle(.credit, of: current) {
      case .confirmed(let receipt):
        return await record(current, as: stage.confirmed().move, booking: [.credit], payee: receipt)
      case .refused(let refusal): return await record(current, as: stage.refused(refusal).move)
      case .unknown: return nil
      }
    case .reversalSent(let stage):
      switch await send(.reversal, of: current) {
      case .confirmed: return await record(current, as: stage.confirmed().move, booking: [.reversal])
      case .refused(let refusal):
        logger.error("reversal refused", metadata: ["transfer": "\(current.order.id)", "code": "\(refusal.code)"])
        return nil
      case .unknown: return nil
      }
    case .completed, .rejected, .reversed: return nil
    }
  }

  /// Sends the credit as soon as the debit is confirmed, and records both at once where the credit is confirmed too: the banks
  /// can be asked by id whatever is lost in between, so a write of its own would tell the resolver nothing. Where the credit
  /// would not fit into the client's time any more, the resolver sends it.
  private func creditAfterDebit(
    _ current: StoredTransfer, _ sent: TransferStep<CreditSent>, _ receipt: LegReceipt, creditsNow: Bool
  ) async -> StoredTransfer? {
    func debited() async -> StoredTransfer? {
      await record(current, as: sent.move, booking: [.debit], payer: receipt)
    }
    guard creditsNow else { return await debited() }
    switch await send(.credit, of: current) {
    case .confirmed(let credited):
      return await record(
        current, as: sent.confirmed().move, booking: [.debit, .credit], payer: receipt, payee: credited)
    case .refused(let refusal):
      guard let debited = await debited() else { return nil }
      return await record(debited, as: sent.reached.refused(refusal).move)
    case .unknown:
      guard let debited = await debited() else { return nil }
      return await record(debited, as: sent.reached.unanswered().move)
    }
  }

  /// What became of a credit whose debit is refused now.
  private enum CreditFate: Sendable {
    case notMoved
    case moved(LegReceipt)
    case notKnown
  }

  /// Asks the payee's bank before an order that was taken up again is rejected: a credit that is there proves that the payer's
  /// bank had confirmed the debit and forgot it, for no credit is sent before (decision 4).
  private func fate(ofCreditBehindRefusedDebit transfer: StoredTransfer) async -> CreditFate {
    // A bank that takes no part here any more may have been sent one before.
    guard let link = banks[transfer.order.payee.account.bank] else { return .notKnown }
    switch await link.status(of: LegID(.credit, of: transfer.order)) {
    case .confirmed(.done(let receipt)): return .moved(receipt)
    case .confirmed(.refused(let refusal)): return refusal.code.isUnknownOutcome ? .notKnown : .notMoved
    case .confirmed(.notFound): return .notMoved
    case .refused, .unknown: return .notKnown
    }
  }

  /// The payee has the money on the payer's bank's word, whatever that bank says now: the order is done, the bank owes the
  /// debit, and reconciliation makes a case of it.
  private func complete(
    _ current: StoredTransfer, _ sent: TransferStep<CreditSent>, _ credited: LegReceipt, denying refusal: BankRefusal
  ) async -> StoredTransfer? {
    logger.critical(
      "a bank denies a debit that it had confirmed",
      metadata: [
        "transfer": "\(current.order.id)", "bank": "\(current.order.payer.account.bank)", "code": "\(refusal.code)",
      ])
    return await record(current, as: sent.confirmed().move, booking: [.debit, .credit], payee: credited)
  }

  /// What speaks against the payment before anything has moved; nil when it may go on.
  private func checkBeforeDebit(_ transfer: StoredTransfer) async -> BankRefusal? {
    // A payer must not be debited for a payee whose bank is known not to answer.
    for bank in [transfer.order.payer.account.bank, transfer.order.payee.account.bank] {
      guard let link = banks[bank] else { continue }
      switch link.availability {
      case .beforeOpening, .closing: return BankRefusal(by: .hub, code: .outsideHours)
      case .available, .fault:
        guard await link.isReady() else { return BankRefusal(by: .hub, code: .systemDown) }
      }
    }
    return await checkPayee(of: transfer)
  }

  /// With the name check on, the payee's bank is asked before anything moves. Nil when the payment may go on.
  private func checkPayee(of transfer: StoredTransfer) async -> BankRefusal? {
    guard transfer.order.kind == .deposit, transfer.nameCheck == .on else { return nil }
    let payee = transfer.order.payee
    guard let link = banks[payee.account.bank] else { return notTakingPart(payee.account.bank) }
    switch await link.holder(of: payee.account.number, info: nil) {
    case .confirmed(let holder):
      guard let expected = payee.holderName, !expected.matches(holder.name) else { return nil }
      return BankRefusal(by: .hub, code: .holderNameDiffers)
    case .refused(let refusal) where !refusal.code.isUnknownOutcome: return refusal
    // Nothing has moved yet, so silence (or "in progress") here is a plain "not now".
    case .unknown(.closed): return BankRefusal(by: .hub, code: .outsideHours)
    case .refused, .unknown: return BankRefusal(by: .hub, code: .systemDown)
    }
  }

  /// The first time a debit is sent. What could not even be sent did not happen.
  private func firstDebit(_ transfer: StoredTransfer) async -> BankAnswer<LegReceipt> {
    switch await send(.debit, of: transfer) {
    case .unknown(.notSent), .unknown(.keptBack): .refused(BankRefusal(by: .hub, code: .systemDown))
    case .unknown(.closed): .refused(BankRefusal(by: .hub, code: .outsideHours))
    case let answer: answer
    }
  }

  /// Asks what became of a leg, and sends it again under its own id where the bank has never seen it.
  private func settle(_ leg: TransferLeg, of transfer: StoredTransfer) async -> BankAnswer<LegReceipt> {
    let order = legOrder(leg, of: transfer)
    guard let link = banks[transfer.order.party(of: leg).account.bank] else { return .unknown(.notSent) }
    switch await link.status(of: order.id) {
    case .confirmed(.done(let receipt)): return .confirmed(receipt)
    case .confirmed(.refused(let refusal)): return decided(.refused(refusal))
    case .confirmed(.notFound): return await send(leg, of: transfer)
    // The question was refused (outside hours, say), not the leg: it tells nothing about the money.
    case .refused: return .unknown(.unreadable)
    case .unknown(let reason): return .unknown(reason)
    }
  }

  private func send(_ leg: TransferLeg, of transfer: StoredTransfer) async -> BankAnswer<LegReceipt> {
    let order = legOrder(leg, of: transfer)
    let code = transfer.order.party(of: leg).account.bank
    guard let link = banks[code] else { return .refused(notTakingPart(code)) }
    return switch leg {
    case .debit: decided(await link.debit(order))
    case .credit: decided(await link.credit(order))
    case .reversal: decided(await link.reverse(order))
    }
  }

  /// A bank's "in progress" and its like (400, 803, 804, 819, 822) are no refusals: the money may still move.
  private func decided(_ answer: BankAnswer<LegReceipt>) -> BankAnswer<LegReceipt> {
    if case .refused(let refusal) = answer, refusal.code.isUnknownOutcome { return .unknown(.unreadable) }
    return answer
  }

  func legOrder(_ leg: TransferLeg, of transfer: StoredTransfer) -> LegOrder {
    let order = transfer.order
    let (own, other) = (order.party(of: leg), leg == .credit ? order.payer : order.payee)
    return LegOrder(
      id: LegID(leg, of: order),
      account: own.account.number, amount: order.amount,
      expectedHolder: leg == .credit && transfer.nameCheck == .on ? own.holderName : nil,
      printContent: own.printContent,
      counterparty: other.holderName.map { Remitter(name: $0, account: other.account) })
  }

  /// Records that nothing is known of a debit; nil when it could not be or somebody was faster.
  func doubtDebit(of transfer: StoredTransfer, _ stage: DebitSent) async -> StoredTransfer? {
    await record(transfer, as: stage.unanswered().move)
  }

  /// Records a stage with the entry that books it, in one unit of work; nil when it could not be or somebody was faster.
  private func record(
    _ current: StoredTransfer, as move: TransferMove, booking legs: [TransferLeg] = [], payer: LegReceipt? = nil,
    payee: LegReceipt? = nil
  ) async -> StoredTransfer? {
    var next = current
    next.stage = move.to
    next.changedAt = world.now()
    if let payer { next.payerReceipt = StoredReceipt(branch: payer.branch, holderName: payer.holderName) }
    if let payee { next.payeeReceipt = StoredReceipt(branch: payee.branch, holderName: payee.holderName) }
    let changed = next
    do {
      let moved = try await store.write(asking: questions(changed)) { session in
        guard
          try TransferTable.advance(
            changed.order.id, move, payerReceipt: changed.payerReceipt,
            payeeReceipt: changed.payeeReceipt, at: changed.changedAt, in: session)
        else { return false }
        try JournalTable.book(
          legs.map { JournalEntry(booking: $0, of: changed.order) }, at: changed.changedAt, in: session)
        switch move.to {
        case .rejected, .reversed: try releaseLimits(of: changed, in: session)
        case .completed:
          let payee = changed.order.payee.account.bank
          try ExposureTable.credited(changed.order.amount, at: payee, in: session)
        case .debitSent, .debitUnknown, .creditSent, .creditUnknown, .reversalSent: break
        }
        if move.to.isFinal, try OrganisationTable.hasWebhooks(changed.order.organisation, in: session) {
          try WebhookNews.outcome(of: changed)?.note(in: session)
        }
        return true
      }
      return moved ? changed : nil
    } catch {
      logger.error("a stage could not be recorded", metadata: ["transfer": "\(current.order.id)", "error": "\(error)"])
      tellStoreTrouble()
      return nil
    }
  }

  /// What the unit of work that records a stage asks, as far as the usual outcome goes.
  private func questions(_ transfer: StoredTransfer) -> [SQLQuestion] {
    var questions = [TransferTable.stageQuestion(transfer.order.id)]
    if transfer.stage.isFinal { questions.append(OrganisationTable.webhooksQuestion(transfer.order.organisation)) }
    guard case .completed = transfer.stage else { return questions }
    return questions + ExposureTable.creditedQuestions(at: transfer.order.payee.account.bank)
  }

  func notTakingPart(_ bank: BankCode) -> BankRefusal {
    BankRefusal(by: .hub, code: .cannotProcess, message: "중계센터 - 미참가 기관")
  }
}

/// An order that moved nothing does not count into its limits.
private func releaseLimits(of transfer: StoredTransfer, in session: any SQLSession) throws {
  let order = transfer.order
  try LimitTable.release(
    order.amount,
    from: TransferLimits.none.counters(
      kind: order.kind, organisation: order.organisation, user: transfer.user, date: order.bankTransactionDate),
    in: session)
  try ExposureTable.released(order, in: session)
}
