import Foundation
import Testing

/// Lists of names of tests that a script reads: a suite that is renamed must not fall out of one unseen.
@Suite struct TestListTests {
  @Test(
    "each line of the list is the name of one suite or one target, once",
    arguments: ["Tests/on-postgresql.txt", "Tests/only-on-files.txt"])
  func suites(path: String) throws {
    let list = try String(contentsOf: SourceTree.root.appending(path: path), encoding: .utf8)
      .split(separator: "\n").map(String.init)
    #expect(!list.isEmpty)
    #expect(Set(list).count == list.count, "a suite stands in the list twice")
    let declared = SourceTree.files(below: "Tests").flatMap(\.code)
      .compactMap { line in line.text.firstMatch(of: /struct (\w+Tests)\b/).map { String($0.1) } }
    let targets = try FileManager.default.contentsOfDirectory(atPath: SourceTree.root.appending(path: "Tests").path)
      .filter { $0.hasSuffix("Tests") }
    for name in list {
      #expect((declared + targets).filter { $0 == name }.count == 1, "no suite or target is called \(name)")
    }
  }

  @Test("every suite that opens a hub runs on PostgreSQL too, or looks into files")
  func openers() throws {
    let listed = try ["Tests/on-postgresql.txt", "Tests/only-on-files.txt"].flatMap { path in
      try String(contentsOf: SourceTree.root.appending(path: path), encoding: .utf8)
        .split(separator: "\n").map(String.init)
    }
    let files = SourceTree.files(below: "Tests").filter {
      $0.module != "TestSupport" && $0.module != "ArchitectureTests"
    }
    func names(_ file: SourceTree.File, _ kind: Regex<(Substring, Substring)>) -> [String] {
      file.code.flatMap { $0.text.matches(of: kind) }.map { String($0.1) }
    }
    let opening = files.filter { file in file.code.contains { $0.text.contains("TestHub.open(") } }
    #expect(opening.count > 30)
    for file in files where !listed.contains(file.module) {
      let fixtures = opening.filter { $0.module == file.module }
        .flatMap { names($0, /(?:struct|enum|class) (\w+)/) }.filter { !$0.hasSuffix("Tests") }
      let opens = file.code.contains { line in
        line.text.contains("TestHub.open(") || fixtures.contains { line.text.contains($0) }
      }
      for suite in names(file, /struct (\w+Tests)\b/) where opens {
        #expect(listed.contains(suite), "\(file.path) opens a hub: name \(suite) in Tests/on-postgresql.txt")
      }
    }
  }
}
