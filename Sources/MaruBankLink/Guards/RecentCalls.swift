package import MaruContract
package import MaruDomain

/// What was asked within the last minute, in windows of ten seconds.
package struct RecentCalls: Sendable {
  /// Calls of one kind.
  package struct Figures: Sendable {
    package let question: BankQuestion
    package fileprivate(set) var calls: Int64 = 0
    package fileprivate(set) var silent: Int64 = 0
    package fileprivate(set) var latencies = Latencies()
  }

  private static let windowMilliseconds: Int64 = 10_000
  private static let windows: Int64 = 6
  private var figures: [Int64: [BankQuestion: Figures]] = [:]

  mutating func note(_ question: BankQuestion, microseconds: Int64, wasSilent: Bool, at now: Instant) {
    let window = now.milliseconds / Self.windowMilliseconds
    if figures[window] == nil { figures = figures.filter { $0.key > window - Self.windows && $0.key < window } }
    var one = figures[window]?[question] ?? Figures(question: question)
    one.calls += 1
    if wasSilent { one.silent += 1 }
    one.latencies.note(microseconds: microseconds)
    figures[window, default: [:]][question] = one
  }

  /// In the order of the questions.
  func lastMinute(at now: Instant) -> [Figures] {
    let last = now.milliseconds / Self.windowMilliseconds
    var sums: [BankQuestion: Figures] = [:]
    for (window, kinds) in figures where window > last - Self.windows && window <= last {
      for (question, figures) in kinds {
        sums[question, default: Figures(question: question)].calls += figures.calls
        sums[question]?.silent += figures.silent
        sums[question]?.latencies.add(figures.latencies)
      }
    }
    return BankQuestion.allCases.compactMap { sums[$0] }
  }
}
