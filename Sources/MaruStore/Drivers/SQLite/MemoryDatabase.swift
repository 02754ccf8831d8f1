import GRDB

/// One SQLite database in memory, without a writer of its own: what the simulation builds its disks on.
///
/// It holds exactly what was committed. When a commit becomes durable, fails or is lost is the business of whoever uses it;
/// statements, sessions and migrations are those of ``SQLiteStore``.
package final class MemoryDatabase: Sendable {
  private let connection: DatabaseQueue

  /// An empty database with the tables of `migrations`; throws ``StoreError``.
  package init(migrations: [Migration]) throws {
    do {
      var configuration = Configuration()
      configuration.prepareDatabase { database in
        try database.execute(sql: "PRAGMA foreign_keys = ON")
        try database.execute(sql: "PRAGMA journal_mode = MEMORY")
      }
      connection = try DatabaseQueue(configuration: configuration)
      try connection.inDatabase {
        try Migrator(migrations: migrations, dialect: .sqlite).run(SQLiteSession(database: $0))
      }
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }

  /// Runs `unit` on what is committed.
  package func read<Value>(_ unit: (any SQLSession) throws -> Value) throws -> Value {
    try connection.inDatabase { try unit(SQLiteSession(database: $0)) }
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
