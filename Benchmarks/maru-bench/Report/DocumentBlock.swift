import Foundation

/// The block of docs/PERFORMANCE.md that a run writes anew, between two marks that only a machine reads.
enum DocumentBlock {
  private static let begin = "<!-- figures: written by 'make bench ARGS=--update-docs', do not edit -->"
  private static let end = "<!-- end of figures -->"

  /// Replaces the block in the document at `path`; throws when the marks are not there.
  static func replace(at path: String, with reports: [GoalReport], facts: MachineFacts) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    guard let first = text.range(of: begin), let last = text.range(of: end), first.upperBound <= last.lowerBound else {
      throw BenchFailure("\(path) has no block to write the figures into")
    }
    let block = "\n\(facts.line).\n\n\(ReportTable.markdown(reports))\n\n"
    let written = text.replacingCharacters(in: first.upperBound..<last.lowerBound, with: "\n" + block)
    try written.write(toFile: path, atomically: true, encoding: .utf8)
  }
}
