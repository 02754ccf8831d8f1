import MaruDomain
import Testing

@testable import MaruStore

/// The step that lays tables out by their key (decision 16).
@Suite struct KeyedTablesTests {
  /// A schema, the step, and the tables that it lays out anew.
  struct Step: Sendable {
    let schema: [Migration]
    let number: Int
    let tables: [String]
  }

  static let steps = [
    Step(
      schema: HubSchema.migrations, number: HubSchema.m006Keyed.number,
      tables: [
        "access_token", "ledger_balance", "limit_counter", "order_key", "person", "registered_account", "user_link",
      ]),
    Step(
      schema: BankSchema.migrations, number: BankSchema.m004Keyed.number, tables: ["bank_leg", "bank_transaction"]),
  ]

  /// Every row of every table, and every index that was made by name.
  private static func contents(_ database: TestDatabase) async throws -> [String: [[SQLValue]]] {
    try await database.store.read { session in
      var found: [String: [[SQLValue]]] = [:]
      let names = try session.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'schema_step'", [])
      for name in try names.map({ try $0.text(0) }) {
        found[name] = try session.rows("SELECT * FROM \(name) ORDER BY 1, 2", []).map(\.values)
      }
      found["indexes"] = try session.rows(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name", []
      ).map(\.values)
      return found
    }
  }

  @Test("an older database keeps every row and index, and finds its tables laid out by their key", arguments: [0, 1])
  func older(_ index: Int) async throws {
    let step = Self.steps[index]
    let before = step.schema.filter { $0.number < step.number }
    try await withDatabase(.sqlite, before) { database in
      try await database.store.write { session in
        // Where today's statements look for the end of the book.
        if index == 0 {
          for statement in HubSchema.m007JournalDays.own[.sqlite] ?? [] where statement.contains("VIEW") {
            try session.run(statement, [])
          }
        }
        for row in StoredRow.allCases where row.migrations == step.schema { try row.insert(in: session) }
        if index == 0 { try PersonTable.link(Samples.user, to: Samples.organisation, at: Samples.now, in: session) }
      }
      let old = try await Self.contents(database)
      for table in step.tables { #expect(old[table]?.isEmpty == false, "\(table)") }
      await database.close()
      let again = try database.reopened(before + step.schema.filter { $0.number == step.number })
      #expect(try await Self.contents(again) == old)
      let keyed = try await again.store.read { session in
        try session.rows("SELECT name FROM sqlite_master WHERE sql LIKE '%WITHOUT ROWID' ORDER BY name", [])
          .map { try $0.text(0) }
      }
      #expect(keyed == step.tables)
      await again.close()
    }
  }

  @Test("a step for one engine is counted on the other, where it does nothing", arguments: StoreDriver.all)
  func oneEngine(_ driver: StoreDriver) async throws {
    let steps = [
      Migration(1, ["CREATE TABLE one (a BIGINT)"]), Migration(2, ["CREATE TABLE lite (a BIGINT)"], on: .sqlite),
      Migration(3, ["CREATE TABLE post (a BIGINT)"], on: .postgreSQL),
    ]
    try await withDatabase(driver, steps) { database in
      #expect(
        try await database.tables() == [
          driver == .sqlite ? "lite" : "one", driver == .sqlite ? "one" : "post", "schema_step",
        ])
      let numbers = try await database.store.read {
        try $0.rows("SELECT number FROM schema_step ORDER BY number", []).map { try $0.integer(0) }
      }
      #expect(numbers == [1, 2, 3])
    }
  }
}
