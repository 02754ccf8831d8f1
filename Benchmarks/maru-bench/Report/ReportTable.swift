/// The table that the run prints, and the one that stands in docs/PERFORMANCE.md.
enum ReportTable {
  private static let goalHeader = [
    "goal", "what", "ours", "yardstick", "ratio", "floor", "target", "stretch", "verdict",
  ]
  private static let besideHeader = ["p50 ms", "p99 ms", "CPU µs/req", "load µs/req", "fdatasync µs"]

  /// One goal in one line, for the progress of a run.
  static func line(_ report: GoalReport) -> String {
    if let skipped = report.skipped { return "\(report.goal.id)  not measured: \(skipped)" }
    if let failure = report.failure { return "\(report.goal.id)  FAILED: \(failure)" }
    let cells = goalCells(report)
    let found = [cells[2], cells[4]].filter { !$0.isEmpty }.joined(separator: ", ")
    return "\(Figure.left(report.goal.id, 4)) \(report.goal.what): \(found)  \(cells[8])"
  }

  /// Aligned columns, what belongs beside the figures, and the notes.
  static func plain(_ reports: [GoalReport]) -> String {
    let goals = aligned([goalHeader] + reports.map(goalCells), left: 2)
    let beside = reports.map { [$0.goal.id, $0.goal.yardstick ?? ""] + besideCells($0) }
      .filter { $0.dropFirst(2).contains { !$0.isEmpty } }
    var parts = [goals]
    if !beside.isEmpty { parts.append(aligned([["goal", "yardstick"] + besideHeader] + beside, left: 2)) }
    let notes = notes(reports)
    if !notes.isEmpty { parts.append(notes.joined(separator: "\n")) }
    return parts.joined(separator: "\n\n")
  }

  /// The same as one table of Markdown.
  static func markdown(_ reports: [GoalReport]) -> String {
    let header = ["goal", "what / yardstick"] + goalHeader.dropFirst(2) + besideHeader
    var lines = ["| " + header.joined(separator: " | ") + " |"]
    lines.append("|" + header.indices.map { $0 < 2 ? "---|" : "---:|" }.joined())
    for report in reports {
      var cells = goalCells(report) + besideCells(report)
      if let yardstick = report.goal.yardstick { cells[1] += " / \(yardstick)" }
      lines.append("| " + cells.joined(separator: " | ") + " |")
    }
    let notes = notes(reports)
    return (lines + (notes.isEmpty ? [] : [""] + notes.map { "- \($0)" })).joined(separator: "\n")
  }

  private static func aligned(_ rows: [[String]], left: Int) -> String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    var lines = rows.map { row in
      row.indices.map { $0 < left ? Figure.left(row[$0], widths[$0]) : Figure.right(row[$0], widths[$0]) }
        .joined(separator: "  ")
    }
    lines.insert(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "), at: 1)
    return lines.joined(separator: "\n")
  }

  private static func goalCells(_ report: GoalReport) -> [String] {
    let goal = report.goal
    let bounds = [goal.floor, goal.target, goal.stretch].map {
      (goal.better == .lower ? "≤ " : "") + measured($0, goal)
    }
    let verdict =
      report.skipped != nil ? "not measured" : report.failure != nil ? "FAILED" : report.verdict?.rawValue ?? ""
    let ratio = goal.yardstick == nil ? nil : report.value.map { measured($0, goal) }
    return [
      goal.id, goal.what, with(goal.unit, middle(report) { $0.ours.value }),
      with(goal.unit, middle(report) { $0.yardstick?.value }), ratio ?? "", bounds[0], bounds[1], bounds[2],
      verdict + (report.isNoisy ? " (noisy)" : ""),
    ]
  }

  private static func besideCells(_ report: GoalReport) -> [String] {
    [
      middle(report) { $0.ours.p50Milliseconds }, middle(report) { $0.ours.p99Milliseconds },
      middle(report) { $0.ours.processorMicroseconds }, middle(report) { $0.ours.generatorMicroseconds },
      middle(report) { $0.flushMicroseconds },
    ]
  }

  private static func middle(_ report: GoalReport, _ part: (Round) -> Double?) -> String {
    median(report.rounds.compactMap(part)).map(Figure.text) ?? ""
  }

  private static func with(_ unit: String, _ text: String) -> String { text.isEmpty ? "" : "\(text) \(unit)" }

  private static func measured(_ value: Double, _ goal: Goal) -> String {
    goal.measure == "×" ? Figure.text(value) + "×" : with(goal.measure, Figure.text(value))
  }

  private static func notes(_ reports: [GoalReport]) -> [String] {
    reports.flatMap { report -> [String] in
      var notes = report.notes
      if let skipped = report.skipped { notes.append("not measured: \(skipped)") }
      if let failure = report.failure { notes.append("FAILED: \(failure)") }
      if report.isNoisy {
        let most = report.rounds.map(\.othersPercent).max() ?? 0
        notes.append("noisy: other processes used up to \(Figure.text(most)) % of a core in the rounds that count")
      }
      if let slowest = report.rounds.map(\.pace).min(), slowest < 0.85 {
        notes.append("the processor ran at \(Figure.text(slowest * 100)) % of its best pace of this run")
      }
      if report.discarded > 0 { notes.append("\(report.discarded) disturbed rounds discarded") }
      return notes.map { "\(report.goal.id): \($0)" }
    }
  }
}
