package import MaruDomain
package import MaruStore

/// What one bank may see at the hub: its own side, and nobody else's.
extension Hub {
  /// Among so many of the newest transfers a bank's own are looked for.
  package static let lookedThroughForBank = 20_000

  /// A bank's newest transfers: those with a leg there.
  package func newestTransfers(_ count: Int, at bank: BankCode) async throws -> [StoredTransfer] {
    try await apart {
      try await self.store.read {
        try TransferTable.newest(count, at: bank, amongNewest: Hub.lookedThroughForBank, in: $0)
      }
    }
  }

  /// A bank's transfers that an id stands for (``transfers(known:)``); nothing for those of other banks.
  package func transfers(known id: String, at bank: BankCode) async throws -> [StoredTransfer] {
    try await transfers(known: id).filter { $0.order.isAt(bank) }
  }

  /// So many open transfers of one bank are counted one by one.
  package static let mostOpenShown = 1_000

  /// A bank's transfers that are not final, those that have stood longest first; at most ``mostOpenShown``.
  package func openMessages(at bank: BankCode) async throws -> [StoredTransfer] {
    try await store.read { try TransferTable.open(at: bank, atMost: Hub.mostOpenShown, in: $0) }
  }

  /// So many orders of a day, of all banks, are one part of a bank's statement.
  package static let ordersAPart = 20_000

  /// What the book holds of a bank for a part of the orders of one day, in their order: what a statement of the bank is compared
  /// with. Parts count from 0; `next` is the one behind, nil for the last.
  package func bookedLegs(
    at bank: BankCode, on date: BusinessDate, part: Int = 0
  ) async throws -> (legs: [LegRecord], next: Int?) {
    let (first, last) = (SerialSource.firstKey(of: date), SerialSource.firstKey(of: date.adding(days: 1)))
    return try await apart { try await self.statementPart(part, between: first, last, at: bank) }
  }

  private func statementPart(
    _ part: Int, between first: Int64, _ last: Int64, at bank: BankCode
  ) async throws -> (legs: [LegRecord], next: Int?) {
    try await store.read { session in
      var start = first - 1
      for _ in 0..<part {
        guard let end = try TransferTable.sliceEnd(after: start, rows: Hub.ordersAPart, in: session), end < last else {
          return ([], nil)
        }
        start = end
      }
      let end = try TransferTable.sliceEnd(after: start, rows: Hub.ordersAPart, in: session) ?? start
      let legs = try JournalTable.legs(at: bank, ofTransfersFrom: start + 1, to: min(end + 1, last), in: session)
      let hasMore = try TransferTable.page(after: end, atMost: 1, in: session).first.map { $0.order.id < last } ?? false
      return (legs, hasMore ? part + 1 : nil)
    }
  }
}

extension TransferOrder {
  /// Whether a leg of it is a bank's.
  package func isAt(_ bank: BankCode) -> Bool { payer.account.bank == bank || payee.account.bank == bank }
}
