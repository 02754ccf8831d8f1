/// When a settlement day (정산일) ends: a Korean wall-clock time, the same every day.
///
/// The settlement day of `date` is everything that the book holds up to the cut-off on `date` and that no earlier day took.
/// A day takes whole entries in the order of the book, so each entry belongs to exactly one day, whatever arrives meanwhile.
public struct SettlementCutOff: Sendable, Hashable {
  /// Seconds since KST midnight of the day after, 0 … 86,399; 0 is midnight: the day ends with the calendar day.
  public let secondOfNextDay: Int64

  /// Midnight.
  public static let midnight = SettlementCutOff(unchecked: 0)

  private init(unchecked second: Int64) { secondOfNextDay = second }

  /// Reads `HHmm`, KST. From 0000 to 1159 the day ends in the following calendar morning, from 1200 on in its own evening.
  public init?(wire text: String) {
    guard text.utf8.count == 4, let second = TimeOfDay.seconds(wire: text + "00") else { return nil }
    secondOfNextDay = second
  }

  /// The moment that ends the settlement day of `date`, exclusive.
  public func end(of date: BusinessDate) -> Instant {
    let isMorning = secondOfNextDay < 43_200
    return Instant(date: isMorning ? date.adding(days: 1) : date, secondOfDay: secondOfNextDay)
  }

  /// The last settlement day that has ended at `now`.
  public func lastEnded(at now: Instant) -> BusinessDate {
    var date = now.businessDate
    while end(of: date) > now { date = date.adding(days: -1) }
    return date
  }
}
