import GRDB
import Synchronization

/// One SQLite database in memory, without a writer of its own: what the simulation builds its disks on.
///
/// It holds exactly what was committed. When a commit becomes durable, fails or is lost is the business of whoever uses it;
/// statements, sessions and migrations are those of ``SQLiteStore``.
package final class MemoryDatabase: Sendable {
  private let connection: SQLiteConnection
  fileprivate let migrations: [Migration]

  /// An empty database with the tables of `migrations`; throws ``StoreError``.
  package init(migrations: [Migration]) throws {
    self.migrations = migrations
    do {
      var configuration = Configuration()
      configuration.prepareDatabase { database in
        try database.execute(sql: "PRAGMA foreign_keys = ON")
        try database.execute(sql: "PRAGMA journal_mode = MEMORY")
      }
      connection = try SQLiteConnection(SQLiteEngine.open(nil, configuration))
      try connection.withSession { try Migrator(migrations: migrations, dialect: .sqlite).run($0) }
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }

  /// Runs `unit` on what is committed.
  package func read<Value>(_ unit: (any SQLSession) throws -> Value) throws -> Value {
    try connection.withSession(unit)
  }

  /// Runs `unit` in a transaction of its own; nothing is kept when it throws.
  package func write<Value>(_ unit: (any SQLSession) throws -> Value) throws -> Value {
    try transaction(unit, keeps: true)
  }

  /// What `unit` would return or throw; nothing of it is kept.
  package func rehearse<Value>(_ unit: (any SQLSession) throws -> Value) throws -> Value {
    try transaction(unit, keeps: false)
  }

  /// Runs units in one transaction, as a shared commit does; a unit that throws fails alone.
  ///
  /// As in ``GroupCommit``, the batch is rolled back and run again when a unit throws; with `twice` it always is, for a unit
  /// must not notice that it ran before.
  package func commit<Value>(
    _ units: [(any SQLSession) throws -> Value], twice: Bool
  ) throws -> [Result<Value, any Error>] {
    if !twice, let values = try? write({ session in try units.map { try $0(session) } }) {
      return values.map { .success($0) }
    }
    if twice { _ = try? rehearse { session in try units.map { try $0(session) } } }
    return try write { session in
      try units.map { unit in
        try session.run("SAVEPOINT unit", [])
        let result = Result { try unit(session) }
        if case .failure = result { try session.run("ROLLBACK TO unit", []) }
        try session.run("RELEASE unit", [])
        return result
      }
    }
  }

  private func transaction<Value>(
    _ unit: (any SQLSession) throws -> Value, keeps: Bool
  ) throws -> Value {
    try read { session in
      try session.run("BEGIN IMMEDIATE", [])
      do {
        let value = try unit(session)
        try session.run(keeps ? "COMMIT" : "ROLLBACK", [])
        return value
      } catch {
        // The first error is the one to tell.
        _ = try? session.run("ROLLBACK", [])
        throw error
      }
    }
  }
}

/// Databases that were used and emptied: to make the tables and prepare every statement anew would cost a short simulation a
/// third of its time.
package final class MemoryDatabaseShelf: Sendable {
  private let kept = Mutex<[[Migration]: [MemoryDatabase]]>([:])

  package init() {}

  /// An empty database with the tables of `migrations`; throws ``StoreError``.
  package func take(_ migrations: [Migration]) throws -> MemoryDatabase {
    try kept.withLock { $0[migrations]?.popLast() } ?? MemoryDatabase(migrations: migrations)
  }

  /// Empties a database that nobody uses any more, and keeps it; one that cannot be emptied is dropped.
  package func putBack(_ database: MemoryDatabase) {
    guard (try? database.write(MemoryDatabaseShelf.empty)) != nil else { return }
    kept.withLock { $0[database.migrations, default: []].append(database) }
  }

  /// No step of ours puts rows into a table, so an empty one is a new one.
  private static func empty(_ session: any SQLSession) throws {
    let tables = try session.rows(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'schema_step' ORDER BY name", [])
    for table in tables { try session.run("DELETE FROM \(table.text(0))", []) }
  }
}
