/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
///
/// The platform's wall clock is Korean Standard Time everywhere (UTC+9, no daylight saving since 1988), so the
/// conversions are plain arithmetic and need no time-zone database.
public struct Instant: Sendable, Hashable, Comparable, Codable {
  /// Milliseconds since the Unix epoch.
  public let milliseconds: Int64
  /// The moment `milliseconds` after 1970-01-01T00:00:00Z.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }
  /// The moment `seconds` later (earlier when negative).
  public func adding(seconds: Int64) -> Instant { Instant(milliseconds: milliseconds + seconds * 1000) }
  /// Whole milliseconds from `other` to self.
  public func milliseconds(since other: Instant) -> Int64 { milliseconds - other.milliseconds }

  private static let koreanOffset: Int64 = 9 * 3_600_000

  /// The KST calendar day.
  public var businessDate: BusinessDate {
    BusinessDate(daysSinceEpoch: floorDivide(milliseconds + Instant.koreanOffset, 86_400_000))
  }

  /// Milliseconds since KST midnight.
  public var millisecondOfDay: Int64 {
    let local = milliseconds + Instant.koreanOffset
    return local - floorDivide(local, 86_400_000) * 86_400_000
  }

  /// KST `yyyyMMddHHmmss`, N(14).
  public var dateTime: DateTime { DateTime(self) }

  /// KST `yyyyMMddHHmmssSSS`, N(17): the wire's `api_tran_dtm`.
  public var dateTimeMilliseconds: String {
    let date = businessDate
    let time = millisecondOfDay
    return String(unsafeUninitializedCapacity: 17) { buffer in
      date.write(into: buffer)
      writeTime(seconds: time / 1000, into: buffer, at: 8)
      writeDigits(time % 1000, count: 3, into: buffer, at: 14)
      return 17
    }
  }

  /// The moment of KST midnight that opens `date`, plus `secondOfDay`.
  public init(date: BusinessDate, secondOfDay: Int64 = 0) {
    milliseconds = date.daysSinceEpoch * 86_400_000 + secondOfDay * 1000 - Instant.koreanOffset
  }
}

/// A KST calendar day, `yyyyMMdd`, N(8).
public struct BusinessDate: Sendable, Hashable, Comparable, CustomStringConvertible, Codable {
  /// Days since 1970-01-01.
  public let daysSinceEpoch: Int64
  /// The day `daysSinceEpoch` days after 1970-01-01.
  public init(daysSinceEpoch: Int64) { self.daysSinceEpoch = daysSinceEpoch }

  /// Nil unless `text` is eight digits of a day that exists.
  public init?(wire text: some StringProtocol) {
    guard text.utf8.count == 8, let digits = parseDigits(text, atMost: 8) else { return nil }
    self.init(digits: digits)
  }
  /// As ``init(wire:)-(StringProtocol)``, quicker: most texts are whole strings.
  public init?(wire text: String) {
    guard text.utf8.count == 8, let digits = parseDigits(text, atMost: 8) else { return nil }
    self.init(digits: digits)
  }

  /// Nil unless the decimal digits `yyyyMMdd` name a day that exists.
  fileprivate init?(digits: Int64) {
    let (year, month, day) = (digits / 10_000, digits / 100 % 100, digits % 100)
    guard year >= 1, (1...12).contains(month), day >= 1 else { return nil }
    let candidate = BusinessDate(daysSinceEpoch: BusinessDate.days(year: year, month: month, day: day))
    // A day past its month's end lands in the next month and so is another than was written.
    guard candidate.parts == (year, month, day) else { return nil }
    self = candidate
  }

  public static func < (left: BusinessDate, right: BusinessDate) -> Bool { left.daysSinceEpoch < right.daysSinceEpoch }
  /// The day `days` later (earlier when negative).
  public func adding(days: Int64) -> BusinessDate { BusinessDate(daysSinceEpoch: daysSinceEpoch + days) }

  /// `yyyyMMdd`.
  public var wire: String {
    String(unsafeUninitializedCapacity: 8) { buffer in
      write(into: buffer)
      return 8
    }
  }
  public var description: String { wire }

  /// Year, month 1–12, day 1–31 (proleptic Gregorian).
  public var parts: (year: Int64, month: Int64, day: Int64) {
    // Howard Hinnant's civil_from_days, with the year starting in March.
    let shifted = daysSinceEpoch + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }

  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = floorDivide(year, 400)
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  func write(into buffer: UnsafeMutableBufferPointer<UInt8>) {
    let (year, month, day) = parts
    writeDigits(year, count: 4, into: buffer, at: 0)
    writeDigits(month, count: 2, into: buffer, at: 4)
    writeDigits(day, count: 2, into: buffer, at: 6)
  }
}

/// A KST wall-clock second, `yyyyMMddHHmmss`, N(14): the wire's `tran_dtime`.
public struct DateTime: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The KST day.
  public let date: BusinessDate
  /// Seconds since KST midnight, 0 … 86,399.
  public let secondOfDay: Int64

  /// The KST second that `instant` lies in.
  public init(_ instant: Instant) {
    date = instant.businessDate
    secondOfDay = instant.millisecondOfDay / 1000
  }

  /// Nil unless `secondOfDay` is 0 … 86,399.
  public init?(date: BusinessDate, secondOfDay: Int64) {
    guard (0..<86_400).contains(secondOfDay) else { return nil }
    self.date = date
    self.secondOfDay = secondOfDay
  }

  /// Nil unless `text` is fourteen digits of a second that exists.
  public init?(wire text: some StringProtocol) {
    guard text.utf8.count == 14, let digits = parseDigits(text, atMost: 14) else { return nil }
    self.init(digits: digits)
  }
  /// As ``init(wire:)-(StringProtocol)``, quicker: most texts are whole strings.
  public init?(wire text: String) {
    guard text.utf8.count == 14, let digits = parseDigits(text, atMost: 14) else { return nil }
    self.init(digits: digits)
  }

  private init?(digits: Int64) {
    guard let date = BusinessDate(digits: digits / 1_000_000), let time = TimeOfDay.seconds(digits: digits % 1_000_000)
    else {
      return nil
    }
    self.date = date
    secondOfDay = time
  }

  /// The moment that the second begins.
  public var instant: Instant { Instant(date: date, secondOfDay: secondOfDay) }
  public static func < (left: DateTime, right: DateTime) -> Bool {
    (left.date, left.secondOfDay) < (right.date, right.secondOfDay)
  }

  /// `yyyyMMddHHmmss`.
  public var wire: String {
    String(unsafeUninitializedCapacity: 14) { buffer in
      date.write(into: buffer)
      writeTime(seconds: secondOfDay, into: buffer, at: 8)
      return 14
    }
  }
  public var description: String { wire }
  /// `HHmmss`.
  public var timeWire: String { String(wire.suffix(6)) }
}

/// `HHmmss`, N(6).
public enum TimeOfDay {
  /// Seconds since midnight, or nil unless `text` is six digits of a time that exists.
  public static func seconds(wire text: String) -> Int64? {
    guard text.utf8.count == 6, let digits = parseDigits(text, atMost: 6) else { return nil }
    return seconds(digits: digits)
  }

  fileprivate static func seconds(digits: Int64) -> Int64? {
    let (hour, minute, second) = (digits / 10_000, digits / 100 % 100, digits % 100)
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return hour * 3600 + minute * 60 + second
  }
}

private func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
  let quotient = value / by
  return value % by < 0 ? quotient - 1 : quotient
}

private func writeDigits(_ value: Int64, count: Int, into buffer: UnsafeMutableBufferPointer<UInt8>, at start: Int) {
  var rest = value
  for index in stride(from: start + count - 1, through: start, by: -1) {
    buffer[index] = UInt8(0x30 + rest % 10)
    rest /= 10
  }
}

private func writeTime(seconds: Int64, into buffer: UnsafeMutableBufferPointer<UInt8>, at start: Int) {
  writeDigits(seconds / 3600, count: 2, into: buffer, at: start)
  writeDigits(seconds / 60 % 60, count: 2, into: buffer, at: start + 2)
  writeDigits(seconds % 60, count: 2, into: buffer, at: start + 4)
}
