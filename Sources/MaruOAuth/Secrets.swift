import Crypto
import MaruDomain
import Synchronization

/// SHA-256 of a secret that the hub made itself: 122 random bits need no slow hash, only what people choose does.
func digest(_ secret: String) -> [UInt8] { Array(SHA256.hash(data: Array(secret.utf8))) }

/// Numbers for grants: time-ordered, so that the table only grows at its end.
final class GrantSerials: Sendable {
  private let world: World
  /// The lower half of the counter's range, by chance, so that two hubs do not give the same key in one millisecond.
  private let offset: Int64
  private let last: Mutex<Int64>
  init(world: World) {
    self.world = world
    offset = Int64(world.randomWord() & 0x7_FFFF)
    last = Mutex(world.now().milliseconds << 20 | offset)
  }
  func next() -> Int64 {
    let now = world.now().milliseconds << 20 | offset
    return last.withLock { last in
      last = max(last + 1, now)
      return last
    }
  }
}
