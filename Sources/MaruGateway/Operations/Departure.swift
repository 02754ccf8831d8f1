import Synchronization

/// Whether a hub is about to stop: proxies that ask `/alive` are told a while before it takes no more calls, so that they send theirs
/// elsewhere.
package final class Departure: Sendable {
  private let hasBegun = Atomic<Bool>(false)
  package init() {}
  package var isNear: Bool { hasBegun.load(ordering: .relaxed) }
  package func begin() { hasBegun.store(true, ordering: .relaxed) }
}
