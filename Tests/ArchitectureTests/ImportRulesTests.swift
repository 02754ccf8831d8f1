import Foundation
import Testing

/// Which way dependencies point. SwiftPM lets a target import what it reaches through another one, so the manifest alone
/// keeps nobody out.
@Suite struct ImportRulesTests {
  private static let ours = Set(SourceTree.sources.map(\.module))

  @Test("the table of docs/ARCHITECTURE.md names every module of Sources, and no other")
  func complete() throws {
    let table = try ModuleTable()
    #expect(!table.rows.isEmpty)
    #expect(Set(table.rows.map(\.module)) == Self.ours)
    #expect(table.rows.count == Set(table.rows.map(\.module)).count, "a module stands in the table twice")
  }

  @Test("no source file imports what the table does not allow its module")
  func allowed() throws {
    let table = Dictionary(try ModuleTable().rows.map { ($0.module, $0) }, uniquingKeysWith: { first, _ in first })
    for file in SourceTree.sources {
      let row = try #require(table[file.module], "\(file.path)")
      var allowed = row.ours.union(row.others)
      if row.importsAllOfOurs { allowed.formUnion(Self.ours) }
      let foreign = file.imports.subtracting(allowed)
      #expect(foreign.isEmpty, "\(file.path) imports \(foreign.sorted().joined(separator: ", "))")
    }
  }

  @Test("the table allows nothing that no file uses")
  func used() throws {
    let imports = Dictionary(grouping: SourceTree.sources, by: \.module)
      .mapValues { $0.reduce(into: Set<String>()) { $0.formUnion($1.imports) } }
    for row in try ModuleTable().rows {
      let listed = row.importsAllOfOurs ? row.others : row.ours.union(row.others)
      let unused = listed.subtracting(imports[row.module] ?? [])
      #expect(unused.isEmpty, "\(row.module): \(unused.sorted().joined(separator: ", "))")
    }
  }

  @Test("our modules depend on each other downwards only: the table has no circle")
  func noCircle() throws {
    let rows = try ModuleTable().rows
    var settled: Set<String> = []
    var rest = rows
    while !rest.isEmpty {
      let next = rest.filter { row in
        row.importsAllOfOurs ? rest.count == 1 : row.ours.isSubset(of: settled)
      }
      guard !next.isEmpty else {
        Issue.record("a circle among \(rest.map(\.module).joined(separator: ", "))")
        return
      }
      settled.formUnion(next.map(\.module))
      rest.removeAll { settled.contains($0.module) }
    }
  }

  @Test("MaruDomain has no I/O: it imports nothing at all")
  func domain() {
    for file in SourceTree.sources where file.module == "MaruDomain" {
      #expect(file.imports.isEmpty, "\(file.path)")
    }
  }
}
