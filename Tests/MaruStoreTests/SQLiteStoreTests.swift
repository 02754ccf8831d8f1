import Foundation
import MaruDomain
import TestSupport
import Testing

@testable import MaruStore

/// What only SQLite has: its files, its log, and a disk that fills up under it.
@Suite struct SQLiteStoreTests {
  @Test("the writer's own connection is in WAL mode with synchronous=FULL (M-05)")
  func durable() async throws {
    try await withDatabase { database in
      for _ in 0..<2 {
        try await database.store.write { session in
          #expect(try session.row("PRAGMA journal_mode")?.text(0) == "wal")
          #expect(try session.row("PRAGMA synchronous")?.integer(0) == 2)
          #expect(try session.row("PRAGMA foreign_keys")?.integer(0) == 1)
          try SettingTable.save("a", "b", in: session)
        }
      }
    }
  }

  @Test("readers cannot write")
  func readersReadOnly() async throws {
    try await withDatabase { database in
      await #expect(throws: StoreError.readOnly) {
        try await database.store.read { try SettingTable.save("a", "b", in: $0) }
      }
    }
  }

  @Test("a file system that cannot keep what it was given is refused: a database in memory has no log")
  func notDurable() {
    #expect(throws: StoreError.self) {
      try SQLiteStore(path: ":memory:", migrations: HubSchema.migrations)
    }
  }

  /// What stands where the database should be, and what is said about it.
  @Test("a file that is no database is called damaged, and is left as it is")
  func foreignFile() async throws {
    try await withDatabase { database in
      let path = database.place.appending(path: "other.sqlite")
      let content = Data(String(repeating: "this is a text, not a database. ", count: 300).utf8)
      try content.write(to: path)
      #expect {
        try SQLiteStore(path: path.path, migrations: HubSchema.migrations)
      } throws: { error in
        if case StoreError.corrupt = error { true } else { false }
      }
      #expect(try Data(contentsOf: path) == content)
    }
  }

  @Test("a directory that is not there is refused")
  func noDirectory() {
    #expect(throws: StoreError.self) {
      try SQLiteStore(path: "/nowhere/at/all/hub.sqlite", migrations: HubSchema.migrations)
    }
  }

  @Test("when the disk is full a batch is kept whole: each unit is there entirely or refused as full (J-04)")
  func diskFull() async throws {
    try await withDatabase { database in
      let store = database.store
      // SQLite's own bound stands for the disk's: it is reported with the same code in the middle of a statement.
      try await store.write { session in
        let used = try session.row("PRAGMA page_count")?.integer(0) ?? 0
        _ = try session.rows("PRAGMA max_page_count = \(used + 20)", [])
      }
      let long = String(repeating: "x", count: 3_000)
      let gate = Gate()
      async let held: Void = store.write { gate.unit($0) }
      try await until { gate.isEntered }
      let outcomes = try await withThrowingTaskGroup(of: (Int, (any Error)?).self) { group in
        for index in 0..<60 {
          group.addTask {
            do {
              try await store.write { session in
                try SettingTable.save("first \(index)", long, in: session)
                try SettingTable.save("second \(index)", long, in: session)
              }
              return (index, nil)
            } catch { return (index, error) }
          }
        }
        try await until { database.backlog == 60 }
        gate.open()
        return try await group.reduce(into: [Int: any Error]()) { $0[$1.0] = $1.1 }
      }
      try await held
      let kept = Set(
        try await store.read { try $0.rows("SELECT name FROM setting", []).map { try $0.text(0) } })
      var refused = 0
      for index in 0..<60 {
        let error = outcomes[index]
        if let error {
          refused += 1
          #expect(error as? StoreError == .full)
        }
        #expect(kept.contains("first \(index)") == (error == nil), "unit \(index)")
        #expect(kept.contains("second \(index)") == (error == nil), "unit \(index)")
      }
      #expect(refused > 0)

      // There is room again: the store goes on without a restart.
      try await store.write { session in
        _ = try session.rows("PRAGMA max_page_count = 1000000", [])
      }
      try await store.write { try SettingTable.save("after", long, in: $0) }
      #expect(try await store.read { try SettingTable.find("after", in: $0) } == long)
    }
  }

  @Test("a snapshot keeps its moment while the hub writes on, and cannot write")
  func snapshot() async throws {
    try await withDatabase { database in
      try await database.store.write { try SettingTable.save("a", "1", in: $0) }
      let snapshot = try SQLiteSnapshot(path: database.path)
      try await database.store.write { try SettingTable.save("a", "2", in: $0) }
      #expect(try await snapshot.read { try SettingTable.find("a", in: $0) } == "1")
      #expect(try await database.store.read { try SettingTable.find("a", in: $0) } == "2")
      await #expect(throws: StoreError.readOnly) { try await snapshot.write { _ in } }
      #expect(try snapshot.damage() == nil)
      await snapshot.close()
    }
  }

  @Test("flipped bytes in a page are noticed (J-03)")
  func damagedPage() async throws {
    try await withDatabase { database in
      try await database.store.write { session in
        for index in 0..<200 { try SettingTable.save("\(index)", String(repeating: "y", count: 200), in: session) }
      }
      await database.close()
      var bytes = try Data(contentsOf: URL(filePath: database.path))
      // The heads of all pages but the first: number of cells, their places.
      for page in stride(from: 4_096, to: bytes.count, by: 4_096) {
        for offset in 0..<16 { bytes[page + offset] = ~bytes[page + offset] }
      }
      try bytes.write(to: URL(filePath: database.path))
      let found: String?
      do {
        let snapshot = try SQLiteSnapshot(path: database.path)
        found = try snapshot.damage()
        await snapshot.close()
      } catch StoreError.corrupt(let text) { found = text }
      #expect(found != nil)
    }
  }

  @Test("only digests of secrets are columns of the schema")
  func noSecrets() {
    let texts = HubSchema.migrations.flatMap(\.statements).joined(separator: " ")
    for word in [" secret ", " password ", " pass_phrase ", " code TEXT NOT NULL PRIMARY KEY, grant", " token TEXT"] {
      #expect(!texts.contains(word), "\(word)")
    }
  }
}
