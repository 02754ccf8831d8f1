/// One numbered step of a schema. A released step is never edited; a change is a new step.
package struct Migration: Sendable {
  package let number: Int
  package let statements: [String]
  package init(_ number: Int, _ statements: [String]) {
    self.number = number
    self.statements = statements
  }
}

/// The words that the two engines spell differently: `BIGKEY` (a 64-bit primary key), `BIGINT`, `BLOB`.
package enum SQLDialect: Sendable {
  case sqlite
  case postgreSQL

  func spelled(_ statement: String) -> String {
    switch self {
    // In SQLite only `INTEGER PRIMARY KEY` is the row's own key; any other spelling costs a second index.
    case .sqlite:
      statement.split(separator: "BIGKEY", omittingEmptySubsequences: false).joined(separator: "INTEGER PRIMARY KEY")
    case .postgreSQL:
      statement.split(separator: "BIGKEY", omittingEmptySubsequences: false).joined(separator: "BIGINT PRIMARY KEY")
        .split(separator: "BLOB", omittingEmptySubsequences: false).joined(separator: "BYTEA")
    }
  }
}

/// Runs the steps that a database has not seen, each once, and refuses a database that a newer binary made.
struct Migrator {
  let migrations: [Migration]
  let dialect: SQLDialect

  func run(_ session: any SQLSession) throws {
    try session.run("CREATE TABLE IF NOT EXISTS schema_step (number BIGINT NOT NULL PRIMARY KEY)", [])
    let found = Int(try session.row("SELECT COALESCE(MAX(number), 0) FROM schema_step")?.integer(0) ?? 0)
    let known = migrations.map(\.number).max() ?? 0
    guard found <= known else { throw StoreError.newerSchema(found: found, known: known) }
    for migration in migrations.sorted(by: { $0.number < $1.number }) where migration.number > found {
      try session.run("BEGIN", [])
      do {
        for statement in migration.statements { try session.run(dialect.spelled(statement), []) }
        try session.run("INSERT INTO schema_step (number) VALUES (?)", [.integer(Int64(migration.number))])
        try session.run("COMMIT", [])
      } catch {
        _ = try? session.run("ROLLBACK", [])
        throw error
      }
    }
  }
}
