import MaruDomain
import Testing

/// Stretches of time as people type them.
@Suite struct TimeSpanTests {
  @Test(
    "a day, an hour, a minute and a second are read whatever stands between their digits",
    arguments: [
      ("2026-11-26", "20261126000000", 86_400), ("20261126", "20261126000000", 86_400),
      ("2026-11-26 14", "20261126140000", 3_600), ("2026-11-26T14:30", "20261126143000", 60),
      ("2026.11.26. 14:30:05", "20261126143005", 1),
    ] as [(String, String, Int64)])
  func read(_ text: String, _ start: String, _ seconds: Int64) throws {
    let span = try #require(TimeSpan(text))
    let first = try #require(DateTime(wire: start)).instant
    #expect(span.range == first..<first.adding(seconds: seconds))
  }

  @Test(
    "what is none is none",
    arguments: ["", "never", "2026", "2026-13-01", "2026-11-26 25", "2026-11-26 14:61", "2026112", "２０２６-11-26"])
  func wrong(_ text: String) {
    #expect(TimeSpan(text) == nil)
  }
}
