import MaruDomain
import Synchronization

/// Tokens that were looked up lately, by their text: the store is asked once per token, not once per call.
///
/// A revocation in this process is seen at once: it empties what it ends, and a look-up that began before it remembers
/// nothing. Where other processes revoke too, an entry counts for less than a second, so that theirs is seen within one.
final class TokenCache: Sendable {
  struct Entry: Sendable {
    let caller: Caller
    let grant: Int64?
    let expiresAt: Instant
    /// Before the store was asked.
    let lookedUpAt: Instant
  }
  private struct State {
    var entries: [String: Entry] = [:]
    var epoch: UInt64 = 0
  }
  private let limit: Int
  /// In milliseconds; nil: an entry does not grow old.
  private let greatestAge: Int64?
  private let state = Mutex(State())

  init(limit: Int, greatestAge: Int64? = nil) {
    self.limit = limit
    self.greatestAge = greatestAge
  }

  /// The entry, or nil and the epoch that a later ``remember(_:for:since:)`` must give.
  func look(_ token: String, at now: Instant) -> (entry: Entry?, epoch: UInt64) {
    let (entry, epoch) = state.withLock { ($0.entries[token], $0.epoch) }
    guard let entry, let greatestAge else { return (entry, epoch) }
    // A clock that was set back makes an entry old, not young for ever.
    return ((0...greatestAge).contains(now.milliseconds(since: entry.lookedUpAt)) ? entry : nil, epoch)
  }

  func remember(_ entry: Entry, for token: String, since epoch: UInt64) {
    state.withLock { state in
      guard state.epoch == epoch else { return }
      if state.entries.count >= limit { state.entries.removeAll(keepingCapacity: true) }
      state.entries[token] = entry
    }
  }

  /// Forgets every token of a client.
  func forget(client: ClientID) {
    state.withLock { state in
      state.epoch += 1
      state.entries = state.entries.filter { $0.value.caller.client != client }
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
