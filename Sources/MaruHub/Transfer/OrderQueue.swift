import MaruDomain
import Synchronization

/// Lets the orders of one organisation on one account go to the banks one after the other, in the order in which they came.
///
/// Only a courtesy to the account's bank: what makes an order happen once is its key in the store.
final class OrderQueue: Sendable {
  /// Whose orders on which account.
  struct Place: Sendable, Hashable {
    let organisation: OrganisationCode
    let account: BankAccount
  }

  private let waiting = Mutex<[Place: [CheckedContinuation<Void, Never>]]>([:])

  /// Returns when it is the caller's turn; every ``enter(_:)`` is followed by one ``leave(_:)``.
  func enter(_ place: Place) async {
    await withCheckedContinuation { continuation in
      let isFree = waiting.withLock { waiting in
        guard waiting[place] != nil else {
          waiting[place] = []
          return true
        }
        waiting[place]?.append(continuation)
        return false
      }
      if isFree { continuation.resume() }
    }
  }

  /// Hands the turn to the next in line.
  func leave(_ place: Place) {
    let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
      guard var line = waiting[place], !line.isEmpty else {
        waiting[place] = nil
        return nil
      }
      let next = line.removeFirst()
      waiting[place] = line
      return next
    }
    next?.resume()
  }
}
