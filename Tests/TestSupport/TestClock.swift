package import MaruDomain
import Synchronization

/// A clock that stands still until a test moves it; waiting takes no time.
package final class TestClock: Sendable {
  /// Where a clock stands that nobody set.
  package static let start = "20261124093000"
  private let now: Mutex<Instant>
  private let random = Mutex<UInt64>(7)

  package init(_ text: String = TestClock.start) {
    now = Mutex(DateTime(wire: text)?.instant ?? Instant(milliseconds: 0))
  }
  package func move(seconds: Int64) { now.withLock { $0 = $0.adding(seconds: seconds) } }

  package var world: World {
    World(
      now: { self.now.withLock { $0 } },
      randomBytes: { count in
        self.random.withLock { state in
          (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
          }
        }
      },
      sleep: { _ in await Task.yield() })
  }
}
