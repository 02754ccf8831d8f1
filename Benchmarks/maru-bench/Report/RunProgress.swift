import Foundation
import Synchronization

/// How far the run is: a bar where somebody watches, a line for each goal where nobody does.
final class RunProgress: Sendable {
  private struct State {
    var done = 0
    var title = ""
    var step = ""
  }
  private static let width = 24
  private let goals: Int
  private let began = ContinuousClock.now
  private let state = Mutex(State())
  private let isInteractive = isatty(STDERR_FILENO) == 1

  init(goals: Int) { self.goals = goals }

  /// A goal's turn.
  func begin(_ goal: Goal) {
    state.withLock { $0.title = "\(goal.id) \(goal.what)" }
    if isInteractive { draw() } else { write("\(elapsed)  \(goal.id)  \(goal.what) …\n") }
  }

  /// What is done just now for the goal.
  func show(_ step: String) {
    state.withLock { $0.step = step }
    if isInteractive { draw() }
  }

  /// The goal is done; says how it went.
  func end(_ report: GoalReport) {
    state.withLock { state in
      state.done += 1
      state.step = ""
    }
    if isInteractive { write("\r\u{1B}[2K") }
    write("\(elapsed)  \(ReportTable.line(report))\n")
    if isInteractive { draw() }
  }

  /// Removes the bar.
  func finish() {
    if isInteractive { write("\r\u{1B}[2K") }
  }

  private var elapsed: String {
    let seconds = (ContinuousClock.now - began).components.seconds
    return Figure.right(String(format: "%d:%02d", Int(seconds / 60), Int(seconds % 60)), 6)
  }

  private func draw() {
    let state = state.withLock { $0 }
    let filled = goals == 0 ? Self.width : state.done * Self.width / goals
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
    write("\r\u{1B}[2K\(elapsed) \(bar) \(state.done)/\(goals)  \(state.title): \(state.step)")
  }

  private func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
