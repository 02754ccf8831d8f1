import Dispatch
import GRDB
import GRDBSQLite
import Synchronization

/// Brings what the write-ahead log holds into the file, beside the writer.
///
/// Left to itself, SQLite has the commit that finds the log long copy all of it, and every writer waits: a tenth of a second under load.
/// Here a connection of its own copies while the writer goes on, then what was written meanwhile, and so on until little is left. That
/// is left to a commit: behind it nothing in the log is left to copy, and the next transaction begins it anew.
///
/// A copy that fails is tried again later, as with SQLite's own: what was committed is in the log until it is in the file.
final class SQLiteCheckpoints: Sendable {
  /// Lengths of the log, in pages.
  struct Lengths: Sendable {
    /// So many that are not copied yet are worth a copy beside the writer. 16 MB, four times SQLite's own: a page that changes often is
    /// copied once for all its changes.
    var step = 8_000
    /// Few enough for a commit to copy them.
    var rest = 200
    /// Where the writer is faster than copies, a commit copies this much at most.
    var bearable = 2_000
    /// Where copies do not keep up, commits wait for one. 128 MB.
    var most = 64_000
  }

  private struct State {
    /// How many pages the log holds.
    var pages = 0
    /// At this length the next copy beside the writer is due.
    var due: Int
    /// At this length a commit waits for a copy.
    var limit: Int
    var isCopying = false
    /// How often a commit may still try to copy the rest.
    var tries = 0
  }

  /// What a commit sees to.
  private enum Duty {
    case nothing
    case beside
    /// It copies the rest; `waits` for whoever copies now.
    case here(waits: Bool)
  }

  /// Beside one writer a copy gains on it each time; where it does not within so many rounds, it never will.
  private static let rounds = 6
  /// A commit that finds a reader in the way tries again behind the next ones, so often.
  private static let tries = 16
  /// How often, each time for five milliseconds, a commit waits for a copy before it goes on all the same.
  private static let waits = 400

  private let lengths: Lengths
  private let connection: SQLiteConnection
  private let health: StoreHealth
  private let queue = DispatchQueue(label: "maru.store.checkpoint", qos: .utility)
  private let state: Mutex<State>

  init(path: String, lengths: Lengths, health: StoreHealth) throws {
    self.lengths = lengths
    self.health = health
    state = Mutex(State(due: lengths.step, limit: lengths.most))
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { database in
      // The file is on disk before the log counts as copied.
      try database.execute(sql: "PRAGMA synchronous = FULL")
      try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
      // A connection learns with its first read that there is a log.
      _ = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master")
    }
    connection = try SQLiteConnection(SQLiteEngine.open(path, configuration))
  }

  /// Is told of each commit of `writer` from now on. Whoever can commit on the writer keeps this object for as long.
  func watch(_ writer: SQLiteConnection) {
    writer.onCommit(Unmanaged.passUnretained(self).toOpaque()) { context, database, _, pages in
      guard let context, let database else { return SQLITE_OK }
      Unmanaged<SQLiteCheckpoints>.fromOpaque(context).takeUnretainedValue().committed(Int(pages), database)
      // The commit itself has succeeded, whatever comes of the copy.
      return SQLITE_OK
    }
  }

  /// Runs `body` on a thread of its own, with nobody copying beside the writer.
  func alone(_ body: @escaping @Sendable () -> Void) { queue.async(execute: body) }

  /// Waits for a copy that is under way.
  func close() { connection.close() }

  private func committed(_ pages: Int, _ writer: OpaquePointer) {
    switch state.withLock({ duty(pages, &$0) }) {
    case .nothing: break
    case .beside: queue.async { self.copyBeside() }
    case .here(let waits): copyHere(writer, waits: waits)
    }
  }

  private func duty(_ pages: Int, _ state: inout State) -> Duty {
    if pages < state.pages {
      // The log has begun anew.
      state.due = lengths.step
      state.limit = lengths.most
      state.tries = 0
    }
    state.pages = pages
    if pages >= state.limit { return .here(waits: true) }
    guard !state.isCopying else { return .nothing }
    if state.tries > 0 {
      state.tries -= 1
      return .here(waits: false)
    }
    guard pages >= state.due else { return .nothing }
    state.isCopying = true
    return .beside
  }

  /// Copies until what was written meanwhile is short, on a thread of its own.
  private func copyBeside() {
    var left = Int.max
    for _ in 0..<SQLiteCheckpoints.rounds {
      do {
        let copy = try connection.copyLog()
        // A reader looks at what is older, or another process copies.
        guard copy.isComplete else { return finish(isShort: false) }
        left = state.withLock { max(0, $0.pages - copy.copied) }
      } catch {
        tell(error)
        return finish(isShort: false)
      }
      if left <= lengths.rest { break }
    }
    finish(isShort: left <= lengths.bearable)
  }

  private func finish(isShort: Bool) {
    state.withLock { state in
      state.isCopying = false
      state.due = state.pages + lengths.step
      state.tries = isShort ? SQLiteCheckpoints.tries : 0
    }
  }

  /// Copies the rest behind a commit, on its thread.
  private func copyHere(_ writer: OpaquePointer, waits: Bool) {
    var copy = Result { try SQLiteCheckpoints.copy(writer) }
    if waits {
      for _ in 0..<SQLiteCheckpoints.waits {
        guard case .success(let found) = copy, found.isBusy else { break }
        sqlite3_sleep(5)
        copy = Result { try SQLiteCheckpoints.copy(writer) }
      }
      // Where a reader is in the way, or the file cannot be written, not each commit pays for it.
      state.withLock { $0.limit = $0.pages + lengths.step }
    }
    if case .failure(let error) = copy { tell(error) }
  }

  private func tell(_ error: any Error) {
    guard let error = error as? StoreError, error != .closed else { return }
    health.noteUncopied(error)
  }

  /// What a copy came to.
  struct Copy {
    let pages: Int
    let copied: Int
    /// Somebody else copies, and nothing was done.
    let isBusy: Bool
    var isComplete: Bool { !isBusy && copied >= pages }
  }

  /// Copies what no reader is in the way of, without waiting for anybody. Whoever calls has the connection to itself.
  static func copy(_ handle: OpaquePointer) throws -> Copy {
    var pages: Int32 = 0
    var copied: Int32 = 0
    let code = sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_PASSIVE, &pages, &copied)
    guard code == SQLITE_OK || code == SQLITE_BUSY else {
      throw StoreError(sqliteCode: code, message: String(cString: sqlite3_errmsg(handle)))
    }
    return Copy(pages: Int(pages), copied: Int(copied), isBusy: code == SQLITE_BUSY)
  }
}
