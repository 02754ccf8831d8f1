/// How long calls took, in few numbers: a histogram whose buckets grow with the time, so that every percentile is told within an
/// eighth of itself.
public struct Latencies: Sendable, Hashable {
  /// Eight buckets to each doubling; up to 2^32 microseconds, more than an hour.
  private static let steps = 8
  private static let doublings = 32
  private var buckets: [Int64] = []
  /// How many were noted.
  public private(set) var count: Int64 = 0

  /// None yet.
  public init() {}

  /// Notes one, in microseconds.
  public mutating func note(microseconds: Int64) {
    if buckets.isEmpty { buckets = Array(repeating: 0, count: Self.steps * Self.doublings) }
    buckets[Self.bucket(of: microseconds)] += 1
    count += 1
  }

  /// Adds what another one holds.
  public mutating func add(_ other: Latencies) {
    guard !other.buckets.isEmpty else { return }
    if buckets.isEmpty { buckets = Array(repeating: 0, count: Self.steps * Self.doublings) }
    for index in buckets.indices { buckets[index] += other.buckets[index] }
    count += other.count
  }

  /// The time within which `perMille` of a thousand calls were answered, in microseconds, rounded up to the end of its bucket;
  /// nil where there was none.
  public func percentile(perMille: Int64) -> Int64? {
    guard count > 0 else { return nil }
    let wanted = max(1, (count * perMille + 999) / 1000)
    var seen: Int64 = 0
    for (index, number) in buckets.enumerated() {
      seen += number
      if seen >= wanted { return Self.end(of: index) }
    }
    return nil
  }

  private static func bucket(of microseconds: Int64) -> Int {
    let value = UInt64(max(1, microseconds))
    let doubling = 63 - value.leadingZeroBitCount
    guard doubling >= 3 else { return Int(value) }
    // The three bits behind the first one.
    let step = Int(value >> UInt64(doubling - 3)) & 7
    return min(doubling * steps + step, steps * doublings - 1)
  }

  /// The greatest time that falls into a bucket.
  private static func end(of index: Int) -> Int64 {
    guard index >= 3 * steps else { return Int64(index) }
    let (doubling, step) = (index / steps, index % steps)
    return Int64(8 + step + 1) << Int64(doubling - 3) - 1
  }

  /// The buckets that hold something, to hand them on: `8:100 9:20`.
  public var words: String {
    buckets.enumerated().filter { $0.element > 0 }.map { "\($0.offset):\($0.element)" }.joined(separator: " ")
  }

  /// Reads ``words``; nil where they are none of these buckets.
  public init?(words: some StringProtocol) {
    buckets = Array(repeating: 0, count: Self.steps * Self.doublings)
    for word in words.split(separator: " ") {
      let parts = word.split(separator: ":")
      guard parts.count == 2, let index = Int(parts[0]), buckets.indices.contains(index),
        let number = Int64(counted: parts[1])
      else { return nil }
      buckets[index] += number
      count += number
    }
  }
}
