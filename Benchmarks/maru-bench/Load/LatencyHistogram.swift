/// Counts latencies in buckets that are at most 0.8 % wide, from a nanosecond to centuries, in constant memory.
///
/// The layout of HdrHistogram: below 256 each value has its own bucket, above that every power of two is cut into 128.
struct LatencyHistogram: Sendable {
  private static let subBuckets = 128
  private static let exact = 2 * subBuckets
  private var counts = [UInt64](repeating: 0, count: exact + 56 * subBuckets)
  private(set) var count: UInt64 = 0

  /// Adds a latency; a negative one (a clock's slip) counts as zero.
  mutating func record(nanoseconds: Int64) {
    counts[Self.bucket(UInt64(max(0, nanoseconds)))] += 1
    count += 1
  }

  /// The latency in nanoseconds that `share` (0 to 1) of all values do not exceed; 0 when there are none.
  func quantile(_ share: Double) -> Double {
    guard count > 0 else { return 0 }
    let wanted = max(1, UInt64((share * Double(count)).rounded(.up)))
    var seen: UInt64 = 0
    for (bucket, found) in counts.enumerated() where found > 0 {
      seen += found
      if seen >= wanted { return Double(Self.middle(of: bucket)) }
    }
    return Double(Self.middle(of: counts.count - 1))
  }

  /// The mean in nanoseconds, as exact as the buckets.
  var mean: Double {
    guard count > 0 else { return 0 }
    return counts.enumerated().reduce(0.0) { $0 + Double($1.element) * Double(Self.middle(of: $1.offset)) }
      / Double(count)
  }

  private static func bucket(_ value: UInt64) -> Int {
    guard value >= exact else { return Int(value) }
    let exponent = 63 - value.leadingZeroBitCount
    // The seven bits below the leading one choose the bucket within its power of two.
    let sub = Int(value >> UInt64(exponent - 7)) & (subBuckets - 1)
    return exact + (exponent - 8) * subBuckets + sub
  }

  private static func middle(of bucket: Int) -> UInt64 {
    guard bucket >= exact else { return UInt64(bucket) }
    let exponent = (bucket - exact) / subBuckets + 8
    let width = UInt64(1) << UInt64(exponent - 7)
    return UInt64(subBuckets + (bucket - exact) % subBuckets) * width + width / 2
  }
}
