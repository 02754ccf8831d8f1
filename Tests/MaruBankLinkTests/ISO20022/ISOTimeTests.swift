import MaruDomain
import Testing

@testable import MaruBankLink

@Suite struct ISOTimeTests {
  /// What is written, and the Korean second that it says; nil for no time.
  static let times: [(text: String, wire: String?)] = [
    ("2026-11-24T09:30:00+09:00", "20261124093000"), ("2026-11-24T00:00:00+09:00", "20261124000000"),
    ("2026-11-24T23:59:59.999999+09:00", "20261124235959"), ("2026-11-24T15:00:00Z", "20261125000000"),
    ("2026-12-31T23:59:59-14:00", "20270101225959"), ("2026-03-01T00:00:00+14:00", "20260228190000"),
    ("2026-11-24T09:30:00.5", "20261124093000"), ("2028-02-29T00:00:00", "20280229000000"),
    ("2026-11-24T09:30:00+14:01", nil), ("2026-11-24T09:30:00+09:60", nil), ("2026-11-24T09:30:00+0900", nil),
    ("2026-11-24T09:30:00+09:00Z", nil), ("2026-11-24T09:30:00ZZ", nil), ("2026-11-24T09:30:00.", nil),
    ("2026-11-24T09:30:00 09:00", nil), ("2026-11-24T09:30:60Z", nil), ("2026-11-24T09-30-00Z", nil),
    ("2026/11/24T09:30:00Z", nil), ("2026-11-24t09:30:00Z", nil), ("26-11-24T09:30:00Z", nil),
    ("2026-02-29T00:00:00Z", nil), ("2026-11-24T09:30:0가", nil), ("2026-11-24T09:30:00Z\u{301}", nil),
    ("2026-11-24T09:30:00.\(String(repeating: "1", count: 20))", "20261124093000"),
    ("2026-11-24T09:30:00.\(String(repeating: "1", count: 21))", nil), ("2026-11-24T", nil),
    ("____-__-__T__:__:__", nil),
  ]

  @Test("a date with its time is read as ISO 8601 has it, and nothing else is", arguments: times.indices)
  func reads(_ index: Int) {
    let (text, wire) = Self.times[index]
    #expect(ISOTime.parse(text)?.wire == wire, "\(text)")
  }

  @Test("a date is ten characters, a time of day has seconds")
  func parts() throws {
    let day = try #require(BusinessDate(wire: "20261124"))
    #expect(ISOTime.parseDate("2026-11-24") == day)
    for text in ["", "2026-11-2", "2026-11-240", "20261124", "2026-13-24", "2026-11-24Z", "2026-11-2가"] {
      #expect(ISOTime.parseDate(text) == nil, "\(text)")
    }
    #expect(ISOTime.time("09:30:00+09:00", on: day)?.wire == "20261124093000")
    #expect(ISOTime.time("00:30:00Z", on: day)?.wire == "20261124093000")
    for text in ["", "09:30", "09:30:00X", "24:00:00", "093000"] {
      #expect(ISOTime.time(text, on: day) == nil, "\(text)")
    }
  }

  @Test("what is written is read as it was")
  func written() throws {
    for wire in ["20261124093000", "20000229235959", "00010101000000", "99991231235959"] {
      let time = try #require(DateTime(wire: wire))
      #expect(ISOTime.parse(ISOTime.text(time)) == time)
      #expect(ISOTime.parseDate(ISOTime.text(time.date)) == time.date)
      #expect(ISOTime.time(ISOTime.timeText(time), on: time.date) == time)
    }
    #expect(ISOTime.text(try #require(DateTime(wire: "20261124093000"))) == "2026-11-24T09:30:00+09:00")
  }

  @Test("a leg's id is read as it is written, and nothing else is one")
  func legs() {
    for leg in TransferLeg.allCases {
      #expect(LegID(ISOExample.id(leg).description) == ISOExample.id(leg))
    }
    #expect(ISOExample.id(.debit).description == "20261124-M202600001O000000001-D")
    #expect(ISOExample.id(.debit).endToEnd == "20261124-M202600001O000000001")
    for text in [
      "", "20261124-M202600001O000000001-X", "20261124-M202600001O000000001-d", "20261124-M202600001O000000001-",
      "20261124-M202600001O000000001-DD", "20261124M202600001O000000001-D-", "20261131-M202600001O000000001-D",
      "2026112-4M202600001O000000001-D", "20261124-M202600001O00000000-1D", "20261124-m202600001O000000001-D",
      "20261124-M202600001O00000000가D", "20261124_M202600001O000000001_D", "-20261124-M202600001O00000001-D",
    ] { #expect(LegID(text) == nil, "\(text)") }
  }
}
