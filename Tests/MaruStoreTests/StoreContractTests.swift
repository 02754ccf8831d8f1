import Foundation
import MaruDomain
import TestSupport
import Testing

@testable import MaruStore

/// What every driver promises, whatever it stands on (`Store`).
@Suite struct StoreContractTests {
  private static func insert(_ name: String) -> @Sendable (any SQLSession) throws -> Void {
    { try $0.run("INSERT INTO setting (name, value) VALUES (?, '')", [.text(name)]) }
  }

  private func names(_ store: any Store) async throws -> Set<String> {
    Set(try await store.read { try $0.rows("SELECT name FROM setting", []).map { try $0.text(0) } })
  }

  @Test("values come back as they went in", arguments: StoreDriver.all)
  func values(_ driver: StoreDriver) async throws {
    let texts = [
      "", "마루", "a\u{0}b", "e\u{301}", "🏦", "'; DROP TABLE setting; --", String(repeating: "가", count: 70_000),
    ]
    let integers: [Int64] = [0, 1, -1, .max, .min, 999_999_999_999]
    let blobs: [[UInt8]] = [[], [0], [0, 255, 0], [UInt8](repeating: 7, count: 100_000)]
    let types = [Migration(1, ["CREATE TABLE t (i BIGINT, x TEXT, b BLOB)"])]
    try await withDatabase(driver, types) { database in
      let values =
        texts.map(SQLValue.text) + integers.map(SQLValue.integer) + blobs.map(SQLValue.blob) + [SQLValue.null]
      try await database.store.write { session in
        for value in values {
          try session.run("DELETE FROM t", [])
          let column =
            switch value {
            case .integer, .null: "i"
            case .text: "x"
            case .blob: "b"
            }
          try session.run("INSERT INTO t (\(column)) VALUES (?)", [value])
          #expect(try session.row("SELECT \(column) FROM t")?.values == [value])
        }
      }
    }
  }

  @Test(
    "a statement tells how many rows it changed; a wrong number of arguments is refused", arguments: StoreDriver.all)
  func statements(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        for name in ["a", "b", "c"] { try Self.insert(name)(session) }
        #expect(try session.run("UPDATE setting SET value = '1' WHERE name <> ?", [.text("a")]) == 2)
        #expect(try session.run("DELETE FROM setting WHERE name = 'z'", []) == 0)
        #expect(throws: StoreError.self) { try session.run("DELETE FROM setting WHERE name = ?", []) }
        #expect(throws: StoreError.self) { try session.rows("SELECT name FROM setting", [.null]) }
      }
      // The unit that swallows such an error cannot go on as if nothing had happened on every engine.
      await #expect(throws: StoreError.self) {
        try await database.store.write { try $0.rows("SELECT nothing FROM nowhere", []) }
      }
      await #expect(throws: StoreError.self) {
        try await database.store.read { try $0.rows("SELECT nothing FROM nowhere", []) }
      }
      #expect(try await names(database.store) == ["a", "b", "c"])
    }
  }

  @Test("a write that returned is seen by the next read, and after opening again (M-15)", arguments: StoreDriver.all)
  func readsWhatWasWritten(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      for index in 0..<50 {
        try await database.store.write(Self.insert("\(index)"))
        #expect(try await names(database.store).count == index + 1)
      }
      await database.close()
      let again = try database.reopened()
      #expect(try await names(again.store).count == 50)
      await again.close()
    }
  }

  @Test("a unit that throws after writing leaves nothing and harms no neighbour (M-05)", arguments: StoreDriver.all)
  func failsAlone(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      let store = database.store
      let runs = Shared(0)
      let gate = Gate()
      async let held: Void = store.write { gate.unit($0) }
      try await until { gate.isEntered }
      let outcomes = try await withThrowingTaskGroup(of: (Int, (any Error)?).self) { group in
        for index in 0..<40 {
          group.addTask {
            do {
              try await store.write { session in
                try Self.insert("\(index)")(session)
                if index == 7 { runs.value += 1 }
                if index % 10 == 3 { throw Refusal("\(index)") }
              }
              return (index, nil)
            } catch { return (index, error) }
          }
        }
        try await until { database.backlog == 40 }
        gate.open()
        return try await group.reduce(into: [Int: any Error]()) { $0[$1.0] = $1.1 }
      }
      try await held
      for index in 0..<40 {
        #expect(outcomes[index] as? Refusal == (index % 10 == 3 ? Refusal("\(index)") : nil))
      }
      #expect(try await names(store) == Set((0..<40).filter { $0 % 10 != 3 }.map(String.init)))
      #expect(runs.value >= 1, "a unit may be run again with its batch, and its writes count once")
    }
  }

  @Test("a broken rule of the schema fails its own unit only", arguments: StoreDriver.all)
  func constraint(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      let store = database.store
      let failures = await withTaskGroup(of: Bool.self) { group in
        for index in 0..<100 {
          group.addTask {
            do {
              try await store.write { session in
                try Self.insert("own \(index)")(session)
                try Self.insert("shared \(index / 2)")(session)
              }
              return false
            } catch { return error is StoreError }
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(failures == 50)
      let names = try await names(store)
      #expect(names.filter { $0.hasPrefix("own") }.count == 50)
      #expect(names.filter { $0.hasPrefix("shared") }.count == 50)
    }
  }

  @Test("ten thousand writes at once are all kept, each once", arguments: StoreDriver.all)
  func many(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      let store = database.store
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<10_000 { group.addTask { try await store.write(Self.insert("\(index)")) } }
        try await group.waitForAll()
      }
      let rows = try await store.read { try $0.row("SELECT COUNT(*), COUNT(DISTINCT name) FROM setting")?.values }
      #expect(rows == [.integer(10_000), .integer(10_000)])
    }
  }

  @Test(
    "closing a busy store loses nothing that it acknowledged and keeps nothing that it refused (M-05)",
    arguments: StoreDriver.all)
  func closeWhileBusy(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      let store = database.store
      let acknowledged = try await withThrowingTaskGroup(of: String?.self) { group in
        for index in 0..<2_000 {
          group.addTask {
            do {
              try await store.write(Self.insert("\(index)"))
              return "\(index)"
            } catch StoreError.closed { return nil }
          }
          if index == 1_000 {
            group.addTask {
              await store.close(); return nil
            }
          }
        }
        return try await group.reduce(into: Set<String>()) { if let name = $1 { $0.insert(name) } }
      }
      await store.close()
      let again = try database.reopened()
      #expect(try await names(again.store) == acknowledged)
      await again.close()
    }
  }

  @Test("a closed store refuses reads and writes with its own error", arguments: StoreDriver.all)
  func closed(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      await database.close()
      await #expect(throws: StoreError.closed) { try await database.store.write(Self.insert("a")) }
      await #expect(throws: StoreError.closed) { try await names(database.store) }
      await database.close()
    }
  }
}
