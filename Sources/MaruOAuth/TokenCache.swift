import MaruDomain
import Synchronization

/// Tokens that were looked up lately, by their text: the store is asked once per token, not once per call.
///
/// A revocation in this process is seen at once: it empties what it ends, and a look-up that began before it remembers
/// nothing.
final class TokenCache: Sendable {
  struct Entry: Sendable {
    let caller: Caller
    let grant: Int64?
    let expiresAt: Instant
  }
  private struct State {
    var entries: [String: Entry] = [:]
    var epoch: UInt64 = 0
  }
  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int) { self.limit = limit }

  /// The entry, or nil and the epoch that a later ``remember(_:for:since:)`` must give.
  func look(_ token: String) -> (entry: Entry?, epoch: UInt64) {
    state.withLock { ($0.entries[token], $0.epoch) }
  }

  func remember(_ entry: Entry, for token: String, since epoch: UInt64) {
    state.withLock { state in
      guard state.epoch == epoch else { return }
      if state.entries.count >= limit { state.entries.removeAll(keepingCapacity: true) }
      state.entries[token] = entry
    }
  }

  /// Forgets every token of the grants.
  func forget(grants: Set<Int64>) {
    state.withLock { state in
      state.epoch += 1
      state.entries = state.entries.filter { entry in entry.value.grant.map { !grants.contains($0) } ?? true }
    }
  }
}
