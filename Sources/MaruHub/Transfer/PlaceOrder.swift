// Records an order once, however often it is sent, and carries it out. Shared by withdraw and both deposits.

import MaruContract
import MaruDomain
import MaruStore

/// What became of an order that a client sent.
enum Placed: Sendable {
  /// It is recorded, here for the first time or by an earlier equal request.
  case recorded(StoredTransfer, repeated: Bool)
  /// It was refused before anything was recorded.
  case refused(HubError)
}

/// An order before it has its ids.
struct OrderDraft: Sendable {
  let kind: CheckType
  let rowNumber: Int
  let requestedAt: DateTime
  let amount: Won
  let payer: TransferParty
  let payee: TransferParty
  let user: UserSeqNo?
  let nameCheck: NameCheck
  let alias: AccountAlias?
  let cmsNumber: CMSNumber?
  /// The registration whose consent to withdrawal must still stand at the moment the order is recorded.
  var consent: FintechUseNumber?

  var counterparty: TransferParty { kind == .withdraw ? payer : payee }
}

extension Hub {
  /// Records `draft` for `organisation` and carries it out; an equal earlier order is answered with its own outcome.
  func place(_ draft: OrderDraft, for organisation: Organisation, call: CallStamp) async -> Placed {
    if let refusal = health.refusal { return .refused(refusal) }
    let id = serials.next()
    let (bankTransactionID, date) = serials.bankTransactionID(id, for: organisation.code)
    let now = world.now()
    let transfer = StoredTransfer(
      order: TransferOrder(
        id: id, organisation: organisation.code, kind: draft.kind, apiTransactionID: call.id, receivedAt: call.at,
        rowNumber: draft.rowNumber, requestedAt: draft.requestedAt, bankTransactionID: bankTransactionID,
        bankTransactionDate: date, amount: draft.amount, payer: draft.payer, payee: draft.payee,
        cmsNumber: draft.cmsNumber),
      user: draft.user, nameCheck: draft.nameCheck, alias: draft.alias, stage: .debitSent(DebitSent()), changedAt: now)
    let key = OrderKey(
      organisation: organisation.code, kind: draft.kind, requestedAt: draft.requestedAt,
      account: draft.counterparty.account, amount: draft.amount)
    let rules = RecordingRules(
      repeats: RepeatRule(
        requestedAt: draft.requestedAt, tolerance: settings.requestTimeTolerance,
        refusesNew: settings.frozenRepeatWindow == nil && isFrozen(draft.requestedAt, now: now),
        cutoff: repeatCutoff(requestedAt: draft.requestedAt, now: now)),
      consent: draft.consent, limits: organisation.limits,
      counters: organisation.limits.counters(
        kind: draft.kind, organisation: organisation.code, user: draft.user, date: date))

    // Marked before it can be seen in the store, so that a repeat always finds somebody to wait for.
    _ = desk.begin(id)
    defer { desk.end(id) }
    do {
      switch try await store.write(
        asking: OrderLook.questions(
          key, consent: rules.consent, prefunded: transfer.order.prefunded, bank: draft.payer.account.bank,
          counters: rules.counters),
        { session in try record(transfer, key: key, rules, in: session) })
      {
      case .repeats(let holder): return await repeated(holder)
      case .rejected(let rejected): return .recorded(rejected, repeated: false)
      case .new: break
      }
    } catch let error as HubError {
      return .refused(error)
    } catch {
      return .refused(notKnown(error))
    }
    return .recorded(await carryOutInTurn(transfer), repeated: false)
  }

  /// Carries a fresh order out when the orders before it on the same account are done. Behind a bank that keeps everybody
  /// waiting, the client is told "in progress" in time, and the resolver carries the order out.
  private func carryOutInTurn(_ transfer: StoredTransfer) async -> StoredTransfer {
    let place = OrderQueue.Place(
      organisation: transfer.order.organisation, account: transfer.order.counterparty.account)
    await queue.enter(place)
    defer { queue.leave(place) }
    // A name check and the debit must still fit into the time that clients wait.
    let waited = Duration.milliseconds(world.now().milliseconds(since: transfer.changedAt))
    guard waited <= max(.seconds(1), Hub.answerTime - settings.bankTimeout * 2) else { return transfer }
    return await carryOut(transfer, fresh: true)
  }

  /// What a client hears when the store fails around an order: a commit that failed may still be on disk, and an earlier equal
  /// order may have moved the money. Neither "done" nor "failed" would be true, so it is told to ask (section 9).
  private func notKnown(_ error: any Error) -> HubError {
    let refusal = unexpected(error)
    return HubError(.timeExceeded, detail: refusal.detail, cause: refusal.cause)
  }

  /// When a `tran_dtime` lies far from the hub's clock it says nothing about the order (real programs send one that was
  /// frozen years ago), so an equal order is a repeat only for a short while. Nil: it is a repeat for ever.
  private func repeatCutoff(requestedAt: DateTime, now: Instant) -> Instant? {
    guard isFrozen(requestedAt, now: now), let window = settings.frozenRepeatWindow else { return nil }
    return now.adding(seconds: -window.components.seconds)
  }

  /// Whether `requestedAt` lies outside the tolerance around the hub's clock.
  func isFrozen(_ requestedAt: DateTime, now: Instant) -> Bool {
    abs(requestedAt.instant.milliseconds(since: now)) > settings.requestTimeTolerance.components.seconds * 1000
  }

  /// The answer to an equal earlier order: its outcome, once it is known or known to be open.
  private func repeated(_ holder: Int64) async -> Placed {
    await desk.wait(for: holder)
    do {
      return .recorded(try await outcome(of: holder), repeated: true)
    } catch {
      return .refused(notKnown(error))
    }
  }

  /// What is stored of a transfer; while another hub carries it out, as soon as that hub knows its outcome or gives up.
  private func outcome(of id: Int64) async throws -> StoredTransfer {
    let end = world.now().adding(seconds: Hub.answerTime.components.seconds)
    var pause = 5
    while true {
      guard let stored = try await store.read({ try TransferTable.find(id, in: $0) }) else {
        throw StoreError.damaged("order key without transfer \(id)")
      }
      guard stored.stage.isUnderWay, !serials.isOwn(id), world.now() < end else { return stored }
      try await world.sleep(.milliseconds(pause))
      pause = min(pause * 2, 200)
    }
  }

  /// As ``HubError/init(unexpected:)``, with a line in the log.
  func unexpected(_ error: any Error) -> HubError {
    if let known = error as? HubError { return known }
    logger.error("unexpected error", metadata: ["error": "\(error)"])
    tellStoreTrouble()
    return HubError(unexpected: error)
  }
}

/// Whether an order with a known key is a repeat of the one that holds it.
private struct RepeatRule: Sendable {
  let requestedAt: DateTime
  let tolerance: Duration
  /// Set in production for a `tran_dtime` far from the hub's clock: an order that nobody knows is refused for it.
  let refusesNew: Bool
  /// A holder that claimed at or before it gives way; nil: none ever does.
  let cutoff: Instant?

  func isRepeat(of claimedAt: Instant) -> Bool {
    guard let cutoff, claimedAt <= cutoff else { return true }
    // The first one came while its `tran_dtime` was true: it names that order for ever, however late the repeat is.
    return abs(requestedAt.instant.milliseconds(since: claimedAt)) <= tolerance.components.seconds * 1000
  }
}

/// What is looked at in the unit of work that records an order, and nowhere earlier: nothing can change in between.
private struct RecordingRules: Sendable {
  let repeats: RepeatRule
  let consent: FintechUseNumber?
  let limits: TransferLimits
  let counters: [LimitCounter]
}

/// What came of recording an order.
private enum Recorded: Sendable {
  /// It is on disk with its key and its share of the limits; no bank has heard of it.
  case new
  /// It is on disk and final: nothing will move.
  case rejected(StoredTransfer)
  /// This transfer already holds the key; nothing was written.
  case repeats(Int64)
}

/// Records an order, its key and its share of the limits.
///
/// In the order of section 9 of the wire contract: consent, repeat, limits. A repeat that comes late is answered even in
/// production: refused, it would be taken for a failure and ordered anew. Reads come first: a refusal that wrote nothing
/// costs its neighbours in the batch nothing. An order beyond the net debit cap of the payer's bank is recorded as rejected with
/// 999, so that `transfer/result` tells of it like of any bank's refusal.
private func record(
  _ transfer: StoredTransfer, key: OrderKey, _ rules: RecordingRules, in session: any SQLSession
) throws -> Recorded {
  let order = transfer.order
  let look = try OrderLook(
    key, consent: rules.consent, prefunded: order.prefunded, bank: order.payer.account.bank, counters: rules.counters,
    in: session)
  guard look.isConsented else { throw HubError(.withdrawalConsentMissing, field: "fintech_use_num") }
  if let holder = look.holder, rules.repeats.isRepeat(of: holder.claimedAt) { return .repeats(holder.transferID) }
  if rules.repeats.refusesNew {
    throw HubError.format(
      Wire.tranDtime.name,
      "중계센터 시각과 10분 이상 차이납니다. More than ten minutes from the hub's clock: send the time of this request.")
  }
  if let code = rules.limits.brokenByOne(order.amount, kind: order.kind) { throw HubError(code, field: "tran_amt") }
  // Read here, so that a limit holds from the moment at which the operator sets it.
  let counters = rules.counters + (look.prefund.map { [$0] } ?? [])
  if let broken = try look.broken(by: order.amount, counters) { throw HubError(broken.code, field: "tran_amt") }
  let cap = look.cap
  let capped = try cap.map { try look.broken(by: order.amount, [$0]) != nil } ?? false
  if look.holder == nil {
    try OrderKeyTable.take(key, for: order.id, at: transfer.changedAt, in: session)
  } else if try !OrderKeyTable.claim(
    key, for: order.id, at: transfer.changedAt, replacing: rules.repeats.cutoff, in: session)
  {
    throw HubError(.internalFault, cause: "an order key that should give way is held")
  }
  if capped {
    try TransferTable.insert(transfer, in: session)
    var rejected = transfer
    let step = DebitSent().refused(BankRefusal(by: .hub, code: .overNetLimit))
    rejected.stage = step.to
    _ = try TransferTable.advance(
      order.id, step.move, payerReceipt: nil, payeeReceipt: nil,
      at: transfer.changedAt, in: session)
    if try OrganisationTable.hasWebhooks(order.organisation, in: session) {
      try WebhookNews.outcome(of: rejected)?.note(in: session)
    }
    return .rejected(rejected)
  }
  try LimitTable.add(order.amount, to: counters + (cap.map { [$0] } ?? []), in: session)
  try TransferTable.insert(transfer, in: session)
  return .new
}

extension TransferOrder {
  /// The organisation whose prefunded amount the order counts into.
  fileprivate var prefunded: OrganisationCode? { kind == .deposit ? organisation : nil }
}

extension TransferStage {
  /// Whether a bank has been asked and nothing is known of a silence: whoever carries the order out may be at it.
  fileprivate var isUnderWay: Bool {
    switch self {
    case .debitSent, .creditSent, .reversalSent: true
    case .debitUnknown, .creditUnknown, .completed, .rejected, .reversed: false
    }
  }
}
