import Synchronization

/// Whether a server's connections have company: what pays for one call among many does not for one that is alone.
final class HTTPCompany: Sendable {
  private let aloneAfter: Int
  /// Whose the last request was. Only compared: never followed.
  private let last = Atomic<UInt>(0)
  private let inARow = Atomic<Int>(0)

  /// After `aloneAfter` requests in a row of one connection, it counts as alone.
  init(aloneAfter: Int) { self.aloneAfter = aloneAfter }

  /// Notes a request of `connection`; whether the last ones before it were all its own. Two threads at once may count one too many or
  /// too few: nothing but speed hangs on it.
  func isAlone(_ connection: HTTPConnection) -> Bool {
    let name = UInt(bitPattern: ObjectIdentifier(connection))
    guard last.load(ordering: .relaxed) == name else {
      last.store(name, ordering: .relaxed)
      inARow.store(1, ordering: .relaxed)
      return aloneAfter == 0
    }
    let count = inARow.load(ordering: .relaxed)
    guard count < aloneAfter else { return true }
    inARow.store(count + 1, ordering: .relaxed)
    return false
  }
}
