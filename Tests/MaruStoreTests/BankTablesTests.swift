import MaruDomain
import Testing

@testable import MaruStore

/// The tables of the simulated banks.
@Suite struct BankTablesTests {
  @Test("an account is read as it was stored, by number, by holder and by key", arguments: StoreDriver.all)
  func account(_ driver: StoreDriver) async throws {
    try await withDatabase(driver, BankSchema.migrations) { database in
      try await database.store.write { session in
        #expect(try BankAccountTable.lastID(in: session) == 0)
        var account = Samples.ledgerAccount(1)
        try BankAccountTable.insert(account, in: session)
        try BankAccountTable.insert(Samples.ledgerAccount(9, Samples.payee), in: session)
        #expect(try BankAccountTable.find(Samples.payer, in: session) == account)
        #expect(try BankAccountTable.held(by: "ci", at: Samples.payer.bank, in: session) == [account])
        #expect(try BankAccountTable.held(by: "other", at: Samples.payer.bank, in: session).isEmpty)
        #expect(try BankAccountTable.page(after: 1, atMost: 5, in: session).map(\.id) == [9])
        #expect(try BankAccountTable.lastID(in: session) == 9)
        account.balance = SignedWon(-7)!
        account.sequence += 1
        account.incoming += 1
        account.lastAt = DateTime(wire: "20280229235959")!
        try BankAccountTable.move(account, in: session)
        #expect(try BankAccountTable.find(Samples.payer, in: session) == account)
        for state in BankAccountState.allCases {
          try BankAccountTable.setState(state, of: 1, in: session)
          #expect(try BankAccountTable.find(Samples.payer, in: session)?.state == state)
        }
      }
    }
  }

  @Test("a number belongs to one account of a bank", arguments: StoreDriver.all)
  func uniqueNumber(_ driver: StoreDriver) async throws {
    try await withDatabase(driver, BankSchema.migrations) { database in
      try await database.store.write { try BankAccountTable.insert(Samples.ledgerAccount(1), in: $0) }
      await #expect(throws: StoreError.self) {
        try await database.store.write { try BankAccountTable.insert(Samples.ledgerAccount(2), in: $0) }
      }
    }
  }

  @Test("a leg's answer is kept as it was given, once for each bank", arguments: StoreDriver.all)
  func leg(_ driver: StoreDriver) async throws {
    try await withDatabase(driver, BankSchema.migrations) { database in
      let bank = Samples.payer.bank
      let records = [Samples.leg("a", line: 1), Samples.leg("b", line: 2, code: .noSuchAccount)]
      try await database.store.write { session in
        for record in records {
          #expect(try BankLegTable.find(record.id, at: bank, in: session) == nil)
          #expect(try BankLegTable.nextPlace(at: bank, on: record.place.date, in: session) == record.place)
          try BankLegTable.insert(record, in: session)
          #expect(try BankLegTable.find(record.id, at: bank, in: session) == record)
          #expect(try BankLegTable.find(record.id, at: Samples.payee.bank, in: session) == nil)
        }
        let day = Samples.now.businessDate
        #expect(try BankLegTable.page(of: day, at: bank, after: 0, atMost: 9, in: session) == records)
        #expect(try BankLegTable.page(of: day, at: bank, after: 1, atMost: 9, in: session) == [records[1]])
        #expect(try BankLegTable.count(of: day, at: bank, in: session) == 2)
        #expect(try BankLegTable.count(of: day.adding(days: 1), at: bank, in: session) == 0)
        let tomorrow = try BankLegTable.nextPlace(at: bank, on: day.adding(days: 1), in: session)
        #expect(tomorrow == StatementPlace(date: day.adding(days: 1), line: 1))
        let late = try BankLegTable.nextPlace(at: bank, on: day.adding(days: -1), in: session)
        #expect(late == StatementPlace(date: day, line: 3), "a clock that was set back adds nothing to a closed day")
      }
      for twice in [Samples.leg("a", line: 9), Samples.leg("c", line: 1)] {
        await #expect(throws: StoreError.self) {
          try await database.store.write { try BankLegTable.insert(twice, in: $0) }
        }
      }
    }
  }

  @Test("lines are read as stored, many at once or one by one", arguments: StoreDriver.all, [1, 31, 32, 33, 100])
  func lines(_ driver: StoreDriver, _ count: Int64) async throws {
    try await withDatabase(driver, BankSchema.migrations) { database in
      let lines = (1...count).map { number in
        Samples.line(number, at: "20261124093000", incoming: (number + 1) / 2, came: number % 2 == 1)
      }
      let (one, found) = try await database.store.write { session in
        try BankTransactionTable.append(lines, in: session)
        let range = HistoryRange(
          accountID: 1, from: DateTime(wire: "20261124093000")!, to: DateTime(wire: "20261124093000")!,
          inquiryType: .all)
        return (
          try BankTransactionTable.count(range, in: session),
          try BankTransactionTable.page(
            range, sortOrder: .ascending, after: nil, skipping: 0, atMost: 1_000, in: session)
        )
      }
      #expect(found == lines)
      #expect(one == lines.count)
    }
  }

  /// Edges of a period, in seconds of one minute in which line n lies in second n; and the lines inside.
  static let periods: [(from: Int, to: Int, lines: ClosedRange<Int64>?)] = [
    (0, 59, 1...40), (1, 1, 1...1), (0, 1, 1...1), (40, 59, 40...40), (41, 59, nil), (0, 0, nil), (5, 9, 5...9),
    (9, 5, nil),
  ]

  @Test(
    "a period holds its edges; its count is the number of its lines, for each direction", arguments: StoreDriver.all,
    periods.indices)
  func period(_ driver: StoreDriver, _ index: Int) async throws {
    let period = Self.periods[index]
    @Sendable func second(_ number: Int) -> DateTime {
      DateTime(wire: "202611240930" + (number < 10 ? "0" : "") + "\(number)")!
    }
    try await withDatabase(driver, BankSchema.migrations) { database in
      try await database.store.write { session in
        var incoming: Int64 = 0
        for number in Int64(1)...40 {
          let came = number % 3 == 1
          if came { incoming += 1 }
          let line = Samples.line(number, at: second(Int(number)).wire, incoming: incoming, came: came)
          try BankTransactionTable.append(line, in: session)
        }
        for type in InquiryType.allCases {
          let range = HistoryRange(
            accountID: 1, from: second(period.from), to: second(period.to), inquiryType: type)
          let expected = (period.lines.map(Array.init) ?? []).filter { number in
            type == .all || (number % 3 == 1) == (type == .incoming)
          }
          #expect(try BankTransactionTable.count(range, in: session) == expected.count)
          for order in SortOrder.allCases {
            let page = try BankTransactionTable.page(
              range, sortOrder: order, after: nil, skipping: 0, atMost: 100, in: session)
            #expect(page.map(\.sequence) == (order == .ascending ? expected : expected.reversed()))
          }
        }
        let other = HistoryRange(accountID: 2, from: second(0), to: second(59), inquiryType: .all)
        #expect(try BankTransactionTable.count(other, in: session) == 0)
      }
    }
  }
}
