import GRDB
import Synchronization

/// One SQLite database in memory, without a writer of its own: what the simulation builds its disks on.
///
/// It holds exactly what was committed. When a commit becomes durable, fails or is lost is the business of whoever uses it;
/// statements, sessions and migrations are those of ``SQLiteStore``.
package final class MemoryDatabase: SimulationDatabase {
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

  package var isServer: Bool { false }

  /// Runs `unit` on what is committed.
  package func read<Value>(cutBefore: Int?, _ unit: (any SQLSession) throws -> Value) throws -> Value {
    try connection.withSession(unit)
  }

  package func endConnections() {}

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
  /// As in ``GroupCommit``, the batch is rolled back and run again when a unit throws. What only a server can do is no different
  /// from ``CommitCourse/plain`` here.
  package func commit<Value: Sendable>(
    _ units: [@Sendable (any SQLSession) throws -> Value], asking: [[SQLQuestion]], _ course: CommitCourse
  ) throws -> [Result<Value, any Error>] {
    if case .refused(let error, let after) = course {
      return zip(units, after).map { unit, left in refuse(unit, error, after: left) }
    }
    let isTwice = course == .twice
    if !isTwice, let values = try? write({ session in try units.map { try $0(session) } }) {
      return values.map { .success($0) }
    }
    if isTwice { _ = try? rehearse { session in try units.map { try $0(session) } } }
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

  /// The engine takes nothing: the unit fails at one of its statements, or at the commit; only its own refusal comes first.
  private func refuse<Value>(
    _ unit: (any SQLSession) throws -> Value, _ error: StoreError, after left: Int
  ) -> Result<Value, any Error> {
    do {
      _ = try rehearse { try unit(RefusingSession($0, after: left, error)) }
      return .failure(error)
    } catch {
      return .failure(error)
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

/// A session whose writes fail after so many.
private final class RefusingSession: SQLSession {
  private let session: any SQLSession
  private var left: Int
  private let error: StoreError

  init(_ session: any SQLSession, after left: Int, _ error: StoreError) {
    self.session = session
    self.left = left
    self.error = error
  }

  func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
    left -= 1
    guard left >= 0 else { throw error }
    return try session.run(sql, arguments)
  }

  func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] { try session.rows(sql, arguments) }
}

/// Databases in memory, as ``SimulationShelf`` has it.
package final class MemoryDatabaseShelf: SimulationShelf {
  private let kept = Mutex<[[Migration]: [MemoryDatabase]]>([:])

  package init() {}

  /// An empty database with the tables of `migrations`; throws ``StoreError``.
  package func take(_ migrations: [Migration]) throws -> any SimulationDatabase {
    try kept.withLock { $0[migrations]?.popLast() } ?? MemoryDatabase(migrations: migrations)
  }

  /// Empties a database that nobody uses any more, and keeps it; one that cannot be emptied is dropped.
  package func putBack(_ database: any SimulationDatabase) {
    guard let database = database as? MemoryDatabase, (try? database.write(MemoryDatabaseShelf.empty)) != nil else {
      return
    }
    kept.withLock { $0[database.migrations, default: []].append(database) }
  }

  package func close() { kept.withLock { $0 = [:] } }

  /// No step of ours puts rows into a table, so an empty one is a new one.
  private static func empty(_ session: any SQLSession) throws {
    let tables = try session.rows(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'schema_step' ORDER BY name", [])
    for table in tables { try session.run("DELETE FROM \(table.text(0))", []) }
  }
}
