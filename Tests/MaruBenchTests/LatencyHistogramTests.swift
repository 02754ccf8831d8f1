import Testing

@testable import maru_bench

@Suite("latency histogram")
struct LatencyHistogramTests {
  @Test(
    "keeps every latency within 0.8 percent",
    arguments: [
      0, 1, 127, 128, 255, 256, 257, 511, 512, 1_000, 89_000, 1_234_567, 20_000_000, 6_000_000_000, Int64.max,
    ])
  func precision(_ nanoseconds: Int64) {
    var histogram = LatencyHistogram()
    histogram.record(nanoseconds: nanoseconds)
    let found = histogram.quantile(0.5)
    #expect(abs(found - Double(nanoseconds)) <= max(0.5, Double(nanoseconds) * 0.008))
  }

  @Test("finds the quantiles of a thousand even steps")
  func quantiles() {
    var histogram = LatencyHistogram()
    for step in 1...1_000 { histogram.record(nanoseconds: Int64(step) * 1_000) }
    #expect(histogram.count == 1_000)
    for (share, expected) in [(0.001, 1_000.0), (0.5, 500_000), (0.99, 990_000), (1, 1_000_000)] {
      #expect(abs(histogram.quantile(share) - expected) <= expected * 0.008)
    }
    #expect(abs(histogram.mean - 500_500) <= 5_000)
  }

  @Test("an empty one has nothing to tell, and a clock that slips back counts as zero")
  func edges() {
    var histogram = LatencyHistogram()
    #expect(histogram.quantile(0.99) == 0)
    histogram.record(nanoseconds: -5)
    #expect(histogram.quantile(0.99) == 0)
    #expect(histogram.count == 1)
  }
}
