#if Postgres
  import Foundation
  import MaruDomain
  import Testing

  @testable import MaruStore

  /// The journal's tables of days on PostgreSQL.
  @Suite(.enabled(if: StoreDriver.server != nil)) struct PostgresJournalTests {
    /// The tables are made by the server's clock.
    private static let today = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)).businessDate
    private static func day(_ number: Int64) -> BusinessDate { today.adding(days: number) }

    private func book(_ id: Int64, on day: Int64, in store: any Store) async throws {
      try await store.write { session in
        try JournalTable.book(
          JournalEntry(booking: .debit, of: Samples.order(id)), at: Instant(date: Self.day(day), secondOfDay: 60),
          in: session)
      }
    }

    /// As the version before booked: it looked for the last entry in the journal itself.
    private func bookAsBefore(_ id: Int64, on day: Int64, in store: any Store) async throws {
      try await store.write { session in
        let last = try session.row("SELECT sequence, chain FROM journal ORDER BY sequence DESC LIMIT 1")
        let at = Instant(date: Self.day(day), secondOfDay: 60)
        let booked = BookedEntry(
          sequence: try (last?.integer(0) ?? 0) + 1, entry: JournalEntry(booking: .debit, of: Samples.order(id)),
          businessDate: at.businessDate, bookedAt: at, chain: [])
        let chain = JournalTable.chain(after: try last?.blob(1) ?? [], booked)
        let entry = booked.entry
        try session.run(
          """
          INSERT INTO journal (sequence, transfer_id, leg, debit, credit, amount, business_date, booked_at, chain)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
          [
            .integer(booked.sequence), .integer(id), .text(entry.leg.rawValue), .text(entry.debit.description),
            .text(entry.credit.description), .integer(entry.amount.amount), .text(at.businessDate.wire),
            .integer(at.milliseconds), .blob(chain),
          ])
      }
    }

    /// The table in which each entry lies, in book order.
    private func places(_ store: any Store) async throws -> [String] {
      try await store.read { session in
        try session.rows("SELECT tableoid::REGCLASS::TEXT FROM journal ORDER BY sequence", []).map { try $0.text(0) }
      }
    }

    private func isChained(_ store: any Store) async throws -> Bool {
      let entries = try await store.read { try JournalTable.page(after: 0, atMost: 1_000, in: $0) }
      var previous: [UInt8] = []
      return entries.enumerated().allSatisfy { index, booked in
        defer { previous = booked.chain }
        return booked.sequence == Int64(index + 1)
          && JournalTable.chain(after: previous, booked) == booked.chain
      }
    }

    private func name(_ day: Int64) -> String { "journal_\(Self.day(day).wire)" }

    /// Says that the book is settled up to entry `last`.
    private func settle(upTo last: Int64, in store: any Store) async throws {
      try await store.write { try Self.close(0, upTo: last, in: $0) }
      // As if so much time had gone by that nothing of those days is compared any more.
      try await store.write { session in
        for day in 1...Int64(SettlementTable.comparedDays + 9) { try Self.close(day, upTo: last, in: session) }
      }
    }

    private static func close(_ day: Int64, upTo last: Int64, in session: any SQLSession) throws {
      try SettlementTable.close(
        ClosedDay(
          date: Self.day(day), firstSequence: 0, lastSequence: last, cutOff: Samples.now, closedAt: Samples.now),
        positions: [], fees: [], in: session)
    }

    private func journal(_ database: TestDatabase, lockPatience: Duration = .seconds(2)) throws -> PostgresJournal {
      PostgresJournal(try TestDatabase.address(database.place), lockPatience: lockPatience)
    }

    @Test("an entry is filed under its day; one of a day without a table is booked and moved when the table is made")
    func filed() async throws {
      try await withDatabase(.postgreSQL) { database in
        let store = database.store
        try await book(1, on: 0, in: store)
        try await book(2, on: 1, in: store)
        #expect(try await places(store) == ["journal_before", "journal_default"])
        let coming = (0...2).map(Self.day)
        #expect(try await store.openJournal(for: coming) == 2, "today is there")
        #expect(try await store.openJournal(for: coming) == 0)
        try await book(3, on: 2, in: store)
        try await book(4, on: 400, in: store)
        // A clock that is behind.
        try await book(5, on: 1, in: store)
        #expect(try await places(store) == ["journal_before", name(1), name(2), "journal_default", name(1)])
        #expect(try await isChained(store))
        #expect(try journal(database).tables().map(\.name) == ["journal_before", name(1), name(2), "journal_default"])
      }
    }

    @Test("several hubs that make the same days' tables at once make each once")
    func together() async throws {
      try await withDatabase(.postgreSQL) { database in
        let other = try database.reopened()
        let days = (1...7).map(Self.day)
        async let here = database.store.openJournal(for: days)
        async let there = other.store.openJournal(for: days)
        _ = try await (here, there)
        #expect(try journal(database).tables().count == 9)
        await other.close()
      }
    }

    @Test("no number is given twice, whatever the day, and none is left out (M-01)")
    func numbers() async throws {
      try await withDatabase(.postgreSQL) { database in
        let store = database.store
        _ = try await store.openJournal(for: [Self.day(1)])
        try await book(1, on: 0, in: store)
        try await book(2, on: 0, in: store)
        for number in [1, 2, 4] {
          await #expect(throws: StoreError.self, "number \(number)") {
            try await store.write { session in
              try session.run(
                """
                INSERT INTO journal SELECT ?, 9, leg, debit, credit, amount, ?, booked_at, chain FROM journal
                WHERE sequence = 1
                """, [.integer(Int64(number)), .text(Self.day(1).wire)])
            }
          }
        }
        try await book(3, on: 1, in: store)
        #expect(try await isChained(store))
        #expect(try await store.read { try JournalTable.end(in: $0).sequence } == 3)
      }
    }

    @Test("an older book is taken over as it is, and hubs of the version before go on beside the new ones")
    func older() async throws {
      let before = HubSchema.migrations.filter { $0.number < HubSchema.m007JournalDays.number }
      try await withDatabase(.postgreSQL, before) { database in
        try await bookAsBefore(1, on: -30, in: database.store)
        try await bookAsBefore(2, on: 0, in: database.store)
        try await bookAsBefore(3, on: 3, in: database.store)
        let new = try database.reopened(before + [HubSchema.m007JournalDays])
        #expect(try await places(new.store) == ["journal_before", "journal_before", "journal_default"])
        // The old hub's store is still open.
        try await bookAsBefore(4, on: 0, in: database.store)
        try await book(5, on: 0, in: new.store)
        try await bookAsBefore(6, on: 0, in: database.store)
        _ = try await new.store.openJournal(for: [Self.day(3)])
        try await book(7, on: 3, in: new.store)
        #expect(try await isChained(new.store))
        #expect(try await places(new.store).filter { $0 == name(3) }.count == 2)
        await new.close()
      }
    }

    @Test("settled days leave the book with their seals; what is not settled stays, and booking goes on")
    func detached() async throws {
      try await withDatabase(.postgreSQL) { database in
        let store = database.store
        _ = try await store.openJournal(for: [Self.day(1), Self.day(2), Self.day(3)])
        // Around midnight the days of two entries may lie within each other.
        for (id, day) in [(1, 0), (2, 1), (3, 0), (4, 1), (5, 3)] as [(Int64, Int64)] {
          try await book(id, on: day, in: store)
        }
        let (journal, at) = (try journal(database), Samples.now)
        let settled = (0...3).map { Self.day($0) }
        #expect(throws: PostgresJournal.Refused.notSettled("journal_before")) {
          try journal.detach(before: settled[3], at: at)
        }
        try await settle(upTo: 4, in: store)
        #expect(throws: PostgresJournal.Refused.notSettled(name(3))) {
          try journal.detach(before: Self.day(4), at: at)
        }
        #expect(try journal.tables().map(\.name) == [name(3), "journal_default"])
        // The empty one is gone.
        #expect(try journal.tables(.archive).map(\.name) == ["journal_before", name(1)])
        let seals = try await store.read { try JournalSealTable.stretches(in: $0) }
        #expect(seals.map { [$0.first, $0.last] } == [[1, 1], [2, 2], [3, 3], [4, 4]])
        #expect(seals.map(\.date) == [0, 1, 0, 1].map(Self.day))
        for (one, next) in zip(seals, seals.dropFirst()) { #expect(one.chain == next.chainBefore) }
        let sums = try await store.read { try JournalSealTable.sums(in: $0) }
        #expect(sums[Self.day(1)]?.values.reduce(0) { $0 + $1.debits } == 20_000)
        try await book(6, on: 3, in: store)
        // A day that is out of the book is closed to nobody.
        try await book(7, on: 1, in: store)
        #expect(try await places(store) == [name(3), name(3), "journal_default"])
        #expect(try await store.openJournal(for: [Self.day(1)]) == 0)
      }
    }

    @Test(
      "a day that may still be compared with a bank stays, and it is said from which day on", arguments: [5, 31, 40])
    func compared(_ closedDays: Int64) async throws {
      try await withDatabase(.postgreSQL) { database in
        let store = database.store
        let first = 1 - closedDays
        try await book(1, on: first, in: store)
        try await store.write { session in
          for day in first...0 { try Self.close(day, upTo: 1, in: session) }
        }
        let journal = try journal(database)
        // Today is the last of at most thirty-one.
        let earliest = max(first, 1 - Int64(SettlementTable.comparedDays))
        for day in [earliest + 1, 1] {
          #expect(throws: PostgresJournal.Refused.stillCompared(Self.day(earliest))) {
            try journal.detach(before: Self.day(day), at: Samples.now)
          }
        }
        #expect("\(PostgresJournal.Refused.stillCompared(Self.day(0)))".contains(Self.day(0).wire))
        #expect(try journal.tables(.archive).isEmpty)
        #expect(try journal.detach(before: Self.day(earliest), at: Samples.now).isEmpty)
      }
    }

    @Test("a damaged day is not sealed")
    func damaged() async throws {
      try await withDatabase(.postgreSQL) { database in
        try await book(1, on: 0, in: database.store)
        try await book(2, on: 0, in: database.store)
        try await settle(upTo: 2, in: database.store)
        _ = try await database.store.write { try $0.run("UPDATE journal SET amount = 7 WHERE sequence = 2", []) }
        let journal = try journal(database)
        #expect(throws: StoreError.damaged("journal entry 2: its chain value does not follow")) {
          try journal.detach(before: Self.day(1), at: Samples.now)
        }
        #expect(try await places(database.store).count == 2)
      }
    }

    @Test("while somebody reads the journal no day leaves it, and nobody who books waits for long")
    func inUse() async throws {
      try await withDatabase(.postgreSQL) { database in
        try await book(1, on: 0, in: database.store)
        try await settle(upTo: 1, in: database.store)
        let reader = try PostgresSnapshot(try TestDatabase.address(database.place))
        _ = try await reader.read { try JournalTable.count(in: $0) }
        let journal = try journal(database, lockPatience: .milliseconds(20))
        #expect(throws: PostgresJournal.Refused.inUse("journal_before")) {
          try journal.detach(before: Self.day(1), at: Samples.now)
        }
        try await book(2, on: 0, in: database.store)
        await reader.close()
        try await settleOneMore(database.store)
        #expect(try journal.detach(before: Self.day(1), at: Samples.now).count == 1)
      }
    }

    private func settleOneMore(_ store: any Store) async throws {
      _ = try await store.write { try $0.run("UPDATE settlement_day SET last_sequence = 2", []) }
    }
  }
#endif
