import MaruDomain

/// `ISODate` and `ISODateTime`. Written in Korean time with its offset.
enum ISOTime {
  /// `2026-11-25`.
  static func text(_ date: BusinessDate) -> String {
    let digits = date.wire
    return "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))"
  }

  /// `09:30:00+09:00`.
  static func timeText(_ time: DateTime) -> String {
    let digits = time.timeWire
    return "\(digits.prefix(2)):\(digits.dropFirst(2).prefix(2)):\(digits.suffix(2))+09:00"
  }

  /// `2026-11-25T09:30:00+09:00`.
  static func text(_ time: DateTime) -> String { "\(text(time.date))T\(timeText(time))" }

  static func parseDate(_ text: String) -> BusinessDate? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2] else { return nil }
    return BusinessDate(wire: parts.joined())
  }

  /// With an offset, or `Z`, or neither, which is Korean time; a fraction of a second is dropped.
  static func parse(_ text: String) -> DateTime? {
    guard text.utf8.count <= 40, let mark = text.firstIndex(of: "T"), let date = parseDate(String(text[..<mark])) else {
      return nil
    }
    return time(text[text.index(after: mark)...], on: date)
  }

  /// The time of day that `timeText` writes, on this day.
  static func time(_ text: some StringProtocol, on date: BusinessDate) -> DateTime? {
    let clock = text.prefix(8)
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [2, 2, 2], let second = TimeOfDay.seconds(wire: parts.joined()) else { return nil }
    var rest = text.dropFirst(8)
    if rest.first == "." {
      let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
      guard !digits.isEmpty else { return nil }
      rest = rest.dropFirst(1 + digits.count)
    }
    guard let offset = offset(String(rest)) else { return nil }
    // The date is the one at the offset; Korea is nine hours ahead of UTC.
    return Instant(date: date, secondOfDay: second).adding(seconds: 9 * 3_600 - offset).dateTime
  }

  /// Seconds east of UTC.
  private static func offset(_ text: String) -> Int64? {
    if text.isEmpty { return 9 * 3_600 }
    if text == "Z" { return 0 }
    let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    guard text.hasPrefix("+") || text.hasPrefix("-"), parts.map(\.utf8.count) == [2, 2],
      let size = TimeOfDay.seconds(wire: parts.joined() + "00"), size <= 14 * 3_600
    else { return nil }
    return text.hasPrefix("-") ? -size : size
  }
}
