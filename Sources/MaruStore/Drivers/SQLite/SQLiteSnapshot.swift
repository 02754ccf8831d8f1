import GRDB

/// One moment of an SQLite file.
package final class SQLiteSnapshot: StoreSnapshot {
  private let connection: SQLiteConnection

  /// Opens the file at `path`; throws ``StoreError`` when it cannot be read.
  package init(path: String) throws {
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(10)
      configuration.allowsUnsafeTransactions = true
      connection = try SQLiteConnection(SQLiteEngine.open(path, configuration))
      try connection.withSession { session in
        _ = try session.run("BEGIN", [])
        // A deferred transaction takes its moment with its first read.
        _ = try session.rows("SELECT number FROM schema_step", [])
      }
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }

  /// The last step of its schema that the file has seen; 0 where it holds no table.
  static func schemaStep(path: String) throws -> Int {
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(10)
      return try SQLiteEngine.open(path, configuration).inDatabase { database in
        guard try database.tableExists("schema_step") else { return 0 }
        return try Int.fetchOne(database, sql: "SELECT MAX(number) FROM schema_step") ?? 0
      }
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }

  /// How large a file is, in bytes; nil where the engine cannot tell. Reads its first page and no table, for those may be damaged.
  static func size(path: String) -> Int? {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    guard let connection = try? SQLiteConnection(SQLiteEngine.open(path, configuration)) else { return nil }
    defer { connection.close() }
    return try? connection.withSession { session in
      let pages = try session.row("PRAGMA page_count")?.integer(0) ?? 0
      return Int(pages * (try session.row("PRAGMA page_size")?.integer(0) ?? 0))
    }
  }

  /// Has the statement that runs now end with an error; not heard where none has begun.
  func interrupt() { connection.interrupt() }

  /// As ``close()``, at once.
  func closeNow() { connection.close() }

  package func damage() throws -> String? {
    try connection.withSession { session in
      let first = try session.row("PRAGMA quick_check(1)")?.text(0)
      // It may be of several lines, and is told in one.
      return first == "ok" ? nil : first?.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
  }

  package func write<Value: Sendable>(
    _ unit: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    throw StoreError.readOnly
  }

  package func read<Value: Sendable>(_ unit: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value
  {
    try readHere(unit)
  }

  /// As ``read(_:)``, on the calling thread.
  func readHere<Value>(_ unit: (any SQLSession) throws -> Value) throws -> Value {
    try connection.withSession(unit)
  }

  package func close() async { connection.close() }
}
