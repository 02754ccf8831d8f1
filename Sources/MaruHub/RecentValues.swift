import MaruDomain
import Synchronization

/// A bounded memory of values that are looked up on every call; when full it forgets everything and fills again.
///
/// Forgetting all is cheaper than tracking use, and the values that matter are back after one miss each. A look-up that began
/// before a value was forgotten remembers nothing, so what is remembered is never older than the last change made here. Where
/// other processes change values too, one counts for less than a second.
final class RecentValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct State {
    var values: [Key: (value: Value, loadedAt: Instant)] = [:]
    var epoch: UInt64 = 0
  }
  private let limit: Int
  /// In milliseconds, by `now`; nil: a value does not grow old.
  private let greatestAge: Int64?
  private let now: @Sendable () -> Instant
  private let state = Mutex(State())

  init(limit: Int, greatestAge: Int64? = nil, now: @escaping @Sendable () -> Instant) {
    self.limit = limit
    self.greatestAge = greatestAge
    self.now = now
  }

  /// The value from memory, or from `load`, which nil results of are not remembered.
  func value(for key: Key, load: () async throws(HubError) -> Value?) async throws(HubError) -> Value? {
    let (known, epoch) = state.withLock { ($0.values[key], $0.epoch) }
    let before = greatestAge == nil ? Instant(milliseconds: 0) : now()
    if let known, greatestAge.map({ (0...$0).contains(before.milliseconds(since: known.loadedAt)) }) ?? true {
      return known.value
    }
    guard let loaded = try await load() else { return nil }
    state.withLock { state in
      guard state.epoch == epoch else { return }
      if state.values.count >= limit { state.values.removeAll(keepingCapacity: true) }
      state.values[key] = (loaded, before)
    }
    return loaded
  }

  /// Forgets a value that was changed in the store.
  func forget(_ key: Key) {
    state.withLock { state in
      state.epoch += 1
      state.values[key] = nil
    }
  }
}
