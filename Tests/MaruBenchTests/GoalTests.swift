import Testing

@testable import maru_bench

@Suite("goals and their verdicts")
struct GoalTests {
  private func goal(_ better: Goal.Better) -> Goal {
    better == .higher
      ? Goal(
        id: "X", what: "", yardstick: "y", unit: "req/s", measure: "×", better: .higher, floor: 0.5, target: 1,
        stretch: 2)
      : Goal(
        id: "X", what: "", yardstick: "y", unit: "ms", measure: "×", better: .lower, floor: 10, target: 6, stretch: 4.5)
  }

  @Test(
    "a figure reaches what it equals",
    arguments: [
      (Goal.Better.higher, 0.49, Goal.Verdict.below), (.higher, 0.5, .floor), (.higher, 1, .target),
      (.higher, 2, .stretch),
      (.lower, 10.1, .below), (.lower, 10, .floor), (.lower, 6, .target), (.lower, 4.5, .stretch),
    ])
  func verdicts(_ better: Goal.Better, _ value: Double, _ expected: Goal.Verdict) {
    #expect(goal(better).verdict(value) == expected)
  }

  @Test("the median of ratios is taken, not the ratio of medians")
  func ratios() {
    var report = GoalReport(goal: goal(.higher))
    report.rounds = [(100.0, 100.0), (300, 100), (50, 100)].map {
      Round(ours: Sample($0), yardstick: Sample($1), othersPercent: 0, flushMicroseconds: nil, pace: 1)
    }
    #expect(report.value == 1)
    #expect(report.verdict == .target)
    report.failure = "an answer was wrong"
    #expect(report.verdict == nil)
  }

  @Test("every measurement has its own id, and bounds that get harder")
  func catalogue() {
    let goals = Measurements.all.map(\.goal)
    #expect(Set(goals.map(\.id)).count == goals.count)
    for goal in goals {
      switch goal.better {
      case .higher: #expect(goal.floor <= goal.target && goal.target <= goal.stretch)
      case .lower: #expect(goal.floor >= goal.target && goal.target >= goal.stretch)
      }
    }
  }

  @Test(
    "figures have three digits that matter",
    arguments: [
      (0.123, "0.12"), (4.5, "4.50"), (12.34, "12.3"), (231, "231"), (9_999.4, "10,000"), (166_249, "166,000"),
    ])
  func figures(_ value: Double, _ expected: String) { #expect(Figure.text(value) == expected) }
}
