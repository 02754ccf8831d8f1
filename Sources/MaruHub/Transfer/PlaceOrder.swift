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

  var counterparty: TransferParty { kind == .withdraw ? payer : payee }
}

extension Hub {
  /// Records `draft` for `organisation` and carries it out; an equal earlier order is answered with its own outcome.
  func place(_ draft: OrderDraft, for organisation: Organisation, call: CallStamp) async -> Placed {
    if let code = organisation.limits.brokenByOne(draft.amount, kind: draft.kind) {
      return .refused(HubError(code, field: "tran_amt"))
    }
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
    let replacing = repeatCutoff(requestedAt: draft.requestedAt, now: now)
    let counters = organisation.limits.counters(
      kind: draft.kind, organisation: organisation.code, user: draft.user, date: date)

    // Marked before it can be seen in the store, so that a repeat always finds somebody to wait for.
    _ = desk.begin(id)
    defer { desk.end(id) }
    do {
      if let holder = try await store.write({ session in
        try record(transfer, key: key, replacing: replacing, counters: counters, in: session)
      }) {
        return await repeated(holder)
      }
    } catch let error as HubError {
      return .refused(error)
    } catch {
      return .refused(unexpected(error))
    }
    return .recorded(await carryOut(transfer, fresh: true), repeated: false)
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

  /// Production refuses a frozen `tran_dtime` on money.
  func checkRequestTime(_ requestedAt: DateTime) throws(HubError) {
    guard settings.frozenRepeatWindow == nil, isFrozen(requestedAt, now: world.now()) else { return }
    throw .format(
      Wire.tranDtime.name,
      "중계센터 시각과 10분 이상 차이납니다. More than ten minutes from the hub's clock: send the time of this request.")
  }

  /// The answer to an equal earlier order: its outcome, once it is known or known to be open.
  private func repeated(_ holder: Int64) async -> Placed {
    await desk.wait(for: holder)
    do {
      guard let stored = try await store.read({ try TransferTable.find(holder, in: $0) }) else {
        return .refused(HubError(.internalFault, cause: "order key without transfer \(holder)"))
      }
      return .recorded(stored, repeated: true)
    } catch {
      return .refused(unexpected(error))
    }
  }

  /// An error that nobody foresaw: the system code for the client, the cause for the log.
  func unexpected(_ error: any Error) -> HubError {
    if let known = error as? HubError { return known }
    logger.error("unexpected error", metadata: ["error": "\(error)"])
    return HubError(.internalFault, cause: "\(error)")
  }
}

/// Records an order, its key and its share of the limits; returns the transfer that already holds the key, if one does.
///
/// Reads come first: a refusal that wrote nothing costs its neighbours in the batch nothing.
private func record(
  _ transfer: StoredTransfer, key: OrderKey, replacing: Instant?, counters: [LimitCounter], in session: any SQLSession
) throws -> Int64? {
  if let holder = try OrderKeyTable.find(key, in: session) {
    guard let replacing, holder.claimedAt <= replacing else { return holder.transferID }
  }
  if let broken = try LimitTable.broken(by: transfer.order.amount, counters, in: session) {
    throw HubError(broken.code, field: "tran_amt")
  }
  guard
    try OrderKeyTable.claim(
      key, for: transfer.order.id, at: transfer.changedAt, replacing: replacing, in: session)
  else {
    // Another hub was faster between the look and the claim.
    return try OrderKeyTable.find(key, in: session)?.transferID
  }
  try LimitTable.add(transfer.order.amount, to: counters, in: session)
  try TransferTable.insert(transfer, in: session)
  return nil
}
