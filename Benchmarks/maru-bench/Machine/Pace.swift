import Synchronization

/// How fast a core computes just now: a virtual machine's processor may run at a fraction of its pace without anybody in it
/// seeing a reason.
final class Pace: Sendable {
  private let best = Mutex<Double>(0)
  /// Keeps the loop's result, so that the compiler cannot leave the loop out.
  private let sink = Atomic<UInt64>(1)

  /// Counts a fixed loop for some milliseconds of processor time; returns its speed as a share of the best one so far.
  func look() -> Double {
    var word = sink.load(ordering: .relaxed)
    var loops = 0.0
    let began = Clock.threadSeconds
    var used = 0.0
    while used < 0.03 {
      for _ in 0..<100_000 {
        word ^= word << 13
        word ^= word >> 7
        word ^= word << 17
      }
      loops += 1
      used = Clock.threadSeconds - began
    }
    sink.store(word, ordering: .relaxed)
    let speed = loops / used
    return best.withLock { best in
      best = max(best, speed)
      return speed / best
    }
  }
}
