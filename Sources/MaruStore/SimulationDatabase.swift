/// What a disk of the simulation is made of: one database, whose user decides when a commit happens and what becomes of it.
///
/// It blocks its caller, in SQLite as on a server: nothing else of a simulated world happens meanwhile, so how long the engine
/// takes decides nothing.
package protocol SimulationDatabase: Sendable {
  /// Whether a server keeps it: then the connection to it can fail where the disk does not.
  var isServer: Bool { get }

  /// Runs `unit` on what is committed. On a server, the connection is lost before statement number `statement` (from 1).
  func read<Value>(cutBefore statement: Int?, _ unit: (any SQLSession) throws -> Value) throws -> Value

  /// Runs `unit` in a transaction of its own; nothing is kept when it throws.
  func write<Value>(_ unit: (any SQLSession) throws -> Value) throws -> Value

  /// What `unit` would return or throw; nothing of it is kept.
  func rehearse<Value>(_ unit: (any SQLSession) throws -> Value) throws -> Value

  /// Runs units in one transaction, as ``GroupCommit`` does; a unit that throws fails alone. Throws ``StoreError`` where none of
  /// them was kept or refused. `questions`: what each unit is going to ask, as far as it is known before.
  func commit<Value: Sendable>(
    _ units: [@Sendable (any SQLSession) throws -> Value], asking questions: [[SQLQuestion]], _ course: CommitCourse
  ) throws -> [Result<Value, any Error>]

  /// The process that used it is gone, with its connections and whatever it had begun.
  func endConnections()
}

extension SimulationDatabase {
  /// Runs `unit` on what is committed.
  package func read<Value>(_ unit: (any SQLSession) throws -> Value) throws -> Value {
    try read(cutBefore: nil, unit)
  }
}

/// What becomes of a commit of the simulation.
package enum CommitCourse: Sendable, Equatable {
  /// What comes between a process and its server, and may be gone a moment later: whoever writes must not notice.
  package enum Interruption: Sendable, Hashable, CaseIterable {
    /// The connection is lost.
    case cut
    /// A statement takes longer than it may.
    case slow
    /// Another transaction is in the way.
    case conflict
  }

  case plain
  /// It is rolled back and run again: a unit must not notice that it ran before.
  case twice
  /// The engine refuses, from a statement of each unit (counted from 0) or at the latest at the commit.
  case refused(StoreError, after: [Int])
  /// On a server: interrupted before statement number `statement` (from 1) of the transaction, where there are so many.
  case interrupted(Interruption, statement: Int)
  /// On a server: the connection is lost at the commit, before the server sees it or behind it, and is there again at once.
  case cutAtCommit(isKept: Bool)
  /// On a server: the connection is lost at the commit, and the server stays away until nobody waits for it any more.
  case unheard(isKept: Bool)
  /// On a server: the process ends before its commit.
  case brokenOff
}

/// Databases of simulations that were used and emptied: to make the tables anew would cost a short simulation a third of its time.
package protocol SimulationShelf: Sendable {
  /// An empty database with the tables of `migrations`; throws ``StoreError``.
  func take(_ migrations: [Migration]) throws -> any SimulationDatabase
  /// Empties a database that nobody uses any more, and keeps it; one that cannot be emptied is dropped.
  func putBack(_ database: any SimulationDatabase)
  /// Removes what was made; nobody uses any of it any more.
  func close()
}

/// Simulations on PostgreSQL.
package enum SimulationServer {
  /// Makes schemas in the database of `url`, whose names begin with `name`, and drops them when it is closed. Throws ``StoreError``
  /// where this build has no PostgreSQL or `url` is none.
  package static func shelf(url: String, name: String) throws -> any SimulationShelf {
    guard PostgresAddress(url: url, schema: name) != nil else {
      throw StoreError.engine("no URL such as postgres://user@host/database")
    }
    #if Postgres
      return ServerDatabaseShelf(url: url, name: name)
    #else
      throw StoreError.engine(
        "this maru was built without PostgreSQL; build it with 'swift build --traits Postgres'")
    #endif
  }
}
