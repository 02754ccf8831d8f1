package import MaruDomain
package import MaruStore

/// Everything that the hub holds of one transfer.
package struct TransferFile: Sendable {
  package let transfer: StoredTransfer
  package let life: TransferLife
  package let entries: [BookedEntry]
  /// The call that it came with, while its record is kept.
  package let call: (code: ResponseCode, microseconds: Int64)?
}

extension Hub {
  /// Among so many of the newest transfers those of one call are looked for.
  package static let searchedTransfers = 200_000

  /// Transfers that an id stands for: the hub's own key, the wire's `bank_tran_id`, the id of a leg at a bank
  /// (`yyyyMMdd-bank_tran_id-D`), or the `api_tran_id` of the call. Newest first.
  package func transfers(known id: String) async throws -> [StoredTransfer] {
    let id = id.split { $0.isWhitespace }.joined()
    let parts = id.split(separator: "-").map(String.init)
    return try await store.read { session in
      if parts.count == 3, let date = BusinessDate(wire: parts[0]), let wire = BankTransactionID(parts[1]) {
        return try TransferTable.find(wire, on: date, in: session).map { [$0] } ?? []
      }
      if let wire = BankTransactionID(id), Int64(id) == nil || id.utf8.count == 20 {
        let found = try TransferTable.all(wire, in: session)
        if !found.isEmpty { return found }
      }
      if let key = Int64(id) { return try TransferTable.find(key, in: session).map { [$0] } ?? [] }
      guard let call = APITransactionID(id.lowercased()) else { return [] }
      return try TransferTable.all(ofCall: call, amongNewest: Hub.searchedTransfers, in: session)
    }
  }

  /// The file of one transfer by the hub's own key; nil where there is none.
  package func transferFile(_ key: Int64) async throws -> TransferFile? {
    try await store.read { session in
      guard let transfer = try TransferTable.find(key, in: session) else { return nil }
      let entries = try JournalTable.entries(of: key, in: session)
      let order = transfer.order
      return TransferFile(
        transfer: transfer,
        life: TransferLife(
          order: order, stage: transfer.stage, changedAt: transfer.changedAt,
          booked: Dictionary(entries.map { ($0.entry.leg, $0.bookedAt) }, uniquingKeysWith: { first, _ in first })),
        entries: entries,
        call: try CallTable.find(order.apiTransactionID, around: order.receivedAt, in: session))
    }
  }
}
