package import MaruStore
import Synchronization

/// A store whose database is lost at a commit when a test says so: the unit is kept, or it is not, and the caller is told that
/// nobody knows.
package final class LosingStore: Store {
  private enum Next {
    case answers
    case isKeptWithoutAnswer
    case isLost
  }

  private let inner: any Store
  private let next = Mutex(Next.answers)

  package init(_ inner: any Store) { self.inner = inner }

  /// The next unit's outcome is told as unknown.
  package func loseNext(kept: Bool) { next.withLock { $0 = kept ? .isKeptWithoutAnswer : .isLost } }

  package func write<Value: Sendable>(
    _ unit: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    let now = next.withLock { next in
      defer { next = .answers }
      return next
    }
    if now == .isLost { throw StoreError.outcomeUnknown }
    let value = try await inner.write(unit)
    if now == .isKeptWithoutAnswer { throw StoreError.outcomeUnknown }
    return value
  }

  package func read<Value: Sendable>(
    _ unit: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    try await inner.read(unit)
  }

  package func close() async { await inner.close() }
}
