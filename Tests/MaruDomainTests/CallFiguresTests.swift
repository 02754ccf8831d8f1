import MaruDomain
import Testing

@Suite struct CallFiguresTests {
  private static func figures(_ microseconds: some Sequence<Int64>, failing: Int64 = 0) -> CallFigures {
    microseconds.reduce(into: CallFigures()) { $0.note(microseconds: $1, hasFailed: $1 <= failing) }
  }

  @Test("figures of two add up, and the percentile is that of all calls, not of the percentiles")
  func adding() throws {
    var sum = Self.figures(1...99, failing: 2)
    sum.add(Self.figures([1_000_000]))
    #expect(sum.calls == 100 && sum.failures == 2)
    #expect(sum.latencies == Self.figures(Array(1...99) + [1_000_000]).latencies)
    let told = try #require(sum.latencies.percentile(perMille: 500))
    #expect(told < 60, "half a second, if the two percentiles were averaged")
  }

  @Test("what is handed on in words is read as it was", arguments: [0, 1, 500] as [Int64])
  func words(_ count: Int64) {
    let figures = Self.figures((0..<count).map { $0 * $0 * 1_000 }, failing: 5)
    #expect(CallFigures(words: figures.words) == figures)
  }

  @Test(
    "what is none is not read, nor what could not be added up",
    arguments: [
      "", "1", "a 1", "1 b", "-1 0", "1 -1", "1 0 x", "1 0 3", "1 0 256:1", "1 0 -1:1", "1 0 3:-1", "1 0 3:1:1",
      "9223372036854775807 0", "1 0 3:9223372036854775807",
    ])
  func refused(_ words: String) {
    #expect(CallFigures(words: words) == nil)
  }
}
