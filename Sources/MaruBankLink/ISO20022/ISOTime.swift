import MaruDomain

/// `ISODate` and `ISODateTime`. Written in Korean time with its offset.
///
/// Every message has at least one, and it is looked at whenever the message is written, checked and read: therefore bytes at fixed
/// places instead of parts of strings.
enum ISOTime {
  /// `2026-11-25`.
  static func text(_ date: BusinessDate) -> String { spread(date.wire, over: "____-__-__") }

  /// `09:30:00+09:00`.
  static func timeText(_ time: DateTime) -> String { spread(time.timeWire, over: "__:__:__+09:00") }

  /// `2026-11-25T09:30:00+09:00`.
  static func text(_ time: DateTime) -> String { spread(time.wire, over: "____-__-__T__:__:__+09:00") }

  static func parseDate(_ text: String) -> BusinessDate? {
    guard text.utf8.count == 10, let digits = gather(Array(text.utf8)[...], from: "____-__-__") else { return nil }
    return BusinessDate(wire: digits)
  }

  /// With an offset, or `Z`, or neither, which is Korean time; a fraction of a second is dropped.
  static func parse(_ text: String) -> DateTime? {
    guard text.utf8.count <= 40 else { return nil }
    let bytes = Array(text.utf8)
    guard let digits = gather(bytes[...], from: "____-__-__T__:__:__"), let time = DateTime(wire: digits),
      let offset = offset(bytes[19...])
    else { return nil }
    return koreanTime(time.instant, at: offset)
  }

  /// The time of day that `timeText` writes, on this day.
  static func time(_ text: String, on date: BusinessDate) -> DateTime? {
    let bytes = Array(text.utf8)
    guard let digits = gather(bytes[...], from: "__:__:__"), let second = TimeOfDay.seconds(wire: digits),
      let offset = offset(bytes[8...])
    else { return nil }
    return koreanTime(Instant(date: date, secondOfDay: second), at: offset)
  }

  /// What was read as Korean time and stands so many seconds east of UTC. Date and time are those at the offset; Korea is nine
  /// hours ahead of UTC.
  private static func koreanTime(_ read: Instant, at offset: Int64) -> DateTime {
    read.adding(seconds: 9 * 3_600 - offset).dateTime
  }

  /// What follows the seconds, as seconds east of UTC.
  private static func offset(_ text: ArraySlice<UInt8>) -> Int64? {
    var rest = text
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
      guard !fraction.isEmpty else { return nil }
      rest = rest.dropFirst(1 + fraction.count)
    }
    guard let sign = rest.first else { return 9 * 3_600 }
    if rest.count == 1, sign == UInt8(ascii: "Z") { return 0 }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), rest.count == 6,
      let digits = gather(rest.dropFirst(), from: "__:__"), let size = TimeOfDay.seconds(wire: digits + "00"),
      size <= 14 * 3_600
    else { return nil }
    return sign == UInt8(ascii: "-") ? -size : size
  }

  /// The digits in the places of `_`, and the pattern's own characters in the others.
  private static func spread(_ digits: String, over pattern: StaticString) -> String {
    String(unsafeUninitializedCapacity: pattern.utf8CodeUnitCount) { buffer in
      var rest = digits.utf8.makeIterator()
      for index in 0..<pattern.utf8CodeUnitCount {
        let mark = pattern.utf8Start[index]
        buffer[index] = mark == UInt8(ascii: "_") ? rest.next() ?? mark : mark
      }
      return pattern.utf8CodeUnitCount
    }
  }

  /// What stands in the places of `_` at the text's beginning; nil unless the pattern's own characters stand in the others.
  private static func gather(_ text: ArraySlice<UInt8>, from pattern: StaticString) -> String? {
    guard text.count >= pattern.utf8CodeUnitCount else { return nil }
    var fits = true
    // No pattern has more than fourteen digits; up to fifteen a string holds without memory of its own.
    let digits = String(unsafeUninitializedCapacity: 15) { buffer in
      var count = 0
      for index in 0..<pattern.utf8CodeUnitCount {
        let byte = text[text.startIndex + index]
        let mark = pattern.utf8Start[index]
        if mark == UInt8(ascii: "_"), count < buffer.count {
          buffer[count] = byte
          count += 1
        } else if mark != byte {
          fits = false
        }
      }
      return count
    }
    return fits ? digits : nil
  }
}
