import Foundation
import MaruDomain
import MaruStore
import TestSupport
import Testing

/// What a store's calls have met that speaks against the store itself.
@Suite struct StoreHealthTests {
  @Test("damage stays; what cannot be written is over when a unit is kept; most errors say nothing of the store")
  func remembered() throws {
    let health = StoreHealth()
    for error in [
      StoreError.damaged("column 3"), .closed, .unreachable("PostgreSQL 57P01"), .outcomeUnknown, .engine("syntax"),
      .newerSchema(found: 2, known: 1),
    ] {
      health.note(error)
    }
    #expect(health.trouble == nil && health.news() == nil && health.refusal == nil)
    health.note(.full)
    #expect(health.trouble == .unwritable("the disk is full"))
    #expect(health.news() == health.trouble && health.news() == nil, "told once")
    health.note(.disk("SQLite 778: disk I/O error"))
    #expect(health.news() == nil, "as long as it lasts")
    #expect(!health.isDamaged && health.refusal == nil, "orders are tried: that is how it ends")
    health.noteKept()
    #expect(health.trouble == nil)
    health.note(.readOnly)
    #expect(health.news()?.code == "unwritable", "told anew")
    health.note(.corrupt("SQLite 11: malformed"))
    #expect(health.news() == .damaged("the database is damaged: SQLite 11: malformed"))
    health.noteKept()
    health.note(.full)
    #expect(health.isDamaged && health.trouble?.code == "damaged" && health.news() == nil)
    let refusal = try #require(health.refusal)
    #expect(refusal.code == .timeExceeded && refusal.message.contains("takes no new orders"))
  }

  @Test("what an operator reads are sentences, and what a client reads is one too")
  func words() {
    #expect(
      "\(StoreError.disk("SQLite 778: disk I/O error"))".hasPrefix("the disk does not read or write as it should"))
    #expect("\(StoreError.newerSchema(found: 9, known: 8))".contains("newer Maru"))
    #expect(HubError(unexpected: StoreError.readOnly).message.contains("cannot be written now"))
    #expect(HubError(unexpected: StoreError.corrupt("page 7")).message.contains("damaged"))
    #expect(!HubError(unexpected: StoreError.corrupt("page 7")).message.contains("page 7"), "the cause is for the log")
    #expect(HubError(unexpected: StoreError.engine("words")).message == HubError(.internalFault).message)
    #expect(HubError(unexpected: StoreError.unreachable("away")).code == .timeExceeded)
  }

  #if Postgres
    @Test(
      "a server that cannot write is noted by whatever kind of call met it (M-05)",
      .enabled(if: StoreDriver.server != nil))
    func server() async throws {
      let full = "DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$"
      for isAsking in [false, true] {
        try await withDatabase(.postgreSQL) { database in
          let store = database.store
          await #expect(throws: StoreError.full) {
            if isAsking {
              try await store.write(asking: []) { try $0.run(full, []) }
            } else {
              try await store.write { try $0.run(full, []) }
            }
          }
          let trouble = store.health?.trouble
          #expect(trouble == .unwritable("the disk is full"))
        }
      }
    }
  #endif

  @Test("a damaged page is met by the call that reads it, and found by a look at the file (J-03)")
  func page() async throws {
    try await withDatabase { database in
      try await database.store.write { session in
        for index in 0..<400 { try SettingTable.save("\(index)", String(repeating: "y", count: 200), in: session) }
      }
      await database.close()
      var bytes = try Data(contentsOf: URL(filePath: database.path))
      let size = 2_048
      // The rows' own pages: a file whose schema is damaged tells nothing of its size, and is looked over at once.
      for page in stride(from: 0, to: bytes.count, by: size)
      where bytes[page] == 0x0D && bytes[page..<page + size].range(of: Data("yyyyyyyy".utf8)) != nil {
        for offset in 0..<64 { bytes[page + offset] = 0xA5 }
      }
      try bytes.write(to: URL(filePath: database.path))
      let place = StorePlace.file(database.path)
      let looked = StoreHealth()
      place.check(looked, atMost: 1_000)
      #expect(looked.trouble == nil, "a larger file is not looked over at once")
      await place.checkBeside(looked, beyond: 1_000)
      #expect(looked.isDamaged)
      let stopped = StoreHealth()
      await Task {
        withUnsafeCurrentTask { $0?.cancel() }
        await place.checkBeside(stopped, beyond: 1_000)
      }.value
      #expect(stopped.trouble == nil, "a look that is given up tells nothing, and does not go on")
      let atOnce = StoreHealth()
      place.check(atOnce, atMost: 1 << 30)
      #expect(atOnce.isDamaged)
    }
  }
}
