import MaruDomain
import Synchronization

/// The last `Date` that was written or read: thousands of messages share a second.
final class DateMemo: Sendable {
  private struct Pair {
    var seconds: Int64
    var text: String
  }
  private let last = Mutex<Pair?>(nil)

  /// As ``HTTPDate/text(of:)``.
  func text(of instant: Instant) -> String {
    let seconds = instant.seconds
    if let known = last.withLock({ $0 }), known.seconds == seconds { return known.text }
    let text = HTTPDate.text(of: instant)
    last.withLock { $0 = Pair(seconds: seconds, text: text) }
    return text
  }

  /// As ``HTTPDate/instant(_:)``.
  func instant(_ text: String) -> Instant? {
    if let known = last.withLock({ $0 }), known.text == text { return Instant(milliseconds: known.seconds * 1_000) }
    guard let instant = HTTPDate.instant(text) else { return nil }
    last.withLock { $0 = Pair(seconds: instant.seconds, text: text) }
    return instant
  }
}
