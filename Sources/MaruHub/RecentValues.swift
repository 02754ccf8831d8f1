import MaruDomain
import Synchronization

/// A bounded memory of values that are looked up on every call; when full it forgets everything and fills again.
///
/// Forgetting all is cheaper than tracking use, and the values that matter are back after one miss each. A look-up that began
/// before a value was forgotten remembers nothing, so what is remembered is never older than the last change made here.
final class RecentValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct State {
    var values: [Key: Value] = [:]
    var epoch: UInt64 = 0
  }
  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int) { self.limit = limit }

  /// The value from memory, or from `load`, which nil results of are not remembered.
  func value(for key: Key, load: () async throws(HubError) -> Value?) async throws(HubError) -> Value? {
    let (known, epoch) = state.withLock { ($0.values[key], $0.epoch) }
    if let known { return known }
    guard let loaded = try await load() else { return nil }
    state.withLock { state in
      guard state.epoch == epoch else { return }
      if state.values.count >= limit { state.values.removeAll(keepingCapacity: true) }
      state.values[key] = loaded
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
