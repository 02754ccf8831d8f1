package import MaruDomain

/// When a bank is closed every day, in Korean time: its maintenance windows (section 9 of the wire contract, "Hours").
package struct ServiceHours: Sendable, Hashable {
  /// One daily window; `from` later than `to` spans midnight.
  package struct Window: Sendable, Hashable {
    /// Seconds since KST midnight, inclusive.
    package let from: Int64
    /// Seconds since KST midnight, exclusive.
    package let to: Int64

    /// Nil unless both are seconds of a day and differ.
    package init?(from: Int64, to: Int64) {
      guard (0..<86_400).contains(from), (0...86_400).contains(to), from != to else { return nil }
      self.from = from
      self.to = to
    }

    /// Reads `2330-0030` (hours and minutes).
    package init?(_ text: String) {
      let parts = text.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 4 }),
        let from = TimeOfDay.seconds(wire: parts[0] + "00"),
        let to = parts[1] == "2400" ? 86_400 : TimeOfDay.seconds(wire: parts[1] + "00")
      else { return nil }
      self.init(from: from, to: to)
    }

    /// `2330-0030`, as it is read.
    package var text: String { "\(Window.wire(from))-\(Window.wire(to))" }
    /// How long it lasts, in seconds.
    package var length: Int64 { from < to ? to - from : 86_400 - from + to }

    private static func wire(_ second: Int64) -> String {
      let (hours, minutes) = (second / 3600, second / 60 % 60)
      return (hours < 10 ? "0" : "") + "\(hours)" + (minutes < 10 ? "0" : "") + "\(minutes)"
    }
  }

  package let windows: [Window]

  /// Always open, unless windows are given.
  package init(_ windows: [Window] = []) { self.windows = windows }

  /// `available` outside every window; inside one, `closing` until midnight and `beforeOpening` after it.
  package func status(at now: Instant) -> BankStatusCode {
    guard !windows.isEmpty else { return .available }
    let second = now.millisecondOfDay / 1000
    for window in windows {
      if window.from < window.to {
        if (window.from..<window.to).contains(second) { return .beforeOpening }
      } else {
        if second >= window.from { return .closing }
        if second < window.to { return .beforeOpening }
      }
    }
    return .available
  }
}
