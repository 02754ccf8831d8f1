import Foundation
import TestSupport
import Testing

@testable import MaruStore

/// A step of the hub's schema is taken while hubs of the version before work on the same tables (CONTRIBUTING.md).
@Suite struct SideBySideTests {
  /// What a statement of a step does beside such hubs; nil where they may fail with it.
  private static func harm(of statement: String, newTables: Set<String>) -> String? {
    let words = statement.split(whereSeparator: \.isWhitespace).map(String.init)
    let start = words.prefix(2).joined(separator: " ")
    switch start {
    case "CREATE TABLE", "CREATE INDEX", "INSERT INTO", "DELETE FROM", "DROP INDEX": return nil
    case _ where words.first == "UPDATE": return nil
    case "CREATE UNIQUE":
      guard words.count > 5, newTables.contains(words[5]) else { return "they may write what the index forbids" }
      return nil
    case "ALTER TABLE":
      guard words.count > 6, words[3...4] == ["ADD", "COLUMN"], !statement.contains(",") else {
        return "it takes away or changes what they use"
      }
      return statement.contains("NOT NULL") && !statement.contains("DEFAULT")
        ? "their new rows have no value for the column" : nil
    default: return "it is none of the kinds that are known to leave them alone"
    }
  }

  private static func harms(of migration: Migration) -> [String] {
    let statements = migration.statements(on: .postgreSQL)
    let new = statements.compactMap { $0.firstMatch(of: /CREATE TABLE (\w+)/).map { String($0.1) } }
    return statements.compactMap { statement in
      harm(of: statement, newTables: Set(new)).map { "step \(migration.number): \($0): \(statement)" }
    }
  }

  /// Step 15 was the last that took something away (the table of fees, made anew), before this rule.
  @Test("each step keeps what hubs of the version before use", arguments: HubSchema.migrations.dropFirst(15))
  func steps(_ migration: Migration) {
    #expect(Self.harms(of: migration) == [])
  }

  @Test(
    "the rule finds what would fail a hub of the version before",
    arguments: [
      "DROP TABLE transfer", "ALTER TABLE transfer DROP COLUMN stage", "ALTER TABLE transfer RENAME TO payment",
      "ALTER TABLE transfer ALTER COLUMN amount TYPE TEXT", "ALTER TABLE transfer ADD COLUMN note TEXT NOT NULL",
      "CREATE UNIQUE INDEX transfer_amount ON transfer (amount)", "ALTER TABLE transfer ADD CHECK (amount > 1)",
      "TRUNCATE transfer", "ALTER TABLE transfer ADD COLUMN note TEXT, DROP COLUMN stage",
    ])
  func finds(_ statement: String) {
    #expect(Self.harms(of: Migration(99, [statement])).count == 1)
  }

  @Test(
    "the rule lets pass what adds",
    arguments: [
      "CREATE TABLE note (id BIGKEY)", "ALTER TABLE transfer ADD COLUMN note TEXT",
      "ALTER TABLE transfer ADD COLUMN notes BIGINT NOT NULL DEFAULT 0", "CREATE INDEX transfer_at ON transfer (at)",
    ])
  func passes(_ statement: String) {
    #expect(Self.harms(of: Migration(99, [statement])) == [])
  }

  #if Postgres
    @Test(
      "a step waits for whoever reads a table, and holds nobody up for long meanwhile",
      .enabled(if: StoreDriver.server != nil))
    func waits() async throws {
      try await withDatabase(.postgreSQL) { database in
        let address = try TestDatabase.address(database.place)
        let reader = try PostgresConnection(address, settings: "SET lock_timeout TO 0", patience: .seconds(60))
        try reader.perform("SET search_path TO \(address.schema); BEGIN; SELECT COUNT(*) FROM setting")
        let next =
          HubSchema.migrations + [
            Migration(HubSchema.migrations.count + 1, ["ALTER TABLE setting ADD COLUMN note TEXT"])
          ]
        var settings = PostgresSettings()
        settings.patience = .seconds(1)
        let fixed = settings
        async let migrated = PostgresOpening(address, settings: fixed).open(next)
        let waiting = """
          SELECT CAST(COUNT(*) AS BIGINT) FROM pg_locks JOIN pg_class ON pg_class.oid = relation
          WHERE NOT granted AND relname = 'setting' AND relnamespace = '\(address.schema)'::REGNAMESPACE
          """
        let watch = try PostgresConnection(address, settings: "SET lock_timeout TO 0", patience: .seconds(60))
        // It asks for the table and gives up, more than once.
        for _ in 0..<2 {
          try await until { try watch.ask(waiting).rows.first?.integer(0) == 1 }
          _ = try await database.store.write { session in
            try session.run("INSERT INTO setting (name, value) VALUES (?, '')", [.text("\(UUID())")])
          }
          try await until { try watch.ask(waiting).rows.first?.integer(0) == 0 }
        }
        try reader.perform("COMMIT")
        _ = try await migrated
        #expect(try await database.store.read { try $0.row("SELECT note FROM setting") } != nil)
      }
    }
  #endif
}
