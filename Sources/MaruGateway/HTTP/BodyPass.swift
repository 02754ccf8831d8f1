package import NIOHTTP1
import Synchronization

/// Lets one request's body be larger than usual; whoever holds it holds one of the few that there are.
package final class BodyPass: Sendable {
  /// Bytes of the body at most.
  let largest: Int
  private let giveBack: @Sendable () -> Void

  init(largest: Int, giveBack: @escaping @Sendable () -> Void) {
    self.largest = largest
    self.giveBack = giveBack
  }

  deinit { giveBack() }
}

/// Where larger bodies are taken, and from whom: bodies are held in memory, so strangers must not be able to fill it with them.
package final class BodyPasses: Sendable {
  private let largest: Int
  private let most: Int
  private let isPlace: @Sendable (_ path: String) -> Bool
  private let admits: @Sendable (HTTPRequestHead) -> Bool
  private let taken = Mutex(0)

  /// `most` bodies at a time of `largest` bytes each, at paths that `isPlace` says are meant, and of requests that `admits` knows by
  /// their head alone.
  package init(
    largest: Int, most: Int, isPlace: @escaping @Sendable (_ path: String) -> Bool,
    admits: @escaping @Sendable (HTTPRequestHead) -> Bool
  ) {
    self.largest = largest
    self.most = most
    self.isPlace = isPlace
    self.admits = admits
  }

  /// Whether the page at a path says itself that a body was too large.
  func tells(_ path: String) -> Bool { isPlace(path) }

  /// A pass for a request; nil where it may have none, or none is left.
  func take(for head: HTTPRequestHead) -> BodyPass? {
    guard head.method == .POST, isPlace(String(head.uri.prefix { $0 != "?" })), admits(head) else { return nil }
    let isLeft = taken.withLock { taken in
      guard taken < most else { return false }
      taken += 1
      return true
    }
    guard isLeft else { return nil }
    return BodyPass(largest: largest) { [weak self] in self?.taken.withLock { $0 -= 1 } }
  }
}
