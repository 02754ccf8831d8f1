/// Windows of ten seconds, six of which are a minute.
public enum MinuteWindow {
  private static let milliseconds: Int64 = 10_000
  fileprivate static let count: Int64 = 6

  /// The number of the window that a moment falls into.
  public static func of(_ moment: Instant) -> Int64 { moment.milliseconds / milliseconds }

  /// How many seconds ``LastMinute/sums(at:_:)`` covers: five whole windows and the one that has begun.
  public static func covered(at now: Instant) -> Int64 {
    (count - 1) * milliseconds / 1000 + max(1, now.milliseconds % milliseconds / 1000)
  }
}

/// Figures of the last minute by a key. What is older is forgotten when a new window begins.
public struct LastMinute<Key: Hashable & Sendable, Figures: Sendable>: Sendable {
  private var windows: [Int64: [Key: Figures]] = [:]

  /// Nothing was noted yet.
  public init() {}

  /// Changes the figures of a key in a window (``MinuteWindow/of(_:)``); `new`: where there are none yet.
  public mutating func note(
    _ key: Key, in window: Int64, new: @autoclosure () -> Figures, _ change: (inout Figures) -> Void
  ) {
    if windows[window] == nil { windows = windows.filter { $0.key > window - MinuteWindow.count } }
    change(&windows[window, default: [:]][key, default: new()])
  }

  /// The figures of each key over the last minute; `add` puts two of them together.
  public func sums(at now: Instant, _ add: (inout Figures, Figures) -> Void) -> [Key: Figures] {
    let last = MinuteWindow.of(now)
    var sums: [Key: Figures] = [:]
    for (window, kinds) in windows where window > last - MinuteWindow.count && window <= last {
      sums.merge(kinds) { sum, figures in
        var sum = sum
        add(&sum, figures)
        return sum
      }
    }
    return sums
  }
}

extension LastMinute where Figures == CallFigures {
  /// Counts a call.
  public mutating func note(_ key: Key, microseconds: Int64, hasFailed: Bool, in window: Int64) {
    note(key, in: window, new: CallFigures()) { $0.note(microseconds: microseconds, hasFailed: hasFailed) }
  }

  /// The figures of each key over the last minute.
  public func sums(at now: Instant) -> [Key: CallFigures] { sums(at: now) { $0.add($1) } }
}
