import Synchronization

/// A bounded memory of values that are looked up on every call; when full it forgets everything and fills again.
///
/// Forgetting all is cheaper than tracking use, and the values that matter are back after one miss each.
final class RecentValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let limit: Int
  private let values = Mutex<[Key: Value]>([:])

  init(limit: Int) { self.limit = limit }

  subscript(key: Key) -> Value? { values.withLock { $0[key] } }

  func remember(_ value: Value, for key: Key) {
    values.withLock { values in
      if values.count >= limit { values.removeAll(keepingCapacity: true) }
      values[key] = value
    }
  }

  func forget(_ key: Key) {
    values.withLock { $0[key] = nil }
  }
}
