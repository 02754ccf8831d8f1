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
  /// Transfers looked through at a time: nobody waits for a reader that has a whole day to read.
  private static let slice = 50_000
  /// Seconds that may pass between a call and the key of its order.
  private static let lag: Int64 = 60

  /// The transfers that came with a call between two moments, however many came then: no index leads to them, but keys tell when they
  /// were made.
  package func transfers(ofCall id: APITransactionID, in span: Range<Instant>) async throws -> [StoredTransfer] {
    try await apart { try await self.sought(ofCall: id, in: span) }
  }

  private func sought(ofCall id: APITransactionID, in span: Range<Instant>) async throws -> [StoredTransfer] {
    let last = SerialSource.firstKey(at: span.upperBound.adding(seconds: Hub.lag))
    var (after, found) = (SerialSource.firstKey(at: span.lowerBound) - 1, [StoredTransfer]())
    while true {
      let start = after
      let slice = try await store.read { session -> ([StoredTransfer], Int64)? in
        guard let end = try TransferTable.sliceEnd(after: start, rows: Hub.slice, in: session) else { return nil }
        return (try TransferTable.all(ofCall: id, after: start, upTo: min(end, last), in: session), end)
      }
      guard let (transfers, end) = slice else { return found }
      // Rows of one call have keys that follow each other: at most one slice behind the first they end.
      if !found.isEmpty, transfers.isEmpty { return found }
      found += transfers
      guard end < last else { return found }
      after = end
    }
  }

  /// Transfers that an id stands for: the hub's own key, the wire's `bank_tran_id`, the id of a leg at a bank
  /// (`yyyyMMdd-bank_tran_id-D`), or the `api_tran_id` of the call. Newest first.
  package func transfers(known id: String) async throws -> [StoredTransfer] {
    try await apart { try await self.sought(known: id) }
  }

  private func sought(known id: String) async throws -> [StoredTransfer] {
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
