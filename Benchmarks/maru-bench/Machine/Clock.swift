import Foundation
import NIOCore

/// The clocks of a measurement.
enum Clock {
  /// Nanoseconds of the monotonic clock that the event loops use too.
  static var now: Int64 { Int64(NIODeadline.now().uptimeNanoseconds) }

  /// Processor seconds that the calling thread has used.
  static var threadSeconds: Double {
    var time = timespec()
    guard clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return 0 }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
