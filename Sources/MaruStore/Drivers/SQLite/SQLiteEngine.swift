import CWriteAhead
import GRDB

/// SQLite as this program uses it, whoever opens the first file.
enum SQLiteEngine {
  private static let code = maru_write_ahead_prepare()

  /// A connection to the file at `path`, or to a database in memory where there is none.
  static func open(_ path: String? = nil, _ configuration: Configuration = Configuration()) throws -> DatabaseQueue {
    guard code == 0 else { throw StoreError.engine("SQLite \(code): cannot be set up") }
    return try path.map { try DatabaseQueue(path: $0, configuration: configuration) }
      ?? DatabaseQueue(configuration: configuration)
  }
}
