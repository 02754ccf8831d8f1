import Foundation
import Testing

/// Rules for the statements about tables, so that hubs of two versions can work on the same ones.
@Suite struct StatementRulesTests {
  /// Statements that take all columns, and why they may: none of them depends on which there are.
  private static let exceptions = [
    // Within another one that names them, it is no more than the table.
    "SELECT * FROM transfer ORDER BY id DESC LIMIT ?",
    // A table that was made like this one takes rows from it.
    "WITH moved AS (DELETE FROM journal_default WHERE business_date = ? RETURNING *) INSERT INTO \\(name) SELECT * FROM moved",
    // The columns stand before it, and are those of the arrays.
    "SELECT * FROM unnest(",
    // An emptied database of the simulation, whose schema is this very version's.
    "INSERT INTO journal_end VALUES (0, '')",
  ]

  /// Where a text takes or gives all columns of a table, whatever line a word stands on.
  private static func unnamed(in text: String) -> [String] {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let kept = exceptions.reduce(words) { $0.replacing($1, with: "-") }
    let found = kept.matches(
      of: /SELECT (DISTINCT )?(\w+\.)?\*|INSERT INTO (\w+|\\\(\w+\)) (VALUES|SELECT)|RETURNING \*/)
    return found.map { String(kept[$0.range.lowerBound...].prefix(80)) }
  }

  /// A column that a later version adds must change nothing for the version before.
  @Test("a statement names the columns that it reads and writes")
  func columns() {
    let files = SourceTree.sources.filter {
      $0.path.hasPrefix("Sources/MaruStore/") && !$0.path.hasPrefix("Sources/MaruStore/Migrations/")
    }
    #expect(files.count > 60)
    for file in files {
      #expect(Self.unnamed(in: file.lines.joined(separator: "\n")) == [], "\(file.path)")
    }
  }

  @Test(
    "the rule finds what would read or write a column that it does not know",
    arguments: [
      "SELECT *\n  FROM transfer", "SELECT t.* FROM transfer t", "INSERT INTO note\n VALUES (1)",
      "INSERT INTO note\n SELECT id FROM transfer", "DELETE FROM note RETURNING *",
    ])
  func finds(_ statement: String) {
    #expect(Self.unnamed(in: statement).count == 1)
  }
}
