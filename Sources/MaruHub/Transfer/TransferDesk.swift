import Synchronization

/// Which transfers this process is carrying out right now: a repeat of one waits for its outcome, and the resolver leaves
/// it alone. Only a convenience: what is true stands in the store.
package final class TransferDesk: Sendable {
  private let underWay = Mutex<[Int64: [CheckedContinuation<Void, Never>]]>([:])

  package init() {}

  /// Marks a transfer as being carried out; false when it already is.
  func begin(_ id: Int64) -> Bool {
    underWay.withLock { underWay in
      guard underWay[id] == nil else { return false }
      underWay[id] = []
      return true
    }
  }

  /// Wakes everyone who waits for the transfer.
  func end(_ id: Int64) {
    let waiting = underWay.withLock { $0.removeValue(forKey: id) } ?? []
    for continuation in waiting { continuation.resume() }
  }

  /// Returns when the transfer is not being carried out here (any more). Bounded by the deadlines of the bank calls.
  func wait(for id: Int64) async {
    await withCheckedContinuation { continuation in
      let free = underWay.withLock { underWay in
        guard underWay[id] != nil else { return true }
        underWay[id]?.append(continuation)
        return false
      }
      if free { continuation.resume() }
    }
  }
}
