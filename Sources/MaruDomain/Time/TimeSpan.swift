/// A stretch of time that a person names by its digits, Korean time: a day (`2026-11-26`), an hour (`2026-11-26 14`), a minute
/// (`2026-11-26 14:30`) or a second.
public struct TimeSpan: Sendable, Hashable {
  /// Its first moment, up to the first one behind it.
  public let range: Range<Instant>

  /// Reads what was typed; what stands between the digits counts for nothing. Nil where it is none.
  public init?(_ text: String) {
    let digits = text.filter { ("0"..."9").contains($0) }
    let seconds: Int64? =
      switch digits.count {
      case 8: 86_400
      case 10: 3_600
      case 12: 60
      case 14: 1
      default: nil
      }
    guard let seconds,
      let start = DateTime(wire: digits + String(repeating: "0", count: 14 - digits.count))?.instant
    else { return nil }
    range = start..<start.adding(seconds: seconds)
  }
}
