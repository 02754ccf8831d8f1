import MaruDomain
import TestSupport
import Testing

@testable import MaruStore

@Suite struct JournalTableTests {
  /// Books a debit and a credit for each of the transfers 1 to `count`.
  private func book(_ count: Int64, in session: any SQLSession) throws {
    for id in 1...count {
      let order = Samples.order(id, amount: id * 100)
      for leg in [TransferLeg.debit, .credit] {
        try JournalTable.book(
          JournalEntry(booking: leg, of: order), at: Samples.now.adding(seconds: id), in: session)
      }
    }
  }

  @Test("entries are numbered without a gap, each chain value follows from the one before", arguments: StoreDriver.all)
  func chain(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { try book(10, in: $0) }
      let entries = try await database.store.read { try JournalTable.page(after: 0, atMost: 100, in: $0) }
      #expect(entries.map(\.sequence) == Array(1...20))
      var previous: [UInt8] = []
      for entry in entries {
        #expect(entry.chain.count == 32)
        #expect(JournalTable.chain(after: previous, entry) == entry.chain)
        previous = entry.chain
      }
      #expect(Set(entries.map(\.chain)).count == 20)
      #expect(entries[3].entry == JournalEntry(booking: .credit, of: Samples.order(2, amount: 200)))
      #expect(entries[3].bookedAt == Samples.now.adding(seconds: 2))
      #expect(entries[3].businessDate == Samples.now.businessDate)
    }
  }

  @Test(
    "a unit that is refused after it booked leaves no gap between its neighbours' entries", arguments: StoreDriver.all)
  func refusedInBatch(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      let store = database.store
      let gate = Gate()
      async let held: Void = store.write { gate.unit($0) }
      try await until { gate.isEntered }
      let refused = try await withThrowingTaskGroup(of: Bool.self) { group in
        for id in Int64(1)...20 {
          group.addTask {
            do {
              try await store.write { session in
                let order = Samples.order(id, amount: 100)
                let entries = [TransferLeg.debit, .credit].map { JournalEntry(booking: $0, of: order) }
                try JournalTable.book(entries, at: Samples.now, in: session)
                if id % 5 == 3 { throw Refusal("\(id)") }
              }
              return false
            } catch is Refusal { return true }
          }
        }
        try await until { database.backlog == 20 }
        gate.open()
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      try await held
      #expect(refused == 4)
      let (entries, balances) = try await store.read { session in
        (try JournalTable.page(after: 0, atMost: 100, in: session), try JournalTable.balances(in: session))
      }
      #expect(entries.map(\.sequence) == Array(1...32))
      var previous: [UInt8] = []
      for entry in entries {
        #expect(JournalTable.chain(after: previous, entry) == entry.chain)
        previous = entry.chain
      }
      #expect(balances.map(\.debits) == [1_600, 0, 1_600])
    }
  }

  @Test("balances are the sums of the entries and cancel out (M-01)", arguments: StoreDriver.all)
  func balances(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      let balances = try await database.store.write { session in
        try book(10, in: session)
        return try JournalTable.balances(in: session)
      }
      #expect(balances.map(\.account) == ["bank:004", "bank:088", "org:M202600001"])
      #expect(balances.map(\.debits) == [5_500, 0, 5_500])
      #expect(balances.map(\.credits) == [0, 5_500, 5_500])
    }
  }

  @Test(
    "entries booked together are those booked one by one, also where an account stands in both",
    arguments: StoreDriver.all)
  func together(_ driver: StoreDriver) async throws {
    let entries = [1, 2].flatMap { id in
      [TransferLeg.debit, .credit].map { JournalEntry(booking: $0, of: Samples.order(id, amount: id * 100)) }
    }
    var found: [[String]] = []
    for many in [1, 2, 4] {
      try await withDatabase(driver) { database in
        let lines = try await database.store.write { session in
          for start in stride(from: 0, to: entries.count, by: many) {
            try JournalTable.book(Array(entries[start..<start + many]), at: Samples.now, in: session)
          }
          return try JournalTable.page(after: 0, atMost: 9, in: session).map {
            "\($0.sequence) \($0.entry) \($0.chain)"
          }
            + JournalTable.balances(in: session).map { "\($0)" }
        }
        found.append(lines)
      }
    }
    #expect(found[0].count == 7)
    #expect(found[1] == found[0])
    #expect(found[2] == found[0])
  }

  @Test("a leg is booked once; the attempt to book it twice leaves nothing (M-03, M-07)", arguments: StoreDriver.all)
  func once(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { try book(1, in: $0) }
      await #expect(throws: StoreError.self) { try await database.store.write { try book(1, in: $0) } }
      try await database.store.read { session throws in
        #expect(try JournalTable.count(in: session) == 2)
        #expect(try JournalTable.legs(of: 1, in: session) == [.credit, .debit])
        #expect(try JournalTable.balances(in: session).map(\.debits) == [100, 0, 100])
      }
    }
  }

  @Test("entries are found by page and by transfer", arguments: StoreDriver.all)
  func pages(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        try book(5, in: session)
        #expect(try JournalTable.page(after: 8, atMost: 100, in: session).map(\.sequence) == [9, 10])
        #expect(try JournalTable.page(after: 2, atMost: 3, in: session).map(\.sequence) == [3, 4, 5])
        #expect(try JournalTable.page(after: 10, atMost: 3, in: session).isEmpty)
        let middle = try JournalTable.entries(ofTransfersAfter: 1, upTo: 3, in: session)
        #expect(middle.map(\.transferID) == [2, 2, 3, 3])
      }
    }
  }

  @Test("entries of concurrent units form one chain (M-01)", arguments: StoreDriver.all)
  func concurrent(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      let store = database.store
      try await withThrowingTaskGroup(of: Void.self) { group in
        for id in Int64(1)...300 {
          group.addTask {
            try await store.write { session in
              try JournalTable.book(JournalEntry(booking: .debit, of: Samples.order(id)), at: Samples.now, in: session)
            }
          }
        }
        try await group.waitForAll()
      }
      let entries = try await store.read { try JournalTable.page(after: 0, atMost: 1_000, in: $0) }
      #expect(entries.map(\.sequence) == Array(1...300))
      var previous: [UInt8] = []
      for entry in entries {
        #expect(JournalTable.chain(after: previous, entry) == entry.chain)
        previous = entry.chain
      }
    }
  }
}
