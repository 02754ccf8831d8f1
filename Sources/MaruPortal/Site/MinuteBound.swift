import MaruDomain
import Synchronization

/// So many times a minute for one address, and so many in all. A guard against load, so it lives in memory and each hub counts alone; what
/// protects a secret is counted in the store (``SiteAttemptTable``).
final class MinuteBound: Sendable {
  private let each: Int
  private let all: Int
  private let counts = Mutex<(minute: Int64, all: Int, each: [String: Int])>((.min, 0, [:]))

  init(each: Int, all: Int) {
    self.each = each
    self.all = all
  }

  /// Counts one more; false, with nothing counted, where it is too much. No more addresses are remembered than are allowed in all.
  func allows(_ address: String, now: Instant) -> Bool {
    counts.withLock { counts in
      let minute = now.milliseconds / 60_000
      if counts.minute != minute { counts = (minute, 0, [:]) }
      let mine = counts.each[address, default: 0]
      guard counts.all < all, mine < each else { return false }
      counts.all += 1
      counts.each[address] = mine + 1
      return true
    }
  }
}
