import Foundation
import TestSupport
import Testing

@testable import MaruStore

/// The write-ahead log is copied into the file beside the writer, and begins anew. (M-05)
@Suite struct CheckpointTests {
  /// A store with a log of such lengths, and its path.
  private func withStore(
    _ lengths: SQLiteCheckpoints.Lengths, _ body: (_ store: SQLiteStore, _ path: String) async throws -> Void
  ) async throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "maru-log-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let path = place.appending(path: "hub.sqlite").path
    let store = try SQLiteStore(path: path, migrations: HubSchema.migrations, readers: 2, log: lengths)
    try await body(store, path)
  }

  /// Writes until the log has begun anew `times` more, or so many units are written; how many there are now.
  private func write(
    from first: Int = 0, atMost: Int, untilAnew times: UInt32, _ store: SQLiteStore, _ path: String
  ) async throws -> Int {
    let before = try beginning(of: path)
    var written = first
    // As many as it takes: with one processor the copies get their turn late.
    while written < first + atMost, try beginning(of: path) < before + times {
      let number = written
      try await store.write { try SettingTable.save("name \(number)", String(repeating: "v", count: 500), in: $0) }
      written += 1
    }
    return written
  }

  /// Whatever was written is there in a store that is opened again, and the engine finds the file whole.
  private func check(_ count: Int, _ path: String) async throws {
    let again = try SQLiteStore(path: path, migrations: HubSchema.migrations)
    let found = try await again.read { session in
      (
        try session.row("SELECT COUNT(*) FROM setting WHERE name LIKE 'name %'")?.integer(0),
        try session.row("PRAGMA integrity_check")?.text(0)
      )
    }
    #expect(found == (Int64(count), "ok"))
    await again.close()
  }

  @Test(
    "the log begins anew although somebody writes all the time, copied beside the writer or, where that does not keep up, by it",
    arguments: [
      SQLiteCheckpoints.Lengths(step: 50, rest: 100, bearable: 1_000, most: 1_000_000),
      SQLiteCheckpoints.Lengths(step: 1_000_000, rest: 0, bearable: 0, most: 200),
    ])
  func beginsAnew(lengths: SQLiteCheckpoints.Lengths) async throws {
    try await withStore(lengths) { store, path in
      let first = try beginning(of: path)
      let written = try await write(atMost: 20_000, untilAnew: 3, store, path)
      #expect(try beginning(of: path) >= first + 3, "\(written) units of work are in one log")
      // What a killed process leaves, in the middle of it.
      for end in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + end, toPath: path + ".left" + end) }
      try await check(written, path + ".left")
      await store.close()
      try await check(written, path)
    }
  }

  @Test("a reader that keeps its moment keeps the log, but no commit; once it leaves the log begins anew")
  func reader() async throws {
    let lengths = SQLiteCheckpoints.Lengths(step: 50, rest: 100, bearable: 1_000, most: 400)
    try await withStore(lengths) { store, path in
      try await store.write { try SettingTable.save("moment", "before", in: $0) }
      let snapshot = try SQLiteSnapshot(path: path)
      // It begins anew once more where all of it was copied before the reader came, who then needs the file only.
      try await store.write { try SettingTable.save("moment", "after", in: $0) }
      let first = try beginning(of: path)
      var written = try await write(atMost: 1_000, untilAnew: 1, store, path)
      #expect(written == 1_000)
      #expect(try beginning(of: path) == first)
      #expect(try snapshot.readHere { try SettingTable.find("moment", in: $0) } == "before")
      await snapshot.close()
      written = try await write(from: written, atMost: 20_000, untilAnew: 1, store, path)
      #expect(try beginning(of: path) > first, "\(written) units of work are in one log")
      await store.close()
      try await check(written, path)
    }
  }

  @Test("what was removed is overwritten although somebody writes, and copies are made beside")
  func overwriting() async throws {
    let lengths = SQLiteCheckpoints.Lengths(step: 10, rest: 5, bearable: 10, most: 1_000_000)
    try await withStore(lengths) { store, path in
      for number in 0..<50 {
        for part in 0..<10 {
          try await store.write { try SettingTable.save("name \(number) \(part)", "value", in: $0) }
        }
        #expect(try await store.overwriteRemoved())
      }
      await store.close()
      try await check(500, path)
    }
  }

  @Test("a copy that failed is told once, and refuses nothing; a damaged page does")
  func told() {
    let health = StoreHealth()
    health.noteUncopied(.full)
    #expect(health.trouble == nil)
    #expect(health.uncopiedNews() == "\(StoreError.full)")
    #expect(health.uncopiedNews() == nil)
    health.noteUncopied(.corrupt("page 7"))
    #expect(health.isDamaged)
  }

  /// How often the log has begun anew: bytes 12 to 15 of its header (SQLite's file format, section 4.1).
  private func beginning(of path: String) throws -> UInt32 {
    let file = try FileHandle(forReadingFrom: URL(filePath: path + "-wal"))
    defer { try? file.close() }
    let header = try #require(try file.read(upToCount: 16))
    return header.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }
}
