import MaruDomain
import Testing
import TestSupport

@testable import MaruStore

/// Rows that a transaction writes together, and what it knows meanwhile.
@Suite struct RowShapeTests {
  @Test("a row's columns are told as a table's definition has them")
  func texts() {
    let new = RowShape(into: "order_key", "order_key TEXT, transfer_id BIGINT", otherwise: " ON CONFLICT DO NOTHING")
    #expect(new.one == "INSERT INTO order_key (order_key, transfer_id) VALUES (?, ?) ON CONFLICT DO NOTHING")
    #expect(new.columns.map(\.type) == [.text, .integer])
    let changed = RowShape(changing: "transfer", "stage TEXT, changed_at BIGINT, id BIGINT")
    #expect(changed.one == "UPDATE transfer SET stage = ?, changed_at = ? WHERE id = ?")
    #expect(changed.kind == .changed(key: "id"))
  }

  @Test(
    "a statement's tables are those that it names as words",
    arguments: [
      ("SELECT transfer_id FROM order_key WHERE order_key = ?", ["order_key"]),
      ("UPDATE transfer SET stage = ?", ["transfer"]),
      ("SELECT MAX(sequence) FROM journal_archive", ["journal"]),
      ("INSERT INTO ledger_balance (account) VALUES (?)", ["journal"]),
      ("SAVEPOINT unit", []),
      ("SELECT bank_transfer FROM no_transfer", []),
    ])
  func names(_ sql: String, _ tables: [String]) {
    #expect(NamedTables(in: sql) == tables.reduce(into: []) { $0.formUnion(NamedTables(in: $1)) })
  }

  @Test("orders of one batch on the same limits, account and bank add up (M-04)", arguments: StoreDriver.all)
  func batch(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      let counters = [LimitCounter("M202600001/W", "20261126", Samples.won(1_000), .organisationWithdrawLimitDay)]
      try await database.store.write { try ExposureTable.setCap(Samples.won(9_999), of: Samples.payer.bank, in: $0) }
      let placed = try await Self.together(database, 40) { index, session in
        let order = Samples.order(index, amount: 30)
        let key = OrderKey(
          organisation: order.organisation, kind: order.kind, requestedAt: order.requestedAt,
          account: BankAccount(bank: Samples.payer.bank, number: AccountNumber("6002123456\(index / 2)")!),
          amount: order.amount)
        let look = try OrderLook(
          key, consent: nil, prefunded: nil, bank: Samples.payer.bank, counters: counters, in: session)
        guard look.holder == nil else { return "repeat of \(look.holder?.transferID ?? 0)" }
        guard try look.broken(by: order.amount, counters) == nil else { return "over" }
        try OrderKeyTable.take(key, for: index, at: Samples.now, in: session)
        try LimitTable.add(order.amount, to: counters + (look.cap.map { [$0] } ?? []), in: session)
        try TransferTable.insert(Samples.transfer(index, amount: 30), in: session)
        try ExposureTable.credited(Samples.won(10), at: Samples.payer.bank, in: session)
        return "placed"
      }
      #expect(placed.filter { $0 == "placed" }.count == 20)
      #expect(placed.filter { $0.hasPrefix("repeat") }.count == 20)
      let (used, owed, stored) = try await database.store.read { session in
        (
          try LimitTable.all(in: session).first { $0.subject == "M202600001/W" }?.amount,
          try ExposureTable.exposure(of: Samples.payer.bank, in: session),
          try TransferTable.page(after: -1, atMost: 100, in: session).count
        )
      }
      #expect(used == 600)
      #expect(owed == Int64(400))
      #expect(stored == 20)
    }
  }

  @Test("no limit is passed by the orders of one batch (M-04)", arguments: StoreDriver.all)
  func limit(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      let counters = [LimitCounter("M202600001/W", "20261126", Samples.won(100), .organisationWithdrawLimitDay)]
      let placed = try await Self.together(database, 40) { _, session in
        guard try LimitTable.broken(by: Samples.won(30), counters, in: session) == nil else { return "over" }
        try LimitTable.add(Samples.won(30), to: counters, in: session)
        return "placed"
      }
      #expect(placed.filter { $0 == "placed" }.count == 3)
    }
  }

  @Test(
    "a counter that is named twice counts twice, and a question that is asked twice has one answer",
    arguments: StoreDriver.all)
  func twice(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      let counter = LimitCounter("M202600001/W", "20261126", Samples.won(1_000), .organisationWithdrawLimitDay)
      try await database.store.write { session in
        try LimitTable.add(Samples.won(30), to: [counter], in: session)
        try TransferTable.insert(Samples.transfer(1), in: session)
      }
      let answers = try await database.store.write { session in
        try LimitTable.add(Samples.won(30), to: [counter, counter], in: session)
        let stage = TransferTable.stageQuestion(1)
        return try session.answers(to: [stage, stage, TransferTable.stageQuestion(2)]).map(\.count)
      }
      #expect(answers == [1, 1, 0])
      #expect(try await database.store.read { try LimitTable.all(in: $0).map(\.amount) } == [90])
    }
  }

  @Test("a stage is moved once in a batch, and what another statement changed is seen", arguments: StoreDriver.all)
  func stage(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        for id in 1...10 { try TransferTable.insert(Samples.transfer(Int64(id)), in: session) }
      }
      let step = DebitSent().confirmed().confirmed()
      let moved = try await Self.together(database, 40) { index, session in
        let id = index % 10 + 1
        // The last ten meet a change that a statement of its own made.
        if index == 30 { try session.run("UPDATE transfer SET stage = 'debit_sent' WHERE id = 1", []) }
        return try TransferTable.advance(
          id, step.move, payerReceipt: nil, payeeReceipt: nil, at: Samples.now, in: session)
          ? "moved" : "not"
      }
      #expect(moved.filter { $0 == "moved" }.count == 11)
      let stages = try await database.store.read { try TransferTable.page(after: 0, atMost: 100, in: $0).map(\.stage) }
      #expect(stages == Array(repeating: step.to, count: 10))
    }
  }

  @Test("legs of one batch follow each other in the account and the statement", arguments: StoreDriver.all)
  func legs(_ driver: StoreDriver) async throws {
    try await withDatabase(driver, BankSchema.migrations) { database in
      try await database.store.write { session in
        var account = Samples.ledgerAccount(1)
        account.balance = SignedWon(1_000)!
        try BankAccountTable.insert(account, in: session)
      }
      let bank = Samples.payer.bank
      let day = Samples.now.businessDate
      let answers = try await Self.together(database, 40) { index, session in
        // Each leg comes twice.
        let id = "leg \(index / 2)"
        let look = try BankLegLook(id, of: Samples.payer, on: day, in: session)
        if let known = look.known { return "again \(known.place.line)" }
        var account = try #require(look.account)
        account.balance = try #require(SignedWon(account.balance.amount - 10))
        account.sequence += 1
        try BankAccountTable.move(account, in: session)
        try BankTransactionTable.append(
          Samples.line(account.sequence, at: "20261126101010", incoming: account.incoming, came: false), in: session)
        try BankLegTable.insert(Samples.leg(id, line: look.place.line), in: session)
        return "new \(look.place.line)"
      }
      #expect(Set(answers) == Set((1...20).flatMap { ["new \($0)", "again \($0)"] }))
      let (account, lines, count) = try await database.store.read { session in
        (
          try BankAccountTable.find(Samples.payer, in: session),
          try BankTransactionTable.all(of: 1, in: session).map(\.sequence),
          try BankLegTable.count(of: day, at: bank, in: session)
        )
      }
      #expect(account?.balance.amount == 800)
      #expect(account?.sequence == 32)
      #expect(lines == (13...32).map { $0 })
      #expect(count == 20)
    }
  }

  #if Postgres
    @Test(
      "every value comes back from an array as it was: nulls, quotes, NUL, bytes, the greatest and the least",
      .enabled(if: StoreDriver.server != nil))
    func arrays() async throws {
      try await withDatabase(.postgreSQL, []) { database in
        let rows: [[SQLValue]] = [
          [.integer(.max), .text("{\"a\",b} \\ 'c'"), .blob([0, 1, 255])],
          [.integer(.min), .text(""), .blob([])],
          [.integer(0), .text("마루\0\u{F0F0}끝"), .blob(Array(repeating: 0, count: 3_000))],
          [.null, .null, .null],
          [.integer(7), .text("NULL"), .null],
        ]
        let found = try await database.store.write { session in
          try session.run("CREATE TABLE sample (n BIGINT, t TEXT, b BYTEA)", [])
          for row in rows { try session.write(RowShape(into: "sample", "n BIGINT, t TEXT, b BLOB"), row) }
          // Not one of the tables that are watched.
          try (session as? PostgresSession)?.settle()
          return try session.rows("SELECT n, t, b FROM sample", []).map(\.values)
        }
        #expect(found == rows)
        await #expect(throws: StoreError.self) {
          try await database.store.write {
            try $0.write(RowShape(into: "sample", "n BIGINT, t TEXT, b BLOB"), [.text("1"), .null, .null])
          }
        }
      }
    }
  #endif

  @Test("a change of a row that is not there is no success", arguments: StoreDriver.all)
  func missing(_ driver: StoreDriver) async throws {
    try await withDatabase(driver, BankSchema.migrations) { database in
      await #expect(throws: StoreError.self) {
        try await database.store.write { try BankAccountTable.move(Samples.ledgerAccount(77), in: $0) }
      }
    }
  }

  /// Runs so many units in one transaction; what each returned, in their order.
  private static func together(
    _ database: TestDatabase, _ count: Int64,
    _ unit: @escaping @Sendable (Int64, any SQLSession) throws -> String
  ) async throws -> [String] {
    let store = database.store
    let gate = Gate()
    async let held: Void = store.write { gate.unit($0) }
    try await until { gate.isEntered }
    var tasks: [Task<String, any Error>] = []
    for index in 0..<count {
      tasks.append(Task { try await store.write { try unit(index, $0) } })
      try await until { database.backlog == tasks.count }
    }
    gate.open()
    try await held
    var answers: [String] = []
    for task in tasks { answers.append(try await task.value) }
    return answers
  }
}
