package import MaruContract
package import MaruDomain

/// What was asked within the last minute.
package struct RecentCalls: Sendable {
  /// Calls of one kind.
  package struct Figures: Sendable {
    package let question: BankQuestion
    package fileprivate(set) var calls: Int64 = 0
    package fileprivate(set) var silent: Int64 = 0
    package fileprivate(set) var latencies = Latencies()
  }

  private var figures = LastMinute<BankQuestion, Figures>()

  mutating func note(_ question: BankQuestion, microseconds: Int64, wasSilent: Bool, at now: Instant) {
    figures.note(question, in: MinuteWindow.of(now), new: Figures(question: question)) { figures in
      figures.calls += 1
      if wasSilent { figures.silent += 1 }
      figures.latencies.note(microseconds: microseconds)
    }
  }

  /// In the order of the questions.
  func lastMinute(at now: Instant) -> [Figures] {
    let sums = figures.sums(at: now) { sum, figures in
      sum.calls += figures.calls
      sum.silent += figures.silent
      sum.latencies.add(figures.latencies)
    }
    return BankQuestion.allCases.compactMap { sums[$0] }
  }
}
