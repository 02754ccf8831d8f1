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
}
