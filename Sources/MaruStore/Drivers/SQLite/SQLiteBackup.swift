import GRDB

/// Copies databases that are in use, all as they are at one moment.
///
/// The first file is held against writers (for as long as it takes to open the others) while every file's moment is taken.
/// Where the first is the hub's, nothing can then be ordered or settled in between: hub and banks of the copy agree.
package struct SQLiteBackup: Sendable {
  /// Pages copied at a time: often enough for a progress bar.
  private static let step: Int32 = 512
  private let sources: [DatabaseQueue]

  /// Takes the moment of all `paths`. Throws ``StoreError`` when one cannot be read, or the first stays busy for ten seconds.
  package init(paths: [String]) throws {
    do {
      var configuration = Configuration()
      configuration.busyMode = .timeout(10)
      configuration.allowsUnsafeTransactions = true
      let holder = try paths.first.map { try SQLiteEngine.open($0, configuration) }
      try holder?.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
      configuration.readonly = true
      sources = try paths.map { path in
        let source = try SQLiteEngine.open(path, configuration)
        try source.inDatabase { database in
          try database.execute(sql: "BEGIN")
          // A deferred transaction takes its moment with its first read.
          _ = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM schema_step")
        }
        return source
      }
      try holder?.inDatabase { try $0.execute(sql: "ROLLBACK") }
      try holder?.close()
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }

  /// Writes the copy of the `index`-th file to `path` and proves that the engine finds it whole; `progress` is told the share
  /// that is done. Throws ``StoreError`` when it cannot be written.
  package func copy(_ index: Int, to path: String, progress: @escaping (Double) -> Void) throws {
    do {
      let target = try SQLiteEngine.open(path)
      try sources[index].inDatabase { source in
        try target.writeWithoutTransaction { target in
          try source.backup(to: target, pagesPerStep: SQLiteBackup.step) { state in
            progress(state.totalPageCount == 0 ? 1 : Double(state.completedPageCount) / Double(state.totalPageCount))
          }
        }
      }
      // Its moment is not needed any more, and would keep the log of its database from being reset.
      try sources[index].close()
      let complaint = try target.inDatabase { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
      guard complaint == "ok" else { throw StoreError.damaged(complaint ?? "no answer of the engine's check") }
      try target.close()
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }
}
