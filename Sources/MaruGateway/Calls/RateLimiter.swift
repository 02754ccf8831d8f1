import MaruDomain
import Synchronization

/// A token bucket for each organisation: so many calls a second, with one second's worth of burst.
///
/// Only a guard against overload, so it lives in memory; no rule about money depends on it.
final class RateLimiter: Sendable {
  private struct Bucket {
    var tokens: Double
    var filledAt: Int64
  }
  private let perSecond: Double
  private let buckets = Mutex<[OrganisationCode: Bucket]>([:])

  init(perSecond: Int) { self.perSecond = Double(perSecond) }

  /// Whether `organisation` may make one more call at `now`.
  func allows(_ organisation: OrganisationCode, now: Instant) -> Bool {
    buckets.withLock { buckets in
      var bucket = buckets[organisation] ?? Bucket(tokens: perSecond, filledAt: now.milliseconds)
      let elapsed = Double(max(0, now.milliseconds - bucket.filledAt))
      bucket.tokens = min(perSecond, bucket.tokens + elapsed * perSecond / 1000)
      bucket.filledAt = max(bucket.filledAt, now.milliseconds)
      defer { buckets[organisation] = bucket }
      guard bucket.tokens >= 1 else { return false }
      bucket.tokens -= 1
      return true
    }
  }
}
