import MaruDomain
import MaruStore

/// The hub's side of a filled store: each transfer with its key; a completed one with its two journal entries and their balances.
struct FilledBook: Sendable {
  private static let batch = 2_000
  let plan: FillPlan
  let store: SQLiteStore

  func fill() async throws {
    for start in stride(from: 0, to: plan.count, by: Self.batch) {
      let numbers = start..<min(start + Self.batch, plan.count)
      try await store.write { session in
        for number in numbers { try record(number, in: session) }
      }
    }
  }

  private func record(_ number: Int, in session: any SQLSession) throws {
    let order = plan.order(number)
    let payer = plan.payer(number)
    try TransferTable.insert(
      StoredTransfer(
        order: order, user: payer.user, nameCheck: .off, alias: nil, stage: .debitSent(DebitSent()),
        changedAt: order.receivedAt), in: session)
    // Two equal orders within one second are one order to the hub; here the earlier keeps the key.
    let key = OrderKey(
      organisation: order.organisation, kind: order.kind, requestedAt: order.requestedAt, account: order.payer.account,
      amount: order.amount)
    _ = try OrderKeyTable.claim(key, for: order.id, at: order.receivedAt, replacing: nil, in: session)
    guard !plan.isOpen else { return }
    _ = try TransferTable.advance(
      order.id, DebitSent().confirmed().confirmed().move,
      payerReceipt: StoredReceipt(branch: payer.account.branch, holderName: payer.account.holderName),
      payeeReceipt: StoredReceipt(branch: plan.payee.branch, holderName: plan.payee.holderName), at: order.receivedAt,
      in: session)
    for leg in [TransferLeg.debit, .credit] {
      try JournalTable.book(JournalEntry(booking: leg, of: order), at: order.receivedAt, in: session)
    }
  }
}
