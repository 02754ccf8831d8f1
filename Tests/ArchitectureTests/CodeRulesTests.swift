import Foundation
import Testing

/// Rules of the house that a compiler does not know.
@Suite struct CodeRulesTests {
  /// What may not stand in Sources, and the files in which it may.
  static let rules: [(pattern: String, why: String, allowed: Set<String>)] = [
    ("try!", "a programming mistake is a precondition with a sentence", []),
    (" as! ", "a wrong cast would end the process", []),
    ("fatalError(", "a programming mistake is a precondition with a sentence", []),
    (
      "@unchecked Sendable", "the compiler checks what threads share",
      // A pointer of SQLite's: its lock is beside it.
      ["Sources/MaruStore/Drivers/SQLite/SQLiteConnection.swift"]
    ),
    ("nonisolated(unsafe)", "the compiler checks what threads share", []),
    (
      "Date()", "time comes from World",
      // The client library runs in somebody else's program: its clock is an option whose default is the system's.
      ["Sources/maru/Serve/LiveWorld.swift", "Sources/MaruClient/Transport.swift"]
    ),
    ("Date.now", "time comes from World", []),
    ("UUID()", "chance comes from World", []),
    (
      "Task.sleep", "waiting comes from World",
      ["Sources/maru/Serve/LiveWorld.swift", "Sources/MaruClient/MaruClient.swift"]
    ),
    (
      "SystemRandomNumberGenerator", "chance comes from World", ["Sources/maru/Serve/LiveWorld.swift"]
    ),
    (
      ".random(in:", "chance comes from World",
      // The id of a call is no secret and decides nothing; asking the system's generator for each would cost more.
      ["Sources/MaruGateway/Token.swift"]
    ),
    ("print(", "words for a person go through Terminal, all others through the log", []),
  ]

  @Test("what the house forbids stands nowhere in Sources", arguments: rules.indices)
  func forbidden(_ index: Int) {
    let rule = Self.rules[index]
    for file in SourceTree.sources where !rule.allowed.contains(file.path) {
      for line in file.code where (" " + line.text).contains(rule.pattern) {
        // `randomUUID()` ends like the forbidden call and is its replacement.
        if rule.pattern == "UUID()", !Self.standsAlone("UUID()", in: line.text) { continue }
        if rule.pattern == "print(", !Self.standsAlone("print(", in: line.text) { continue }
        Issue.record("\(file.path):\(line.number) has \(rule.pattern): \(rule.why)")
      }
    }
  }

  @Test("the exceptions are needed: a file that no longer uses its own loses it", arguments: rules.indices)
  func exceptions(_ index: Int) {
    let rule = Self.rules[index]
    for path in rule.allowed {
      let file = SourceTree.sources.first { $0.path == path }
      #expect(file?.code.contains { $0.text.contains(rule.pattern) } == true, "\(path) and \(rule.pattern)")
    }
  }

  @Test("no value is unwrapped by force")
  func forceUnwrap() {
    for file in SourceTree.sources {
      for line in file.code where Self.forcesUnwrap(line.text) {
        Issue.record("\(file.path):\(line.number) unwraps by force: \(line.text.trimmingCharacters(in: .whitespaces))")
      }
    }
  }

  @Test("the search finds a forced unwrap, and takes no operator for one")
  func forceUnwrapSearch() {
    for text in ["a!", "f(x)!", "values[0]!.b", "let a = b! + c", "f(a!, b)"] { #expect(Self.forcesUnwrap(text)) }
    for text in ["a != b", "!a", "f(!a)", "a && !b", "try? x", "x!=y"] { #expect(!Self.forcesUnwrap(text), "\(text)") }
  }

  @Test("no file is longer than 400 lines")
  func fileLengths() {
    let files = ["Sources", "Tests", "Benchmarks"].flatMap(SourceTree.files)
    #expect(files.count > 100)
    for file in files { #expect(file.lines.count <= 401, "\(file.path): \(file.lines.count - 1) lines") }
  }

  @Test("SQL stands in MaruStore only")
  func sql() {
    let words = [
      "SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "CREATE TABLE", "CREATE INDEX", "DROP TABLE", "ALTER TABLE",
      "PRAGMA ", "BEGIN IMMEDIATE", "SAVEPOINT ", "VACUUM",
    ]
    for file in SourceTree.sources where file.module != "MaruStore" {
      for (index, line) in file.lines.enumerated() where !line.trimmingCharacters(in: .whitespaces).hasPrefix("//") {
        let found = words.filter { line.contains($0) }
        #expect(found.isEmpty, "\(file.path):\(index + 1) has \(found.joined(separator: ", "))")
      }
    }
    #expect(SourceTree.sources.contains { $0.module == "MaruStore" && $0.lines.contains { $0.contains("SELECT ") } })
  }

  @Test("file names are unique within a target, as the compiler requires, and start as types do")
  func names() {
    for (module, files) in Dictionary(grouping: SourceTree.sources, by: \.module) {
      let names = files.map { $0.path.split(separator: "/").last ?? "" }
      #expect(Set(names).count == names.count, "\(module)")
      for name in names { #expect(name.first?.isUppercase == true, "\(module)/\(name)") }
    }
  }

  @Test("no promise of later work is left in the code")
  func loose() {
    for file in SourceTree.sources {
      for (index, line) in file.lines.enumerated() {
        for word in ["TODO", "FIXME", "XXX", "HACK"] where line.contains(word) {
          Issue.record("\(file.path):\(index + 1) has \(word)")
        }
      }
    }
  }

  private static func standsAlone(_ pattern: String, in line: String) -> Bool {
    line.ranges(of: pattern).contains { range in
      guard range.lowerBound > line.startIndex else { return true }
      let before = line[line.index(before: range.lowerBound)]
      return !(before.isLetter || before.isNumber || before == "_")
    }
  }

  private static func forcesUnwrap(_ line: String) -> Bool {
    let bytes = Array(line.utf8)
    return bytes.indices.dropFirst().contains { index in
      guard bytes[index] == UInt8(ascii: "!") else { return false }
      let before = Character(UnicodeScalar(bytes[index - 1]))
      let after = index + 1 < bytes.count ? bytes[index + 1] : UInt8(ascii: " ")
      return (before.isLetter || before.isNumber || ")]\"".contains(before)) && after != UInt8(ascii: "=")
    }
  }
}
