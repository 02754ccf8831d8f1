/// The `Date` field: `Tue, 20 Apr 2021 02:07:55 GMT` (RFC 9110 section 5.6.7), the one form that is written.
package enum HTTPDate {
  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The text of a moment; its milliseconds are lost.
  package static func text(of instant: Instant) -> String {
    let seconds = floored(instant.milliseconds, by: 1_000)
    let day = floored(seconds, by: 86_400)
    let second = seconds - day * 86_400
    let (year, month, date) = BusinessDate(daysSinceEpoch: day).parts
    // 1 January 1970 was a Thursday.
    let weekday = days[Int((day + 4) % 7 + 7) % 7]
    return "\(weekday), \(two(date)) \(months[Int(month) - 1]) \(four(year)) "
      + "\(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60)) GMT"
  }

  /// Nil for any other form.
  package static func instant(_ text: String) -> Instant? {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 6, let month = months.firstIndex(of: String(parts[2])), parts[1].utf8.count == 2,
      parts[3].utf8.count == 4
    else { return nil }
    let wire = parts[3] + two(Int64(month + 1)) + parts[1]
    guard let date = BusinessDate(wire: wire) else { return nil }
    let time = parts[4].split(separator: ":", omittingEmptySubsequences: false).compactMap { Int64($0) }
    guard time.count == 3, (0...23).contains(time[0]), (0...59).contains(time[1]), (0...59).contains(time[2]) else {
      return nil
    }
    let seconds = date.daysSinceEpoch * 86_400 + time[0] * 3_600 + time[1] * 60 + time[2]
    let instant = Instant(milliseconds: seconds * 1_000)
    // Day of the week, padding and zone must be right too: there is one spelling.
    return HTTPDate.text(of: instant) == text ? instant : nil
  }

  private static func floored(_ value: Int64, by divisor: Int64) -> Int64 {
    value / divisor - (value % divisor < 0 ? 1 : 0)
  }
  private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
  private static func four(_ number: Int64) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 4 - text.utf8.count)) + text
  }
}
