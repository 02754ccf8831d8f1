import Foundation

/// The table of modules in docs/ARCHITECTURE.md.
struct ModuleTable {
  struct Row {
    let module: String
    let ours: Set<String>
    let others: Set<String>
    /// `all` of ours, for the target that wires the parts.
    let importsAllOfOurs: Bool
  }
  let rows: [Row]

  init() throws {
    let text = try String(contentsOf: SourceTree.root.appending(path: "docs/ARCHITECTURE.md"), encoding: .utf8)
    var rows: [Row] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("| module |") { isInside = true }
      if isInside, !line.hasPrefix("|") { break }
      guard isInside, !line.hasPrefix("| module |"), !line.hasPrefix("|---") else { continue }
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst()
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count >= 4 else { continue }
      func names(_ cell: String) -> Set<String> {
        Set(cell.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty })
      }
      rows.append(
        Row(module: cells[0], ours: names(cells[2]), others: names(cells[3]), importsAllOfOurs: cells[2] == "all"))
    }
    self.rows = rows
  }
}
