import MaruDomain
import Testing

@testable import MaruStore

@Suite struct HubSignTableTests {
  private func sign(_ hub: Int64, beat: Int64, _ figures: String = "") -> HubSign {
    HubSign(
      hub: hub, place: "기계 '; --:8081", version: "0.1.0", startedAt: Samples.now,
      toldAt: Samples.now.adding(seconds: beat), beat: beat, figures: figures)
  }

  @Test("a hub has one row, the last one; it goes with its beat alone", arguments: StoreDriver.all)
  func oneRow(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      let text = String(repeating: "call\taccount/balance\t1 0 8:1\n", count: 2_000)
      try await database.store.write { session in
        try HubSignTable.save(sign(7, beat: 1), in: session)
        try HubSignTable.save(sign(3, beat: 5), in: session)
        try HubSignTable.save(sign(7, beat: 2, text), in: session)
      }
      var all = try await database.store.read { try HubSignTable.all(in: $0) }
      #expect(all == [sign(3, beat: 5), sign(7, beat: 2, text)])
      try await database.store.write { session in
        try HubSignTable.remove(7, beat: 1, in: session)
        try HubSignTable.remove(3, beat: 5, in: session)
      }
      all = try await database.store.read { try HubSignTable.all(in: $0) }
      #expect(all.map(\.hub) == [7], "it has told something since")
    }
  }
}
