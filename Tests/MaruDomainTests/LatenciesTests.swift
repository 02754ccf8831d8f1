import MaruDomain
import Testing

@Suite struct LatenciesTests {
  @Test(
    "a percentile is never below the truth, and at most an eighth above it",
    arguments: [1, 7, 8, 9, 100, 999, 12_345, 4_000_000_000])
  func oneValue(_ value: Int64) throws {
    var latencies = Latencies()
    latencies.note(microseconds: value)
    let told = try #require(latencies.percentile(perMille: 500))
    #expect(told >= value && told <= value + value / 8, "\(told) for \(value)")
  }

  @Test(
    "percentiles of a thousand values",
    arguments: [(500, 500), (950, 950), (990, 990), (1000, 1000)] as [(Int64, Int64)])
  func percentiles(_ perMille: Int64, _ value: Int64) throws {
    var (even, odd) = (Latencies(), Latencies())
    for number in 1...1000 as ClosedRange<Int64> {
      if number % 2 == 0 { even.note(microseconds: number) } else { odd.note(microseconds: number) }
    }
    even.add(odd)
    #expect(even.count == 1000)
    let told = try #require(even.percentile(perMille: perMille))
    #expect(told >= value && told <= value + value / 8, "\(told) for \(value)")
  }

  @Test("nothing noted, nothing told; no value is too great or too small")
  func edges() {
    #expect(Latencies().percentile(perMille: 500) == nil)
    var latencies = Latencies()
    latencies.note(microseconds: 0)
    latencies.note(microseconds: -5)
    latencies.note(microseconds: .max)
    #expect(latencies.percentile(perMille: 1) == 1)
    #expect(latencies.percentile(perMille: 1000) == 4_294_967_295)
  }
}
