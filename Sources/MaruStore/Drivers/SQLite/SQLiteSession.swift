import GRDB
import GRDBSQLite

/// One SQLite connection as an ``SQLSession``.
///
/// Statements are prepared once and then bound and stepped directly.
struct SQLiteSession: SQLSession {
  let connection: SQLiteConnection

  @discardableResult
  func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
    let statement = try prepared(sql, arguments)
    defer { sqlite3_reset(statement) }
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_DONE: return connection.changes
      case SQLITE_ROW: continue
      case let code: throw failure(code)
      }
    }
  }

  func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
    let statement = try prepared(sql, arguments)
    defer { sqlite3_reset(statement) }
    var rows: [SQLRow] = []
    let count = Int(sqlite3_column_count(statement))
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_DONE: return rows
      case SQLITE_ROW:
        rows.append(
          SQLRow(
            values: Array(unsafeUninitializedCapacity: count) { values, filled in
              for column in 0..<count {
                values.initializeElement(at: column, to: value(statement, Int32(column)))
                filled = column + 1
              }
            }))
      case let code: throw failure(code)
      }
    }
  }

  private func prepared(_ sql: String, _ arguments: [SQLValue]) throws -> OpaquePointer {
    let statement = try connection.statement(sql)
    guard Int(sqlite3_bind_parameter_count(statement)) == arguments.count else {
      throw StoreError.engine("\(arguments.count) arguments for: \(sql)")
    }
    for (index, argument) in arguments.enumerated() { try bind(argument, to: statement, at: Int32(index + 1)) }
    return statement
  }

  private func bind(_ value: SQLValue, to statement: OpaquePointer, at index: Int32) throws {
    // SQLITE_TRANSIENT: SQLite copies the bytes before the call returns.
    let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    let code: Int32
    switch value {
    case .integer(let integer): code = sqlite3_bind_int64(statement, index, integer)
    case .text(var text):
      code = text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
          sqlite3_bind_text(statement, index, $0.baseAddress, Int32($0.count), transient)
        }
      }
    case .blob(let bytes):
      code = bytes.withUnsafeBytes { sqlite3_bind_blob(statement, index, $0.baseAddress, Int32($0.count), transient) }
    case .null: code = sqlite3_bind_null(statement, index)
    }
    guard code == SQLITE_OK else { throw failure(code) }
  }

  private func value(_ statement: OpaquePointer, _ column: Int32) -> SQLValue {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
    case SQLITE_NULL: return .null
    case SQLITE_BLOB:
      guard let start = sqlite3_column_blob(statement, column) else { return .blob([]) }
      return .blob([UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))))
    default:
      guard let start = sqlite3_column_text(statement, column) else { return .text("") }
      let count = Int(sqlite3_column_bytes(statement, column))
      return .text(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
    }
  }

  private func failure(_ code: Int32) -> StoreError {
    connection.failure(code)
  }
}

extension StoreError {
  /// What a SQLite primary result code means to the platform.
  init(sqliteCode code: Int32, message: String) {
    switch code & 0xFF {
    case SQLITE_FULL: self = .full
    case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM: self = .readOnly
    case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt("SQLite \(code): \(message)")
    case SQLITE_IOERR: self = .disk("SQLite \(code): \(message)")
    default: self = .engine("SQLite \(code): \(message)")
    }
  }

  init(_ error: DatabaseError) {
    self.init(sqliteCode: error.extendedResultCode.rawValue, message: error.message ?? "")
  }
}
