import Foundation
import TestSupport
import Testing

@testable import MaruStore

/// The layer that lets the pages of a commit leave together: what is written is what SQLite wrote, and no reader sees less.
@Suite struct WriteAheadTests {
  /// A connection of its own to a new file, in WAL mode.
  private func withConnection(
    synchronous: String = "FULL", _ body: (SQLiteConnection, _ path: String) throws -> Void
  ) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "maru-wal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appending(path: "wal.db").path
    let connection = try SQLiteConnection(SQLiteEngine.open(path))
    defer { connection.close() }
    try connection.withSession { session in
      _ = try session.rows("PRAGMA journal_mode = WAL", [])
      try session.run("PRAGMA synchronous = \(synchronous)", [])
      try session.run("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT NOT NULL)", [])
    }
    try body(connection, path)
  }

  private func insert(_ count: Int, _ session: SQLiteSession) throws {
    for _ in 0..<count {
      try session.run("INSERT INTO t (text) VALUES (?)", [.text(String(repeating: "x", count: 900))])
    }
  }

  private func count(_ session: SQLiteSession) throws -> Int64 {
    // Every byte is read, not only an index.
    try session.row("SELECT COALESCE(SUM(LENGTH(text)), 0) / 900 FROM t")?.integer(0) ?? -1
  }

  @Test(
    "whoever reads beside finds what was committed, whether or not a flush was asked for", arguments: ["FULL", "OFF"])
  func seenAtOnce(synchronous: String) throws {
    try withConnection(synchronous: synchronous) { writer, path in
      let reader = try SQLiteConnection(SQLiteEngine.open(path))
      defer { reader.close() }
      for round in 1...50 {
        try writer.withSession { session in
          try session.run("BEGIN IMMEDIATE", [])
          try insert(round, session)
          try session.run("COMMIT", [])
        }
        let expected = Int64(round * (round + 1) / 2)
        let seen = try reader.withSession { try count($0) }
        #expect(seen == expected)
      }
    }
  }

  @Test("pages that no longer fit into memory are read back from the log, written again, and can be given up")
  func spilled() throws {
    try withConnection { writer, path in
      try writer.withSession { session in
        try session.run("PRAGMA cache_size = 10", [])
        try session.run("BEGIN IMMEDIATE", [])
        try insert(3_000, session)
        #expect(try count(session) == 3_000)
        try session.run("UPDATE t SET text = ? WHERE id % 3 = 0", [.text(String(repeating: "y", count: 900))])
        try session.run("SAVEPOINT part", [])
        try insert(1_000, session)
        #expect(try count(session) == 4_000)
        try session.run("ROLLBACK TO part", [])
        #expect(try count(session) == 3_000)
        try session.run("COMMIT", [])
        try session.run("BEGIN IMMEDIATE", [])
        try insert(2_000, session)
        try session.run("ROLLBACK", [])
        try insert(1, session)
      }
      let other = try SQLiteConnection(SQLiteEngine.open(path))
      defer { other.close() }
      let (all, changed, health) = try other.withSession { session in
        (
          try count(session), try session.row("SELECT COUNT(*) FROM t WHERE text LIKE 'y%'")?.integer(0),
          try session.row("PRAGMA integrity_check")?.text(0)
        )
      }
      #expect(all == 3_001 && changed == 1_000 && health == "ok")
    }
  }

  @Test("a commit whose pages were written before is whole in the file, also where nobody asks for a flush")
  func rewritten() throws {
    try withConnection(synchronous: "OFF") { writer, path in
      try writer.withSession { session in
        try session.run("PRAGMA cache_size = 10", [])
        try session.run("BEGIN IMMEDIATE", [])
        try insert(300, session)
        // The first pages are in the log already: they are written there anew, and the heads behind them with new sums.
        for _ in 0..<3 {
          try session.run("UPDATE t SET text = ? WHERE id < 200", [.text(String(repeating: "y", count: 900))])
        }
        try session.run("COMMIT", [])
      }
      // What a killed process leaves.
      for end in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + end, toPath: path + ".left" + end) }
      let left = try SQLiteConnection(SQLiteEngine.open(path + ".left"))
      defer { left.close() }
      let found = try left.withSession { try count($0) }
      #expect(found == 300)
    }
  }

  #if os(Linux)
    @Test("a commit of many pages is a few writes")
    func fewWrites() throws {
      /// Calls that write, of this thread.
      func writes() throws -> Int {
        let lines = try String(contentsOfFile: "/proc/thread-self/io", encoding: .utf8).split(separator: "\n")
        return lines.first { $0.hasPrefix("syscw:") }.flatMap { Int($0.dropFirst(6).trimmingPrefix(" ")) } ?? -1
      }
      try withConnection { writer, _ in
        try writer.withSession { session in
          try insert(40, session)
          try session.run("BEGIN IMMEDIATE", [])
          try insert(40, session)
          let before = try writes()
          try session.run("COMMIT", [])
          let after = try writes()
          #expect(before >= 0 && after - before >= 1)
          #expect(after - before <= 3, "ten pages and more")
        }
      }
    }
  #endif
}
