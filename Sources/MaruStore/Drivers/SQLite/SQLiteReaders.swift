import GRDB
import Synchronization

/// Connections to a file that read, each for one thread at a time.
final class SQLiteReaders: Sendable {
  private struct State {
    /// Those that nobody uses: the one that was used last, whose pages are nearest, is used next.
    var idle: [Int]
    /// How many use each, or wait for it.
    var users: [Int]
  }

  private let connections: [SQLiteConnection]
  private let state: Mutex<State>

  /// Opens `count` of them; throws what GRDB throws, and ``StoreError``.
  init(_ count: Int, path: String, health: StoreHealth) throws {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -16384") }
    connections = try (0..<count).map { [configuration] _ in
      try SQLiteConnection(SQLiteEngine.open(path, configuration), health: health)
    }
    state = Mutex(State(idle: Array(0..<count), users: Array(repeating: 0, count: count)))
  }

  /// Runs `unit` on the calling thread; where all are busy it waits for the one that fewest wait for.
  func read<Value>(_ unit: (any SQLSession) throws -> Value) throws -> Value {
    let index = state.withLock { state in
      let index = state.idle.popLast() ?? state.users.indices.min { state.users[$0] < state.users[$1] } ?? 0
      state.users[index] += 1
      return index
    }
    defer {
      state.withLock { state in
        state.users[index] -= 1
        if state.users[index] == 0 { state.idle.append(index) }
      }
    }
    return try connections[index].withSession(unit)
  }

  func close() { connections.forEach { $0.close() } }
}
