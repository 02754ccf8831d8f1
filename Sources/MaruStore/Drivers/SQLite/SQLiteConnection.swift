import GRDB
import GRDBSQLite
import Synchronization

/// A connection that GRDB opened and configured, with statements of its own.
///
/// The statements of a transfer are so short that GRDB's queue and statement types would cost as much as SQLite's own work.
/// GRDB is left with what happens once: opening, configuring, closing.
///
/// `@unchecked`: SQLite lets one thread at a time use a connection and its statements, and whoever uses them here holds `lock`.
final class SQLiteConnection: @unchecked Sendable {
  private let queue: DatabaseQueue
  private let handle: OpaquePointer
  /// Told of what speaks against the file itself.
  private let health: StoreHealth?
  private let lock = Mutex<Void>(())
  private var statements: [StatementText: OpaquePointer] = [:]
  private var isClosed = false
  /// Texts are our own and few; one that is put together (a list of marks of any length, say) must not be kept without end.
  private static let mostStatements = 500

  /// Throws ``StoreError`` when the connection is closed already.
  init(_ queue: DatabaseQueue, health: StoreHealth? = nil) throws {
    self.queue = queue
    self.health = health
    guard let handle = queue.unsafeReentrantRead({ $0.sqliteConnection }) else { throw StoreError.closed }
    self.handle = handle
    // GRDB's own observers expect to be called on its queue, by its own statements.
    sqlite3_commit_hook(handle, nil, nil)
    sqlite3_rollback_hook(handle, nil, nil)
    sqlite3_update_hook(handle, nil, nil)
    sqlite3_set_authorizer(handle, nil, nil)
  }

  /// Runs `body` with the connection to itself; throws ``StoreError/closed`` when it was closed.
  func withSession<Value>(_ body: (SQLiteSession) throws -> Value) throws -> Value {
    var value: Value?
    try lock.withLock { _ in
      guard !isClosed else { throw StoreError.closed }
      value = try body(SQLiteSession(connection: self))
    }
    guard let value else { throw StoreError.closed }
    return value
  }

  /// Ends it; whoever uses it now is waited for.
  func close() {
    lock.withLock { _ in
      isClosed = true
      statements.values.forEach { sqlite3_finalize($0) }
      statements = [:]
      // A connection that cannot be closed is closed with the process.
      try? queue.close()
    }
  }

  /// Has the statement that runs now end with an error. The one thing that another thread may do meanwhile, as long as nobody closes
  /// the connection.
  func interrupt() { sqlite3_interrupt(handle) }

  // Only for sessions: the lock is held.

  /// The statement of a text, ready to be bound.
  func statement(_ sql: String) throws -> OpaquePointer {
    if let known = statements[StatementText(sql)] { return known }
    if statements.count >= SQLiteConnection.mostStatements {
      statements.values.forEach { sqlite3_finalize($0) }
      statements = [:]
    }
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK else { throw failure(code) }
    guard let statement else { throw StoreError.engine("no statement: \(sql)") }
    statements[StatementText(sql)] = statement
    return statement
  }

  /// Rows changed by the last statement.
  var changes: Int { Int(sqlite3_changes(handle)) }
  /// Rows changed since the connection was opened.
  var totalChanges: Int { Int(sqlite3_total_changes(handle)) }

  /// What the engine says of a code that it just returned.
  func failure(_ code: Int32) -> StoreError {
    let error = StoreError(sqliteCode: code, message: String(cString: sqlite3_errmsg(handle)))
    health?.note(error)
    return error
  }

  /// Whether the file could only be opened for reading: SQLite does so without a word.
  var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }
}
