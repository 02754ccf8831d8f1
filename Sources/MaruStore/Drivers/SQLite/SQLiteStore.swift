import Dispatch
import GRDB
import GRDBSQLite
import Synchronization

/// The embedded store: one SQLite file in WAL mode with `synchronous=FULL`, one writer that shares commits, a few readers.
package final class SQLiteStore: Store {
  private let writer: SQLiteConnection
  private let readers: SQLiteReaders
  /// For ``LongReads``: two looks of pages, the comparison of a day, and one chore more.
  private let longReaders: SQLiteReaders
  private let commits: GroupCommit
  private let state = StoreHealth()

  /// Milliseconds for which a write waits for whoever else is at the file: a backup, while it takes its moment.
  private static let patience = 10_000
  private static let longReads = 4
  /// Milliseconds for which the writer is held up at most, so that readers leave the log.
  private static let pause = 250

  /// Opens (or creates) the file at `path` and brings its tables up to date.
  ///
  /// Throws ``StoreError/newerSchema(found:known:)`` when a newer Maru wrote it, and ``StoreError/engine(_:)`` when the file
  /// system cannot give the durability that money needs.
  package init(path: String, migrations: [Migration], readers count: Int = 4) throws {
    let state = state
    do {
      var configuration = Configuration()
      configuration.busyMode = .timeout(Double(SQLiteStore.patience) / 1_000)
      configuration.prepareDatabase { database in
        // A transfer changes a row or two of each page that it touches: half of SQLite's 4,096 bytes are half the bytes to
        // sum up, to copy and to flush. Only a new file takes it; an older one keeps what it has.
        try database.execute(sql: "PRAGMA page_size = 2048")
        try database.execute(sql: "PRAGMA journal_mode = WAL")
        try database.execute(sql: "PRAGMA synchronous = FULL")
        try database.execute(sql: "PRAGMA foreign_keys = ON")
        // 16 MB, four times SQLite's own: fewer checkpoints in the writer's way.
        try database.execute(sql: "PRAGMA wal_autocheckpoint = 8000")
        try database.execute(sql: "PRAGMA cache_size = -32768")
        // What is removed is overwritten: a person who was forgotten must not be found in a page that nothing refers to.
        try database.execute(sql: "PRAGMA secure_delete = ON")
      }
      let queue = try SQLiteEngine.open(path, configuration)
      try queue.inDatabase { try SQLiteStore.checkDurability($0) }
      writer = try SQLiteConnection(queue, health: state)
      try writer.withSession { try Migrator(migrations: migrations, dialect: .sqlite).run($0) }
      readers = try SQLiteReaders(count, path: path, health: state)
      longReaders = try SQLiteReaders(SQLiteStore.longReads, path: path, health: state)
      if writer.isReadOnly { state.note(.readOnly) }
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
    let connection = writer
    commits = GroupCommit(
      label: "maru.store.writer",
      engine: GroupCommit.Engine(
        withSession: { body in try connection.withSession { try body($0) } },
        begin: { try $0.run("BEGIN IMMEDIATE", []) },
        commit: { try $0.run("COMMIT", []) },
        rollback: { try $0.run("ROLLBACK", []) },
        totalChanges: { _ in connection.totalChanges }))
  }

  /// A connection that silently lost `synchronous=FULL` would lose acknowledged money at a power cut.
  private static func checkDurability(_ database: Database) throws {
    let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode")
    let level = try Int.fetchOne(database, sql: "PRAGMA synchronous")
    guard mode == "wal", level == 2 else {
      throw StoreError.engine(
        "journal_mode \(mode ?? "?"), synchronous \(level ?? -1): not durable on this file system")
    }
  }

  package func write<Value: Sendable>(
    _ unit: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    try await commits.write(unit)
  }

  package func writeMany<Value: Sendable>(
    _ unit: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    try await commits.write(elsewhere: true, unit)
  }

  package func read<Value: Sendable>(_ unit: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value
  {
    // A point read of a cached page is shorter than a change of threads, so it runs where the caller is.
    try (LongReads.areExpected ? longReaders : readers).read(unit)
  }

  package var health: StoreHealth? { state }

  /// Brings the log into the file and empties it: until then it holds pages as they were before.
  package func overwriteRemoved() async throws -> Bool {
    let writer = writer
    return try await withCheckedThrowingContinuation { continuation in
      // It waits for the disk, on a thread of nobody else.
      DispatchQueue(label: "maru.store.overwrite", qos: .utility).async {
        continuation.resume(
          with: Result {
            try writer.withSession { session in
              try session.run("PRAGMA busy_timeout = \(SQLiteStore.pause)", [])
              defer { _ = try? session.run("PRAGMA busy_timeout = \(SQLiteStore.patience)", []) }
              return try session.row("PRAGMA wal_checkpoint(TRUNCATE)", [])?.integer(0) == 0
            }
          })
      }
    }
  }

  /// How many units of work wait for the writer.
  var backlog: Int { commits.backlog }

  package func close() async {
    await commits.close()
    readers.close()
    longReaders.close()
    writer.close()
  }
}
