import Foundation
import Testing

/// Rules for the statements about tables, so that hubs of two versions can work on the same ones.
@Suite struct StatementRulesTests {
  /// A column that a later version adds must change nothing for the version before.
  @Test("a statement names the columns that it reads and writes")
  func columns() {
    let tables = SourceTree.sources.filter { $0.path.hasPrefix("Sources/MaruStore/Tables/") }
    #expect(tables.count > 30)
    for file in tables {
      for (index, line) in file.lines.enumerated() {
        // Within another one that names them, it is no more than the table.
        let readsAll = line.contains("SELECT *") && !line.contains("FROM (SELECT *")
        let writesAll = line.firstMatch(of: /INSERT INTO \w+ (VALUES|SELECT)/) != nil
        #expect(!readsAll && !writesAll, "\(file.path):\(index + 1)")
      }
    }
  }
}
