import MaruDomain
import Testing

@testable import MaruStore

@Suite struct OrderKeyTableTests {
  private static let key = OrderKey(
    organisation: Samples.organisation, kind: .withdraw, requestedAt: Samples.now.dateTime, account: Samples.payer,
    amount: Samples.won(10_000))

  /// When the holder gives way: `replacing` in milliseconds from the holder's claim, and whether the second one gets the key.
  static let replacements: [(offset: Int64?, taken: Bool)] = [
    (nil, false), (-1, false), (0, true), (1, true), (60_000, true),
  ]

  @Test("a key belongs to whoever claimed it, until the moment given (M-03)", arguments: StoreDriver.all, replacements)
  func claim(_ driver: StoreDriver, _ row: (offset: Int64?, taken: Bool)) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        #expect(try OrderKeyTable.find(Self.key, in: session) == nil)
        #expect(try OrderKeyTable.claim(Self.key, for: 1, at: Samples.now, replacing: nil, in: session))
        let later = Samples.now.adding(seconds: 60)
        let cutoff = row.offset.map { Instant(milliseconds: Samples.now.milliseconds + $0) }
        #expect(try OrderKeyTable.claim(Self.key, for: 2, at: later, replacing: cutoff, in: session) == row.taken)
        let holder = try #require(try OrderKeyTable.find(Self.key, in: session))
        #expect(holder.transferID == (row.taken ? 2 : 1))
        #expect(holder.claimedAt == (row.taken ? later : Samples.now))
      }
    }
  }

  @Test("of a hundred claims at once one wins, and it is the one that is kept (M-03)", arguments: StoreDriver.all)
  func race(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      let store = database.store
      let winners = try await withThrowingTaskGroup(of: Int64?.self) { group in
        for id in Int64(1)...100 {
          group.addTask {
            try await store.write {
              try OrderKeyTable.claim(Self.key, for: id, at: Samples.now, replacing: nil, in: $0) ? id : nil
            }
          }
        }
        return try await group.reduce(into: [Int64]()) { if let id = $1 { $0.append(id) } }
      }
      #expect(winners.count == 1)
      let holder = try await store.read { try OrderKeyTable.find(Self.key, in: $0) }
      #expect(holder?.transferID == winners.first)
    }
  }
}

@Suite struct LimitTableTests {
  private static func counters(day: Int64, month: Int64, user: Int64?) -> [LimitCounter] {
    let all = [
      LimitCounter("M202600001/W", "20261124", Samples.won(day), .organisationWithdrawLimitDay),
      LimitCounter("M202600001/W", "202611", Samples.won(month), .organisationWithdrawLimitMonth),
    ]
    return user.map { all + [LimitCounter("1100000001/W", "20261124", Samples.won($0), .userWithdrawLimitDay)] } ?? all
  }

  /// Used before, amount, bounds of day, month and user, and the code of the first bound that breaks.
  static let rows: [(used: Int64, amount: Int64, bounds: (Int64, Int64, Int64?), broken: ResponseCode?)] = [
    (0, 100, (100, 100, 100), nil),
    (0, 101, (100, 100, 100), .organisationWithdrawLimitDay),
    (60, 40, (100, 100, 100), nil),
    (60, 41, (100, 100, 100), .organisationWithdrawLimitDay),
    (60, 41, (200, 100, 100), .organisationWithdrawLimitMonth),
    (60, 41, (200, 200, 100), .userWithdrawLimitDay),
    (60, 41, (200, 200, 101), nil),
    (60, 41, (200, 200, nil), nil),
    (60, 41, (100, 200, nil), .organisationWithdrawLimitDay),
    (0, 0, (0, 0, 0), nil),
    (0, 1, (0, 0, 0), .organisationWithdrawLimitDay),
    (999_999_999_999, 999_999_999_999, (999_999_999_999, 999_999_999_999, nil), .organisationWithdrawLimitDay),
  ]

  @Test(
    "the bound itself may be reached and not passed; the first one passed is told", arguments: StoreDriver.all,
    rows.indices)
  func broken(_ driver: StoreDriver, _ index: Int) async throws {
    let row = Self.rows[index]
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        let counters = Self.counters(day: row.bounds.0, month: row.bounds.1, user: row.bounds.2)
        try LimitTable.add(Samples.won(row.used), to: counters, in: session)
        #expect(try LimitTable.broken(by: Samples.won(row.amount), counters, in: session)?.code == row.broken)
      }
    }
  }

  @Test(
    "what is given back can be used again; other subjects and periods keep theirs (M-06)", arguments: StoreDriver.all)
  func release(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        let counters = Self.counters(day: 100, month: 1_000, user: 100)
        let tomorrow = [LimitCounter("M202600001/W", "20261125", Samples.won(100), .organisationWithdrawLimitDay)]
        try LimitTable.add(Samples.won(70), to: counters, in: session)
        try LimitTable.add(Samples.won(5), to: tomorrow, in: session)
        #expect(try LimitTable.broken(by: Samples.won(31), counters, in: session) != nil)
        try LimitTable.release(Samples.won(70), from: counters, in: session)
        #expect(try LimitTable.broken(by: Samples.won(100), counters, in: session) == nil)
        let amounts = try session.rows("SELECT amount FROM limit_counter ORDER BY subject, period", [])
        #expect(try amounts.map { try $0.integer(0) } == [0, 0, 0, 5])
        #expect(try LimitTable.broken(by: .greatest, [], in: session) == nil)
        try LimitTable.add(.greatest, to: [], in: session)
        try LimitTable.release(.greatest, from: [], in: session)
      }
    }
  }

  @Test("a limit holds when many orders race for the rest of it (M-02)", arguments: StoreDriver.all)
  func race(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      let store = database.store
      let counters = Self.counters(day: 1_000, month: 5_000, user: 700)
      let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<200 {
          group.addTask {
            try await store.write { session in
              guard try LimitTable.broken(by: Samples.won(30), counters, in: session) == nil else { return false }
              try LimitTable.add(Samples.won(30), to: counters, in: session)
              return true
            }
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(taken == 23, "700 won hold 23 orders of 30")
    }
  }
}
