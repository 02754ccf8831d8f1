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
  private let mostOfOne: Int
  private let isPlace: @Sendable (_ path: String) -> Bool
  private let sender: @Sendable (HTTPRequestHead) -> Int64?
  /// How many are held, by who sends them.
  private let taken = Mutex<[Int64: Int]>([:])

  /// `most` bodies at a time of `largest` bytes each, `mostOfOne` of them of one sender, at paths that `isPlace` says are meant.
  /// `sender` tells by the head alone whose a request is; nil where that is not known.
  package init(
    largest: Int, most: Int, mostOfOne: Int, isPlace: @escaping @Sendable (_ path: String) -> Bool,
    sender: @escaping @Sendable (HTTPRequestHead) -> Int64?
  ) {
    self.largest = largest
    self.most = most
    self.mostOfOne = mostOfOne
    self.isPlace = isPlace
    self.sender = sender
  }

  /// Whether the page at a path says itself that a body was too large.
  func tells(_ path: String) -> Bool { isPlace(path) }

  /// A pass for a request; nil where it may have none, or none is left.
  func take(for head: HTTPRequestHead) -> BodyPass? {
    guard head.method == .POST, isPlace(String(head.uri.prefix { $0 != "?" })), let sender = sender(head) else {
      return nil
    }
    let isLeft = taken.withLock { taken in
      guard taken.values.reduce(0, +) < most, taken[sender, default: 0] < mostOfOne else { return false }
      taken[sender, default: 0] += 1
      return true
    }
    guard isLeft else { return nil }
    return BodyPass(largest: largest) { [weak self] in
      self?.taken.withLock { taken in
        let left = taken[sender, default: 1] - 1
        taken[sender] = left > 0 ? left : nil
      }
    }
  }
}
