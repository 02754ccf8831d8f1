import MaruDomain
import Testing

@Suite struct TimeTests {
  @Test(
    "a wire date exists or is refused",
    arguments: [
      ("20240229", true), ("20230229", false), ("20261124", true), ("19700101", true), ("20261301", false),
      ("20260431", false), ("2026112", false), ("２0261124", false), ("00000101", false),
    ])
  func dates(text: String, valid: Bool) {
    #expect((BusinessDate(wire: text)?.wire == text) == valid)
  }

  @Test("a moment prints in Korean time")
  func korean() {
    let instant = Instant(milliseconds: 1_795_532_799_007)
    #expect(instant.dateTime.wire == "20261125000639" || instant.dateTimeMilliseconds.hasSuffix("007"))
    #expect(Instant(milliseconds: 0).dateTimeMilliseconds == "19700101090000000")
    #expect(DateTime(wire: "20261124235959")?.instant.dateTime.wire == "20261124235959")
    #expect(DateTime(wire: "20261124240000") == nil)
  }
}
