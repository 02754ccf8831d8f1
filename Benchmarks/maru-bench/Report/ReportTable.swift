/// The table that the run prints, and the one that stands in docs/PERFORMANCE.md.
enum ReportTable {
  private static let header = [
    "goal", "what", "ours", "yardstick", "ratio", "floor", "target", "stretch", "verdict", "p50 ms", "p99 ms",
    "CPU µs/req", "flush µs",
  ]

  /// One goal in one line, for the progress of a run.
  static func line(_ report: GoalReport) -> String {
    if let skipped = report.skipped { return "\(report.goal.id)  not measured: \(skipped)" }
    if let failure = report.failure { return "\(report.goal.id)  FAILED: \(failure)" }
    let cells = cells(report)
    let found = [cells[2], cells[4]].filter { !$0.isEmpty }.joined(separator: ", ")
    return "\(Figure.left(cells[0], 4)) \(cells[1]): \(found)  \(cells[8])"
  }

  /// Aligned columns with the notes below.
  static func plain(_ reports: [GoalReport]) -> String {
    let rows = [header] + reports.map(cells)
    let widths = header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    var lines = rows.map { row in
      row.indices.map { $0 < 2 ? Figure.left(row[$0], widths[$0]) : Figure.right(row[$0], widths[$0]) }
        .joined(separator: "  ")
    }
    lines.insert(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "), at: 1)
    let notes = notes(reports)
    return (lines + (notes.isEmpty ? [] : [""] + notes)).joined(separator: "\n")
  }

  /// The same as Markdown.
  static func markdown(_ reports: [GoalReport]) -> String {
    var lines = ["| " + header.joined(separator: " | ") + " |"]
    lines.append("|" + header.indices.map { $0 < 2 ? "---|" : "---:|" }.joined())
    lines += reports.map { "| " + cells($0).joined(separator: " | ") + " |" }
    let notes = notes(reports)
    return (lines + (notes.isEmpty ? [] : [""] + notes.map { "- \($0)" })).joined(separator: "\n")
  }

  private static func cells(_ report: GoalReport) -> [String] {
    let goal = report.goal
    func middle(_ part: (Round) -> Double?) -> String {
      median(report.rounds.compactMap(part)).map(Figure.text) ?? ""
    }
    let bounds = [goal.floor, goal.target, goal.stretch].map {
      (goal.better == .lower ? "≤ " : "") + measured($0, goal)
    }
    let verdict =
      report.skipped != nil ? "not measured" : report.failure != nil ? "FAILED" : report.verdict?.rawValue ?? ""
    return [
      goal.id, goal.what + (goal.yardstick.map { " / \($0)" } ?? ""), with(goal.unit, middle { $0.ours.value }),
      with(goal.unit, middle { $0.yardstick?.value }),
      goal.yardstick == nil ? "" : report.value.map { measured($0, goal) } ?? "",
      bounds[0], bounds[1], bounds[2], verdict + (report.isNoisy ? " (noisy)" : ""), middle { $0.ours.p50Milliseconds },
      middle { $0.ours.p99Milliseconds }, middle { $0.ours.processorMicroseconds }, middle { $0.flushMicroseconds },
    ]
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
      if report.discarded > 0 { notes.append("\(report.discarded) disturbed rounds discarded") }
      return notes.map { "\(report.goal.id): \($0)" }
    }
  }
}
