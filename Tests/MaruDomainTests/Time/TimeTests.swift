import MaruDomain
import Testing

/// M-14: days are Korean days, leap days exist, midnight is Korean midnight.
@Suite struct TimeTests {
  @Test(
    "a wire date exists or is refused",
    arguments: [
      ("20240229", true), ("20230229", false), ("20261124", true), ("19700101", true), ("20261301", false),
      ("20260431", false), ("2026112", false), ("2０261124", false), ("00000101", false), ("20000229", true),
      ("21000229", false), ("20260100", false), ("20260001", false), ("20261131", false), ("20261231", true),
      ("", false), ("-2026112", false), ("99991231", true), ("00010101", true),
    ])
  func dates(text: String, valid: Bool) {
    #expect((BusinessDate(wire: text)?.wire == text) == valid)
  }

  @Test(
    "a wire second exists or is refused",
    arguments: [
      ("20261124000000", true), ("20261124235959", true), ("20261124240000", false), ("20261124236000", false),
      ("20261124235960", false), ("20230229120000", false), ("20240229120000", true), ("2026112409300", false),
      ("202611240930000", false), ("2026-11-24 093", false),
    ])
  func seconds(text: String, valid: Bool) {
    #expect((DateTime(wire: text)?.wire == text) == valid)
  }

  @Test("a moment prints in Korean time, to the millisecond")
  func korean() {
    let instant = Instant(milliseconds: 1_795_532_799_007)
    #expect(instant.dateTime.wire == "20261125000639")
    #expect(instant.dateTimeMilliseconds == "20261125000639007")
    #expect(Instant(milliseconds: 0).dateTimeMilliseconds == "19700101090000000")
    #expect(DateTime(wire: "20261124235959")?.instant.dateTime.wire == "20261124235959")
  }

  @Test("the day turns at Korean midnight, 15:00 UTC, and not a millisecond earlier")
  func midnight() throws {
    let day = try #require(BusinessDate(wire: "20261124"))
    let opening = Instant(date: day)
    #expect(opening.milliseconds % 86_400_000 == 15 * 3_600_000)
    #expect(opening.businessDate == day)
    #expect(Instant(milliseconds: opening.milliseconds - 1).businessDate == day.adding(days: -1))
    #expect(Instant(milliseconds: opening.milliseconds - 1).dateTimeMilliseconds == "20261123235959999")
    #expect(opening.millisecondOfDay == 0)
  }

  @Test("every day from 1899 to 2101 follows the one before, leap days and all")
  func calendar() throws {
    var date = try #require(BusinessDate(wire: "18991231"))
    let end = try #require(BusinessDate(wire: "21010101"))
    var leapDays = 0
    while date < end {
      let next = date.adding(days: 1)
      let (year, month, day) = next.parts
      #expect(
        day == date.parts.day + 1
          || (day == 1 && (month == date.parts.month + 1 || (month == 1 && year == date.parts.year + 1))))
      if month == 2, day == 29 { leapDays += 1 }
      if BusinessDate(wire: next.wire) != next { Issue.record("\(next) is not read back") }
      date = next
    }
    // 1904 … 2096 every four years; 1900 and 2100 are none.
    #expect(leapDays == 49)
  }

  @Test("moments before 1970 fall on their own day")
  func early() {
    #expect(Instant(milliseconds: -1).dateTimeMilliseconds == "19700101085959999")
    #expect(Instant(milliseconds: -32_400_001).businessDate.wire == "19691231")
  }

  @Test("a time of day is six digits that a clock shows")
  func times() {
    #expect(TimeOfDay.seconds(wire: "000000") == 0)
    #expect(TimeOfDay.seconds(wire: "235959") == 86_399)
    for text in ["240000", "006000", "000060", "1234", "12345a", "-12345", ""] {
      #expect(TimeOfDay.seconds(wire: text) == nil, "\(text)")
    }
    #expect(DateTime(date: BusinessDate(daysSinceEpoch: 0), secondOfDay: 86_400) == nil)
    #expect(DateTime(date: BusinessDate(daysSinceEpoch: 0), secondOfDay: -1) == nil)
  }
}
