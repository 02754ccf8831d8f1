/// SplitMix64: the same numbers from the same seed on every machine. For test data only.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  /// A generator of its own for one purpose, so that adding a draw in one place moves nothing in another.
  init(seed: UInt64, purpose: String) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    self.init(seed: seed &* 0x9E37_79B9_7F4A_7C15 ^ hash)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// A number within the range. (Swift's own mapping may change between versions; this one may not.)
  mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
    range.lowerBound + Int64(next() % UInt64(range.upperBound - range.lowerBound + 1))
  }
  /// One of a list that is not empty.
  mutating func one<Element>(of list: [Element]) -> Element { list[Int(next() % UInt64(list.count))] }
  /// True in `percent` of a hundred cases.
  mutating func chance(_ percent: Int64) -> Bool { number(1...100) <= percent }
  /// So many decimal digits.
  mutating func digits(_ count: Int) -> String { String((0..<count).map { _ in one(of: Array("0123456789")) }) }
  /// So many bytes.
  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 32) } }
}
