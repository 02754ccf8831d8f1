import Dispatch

/// Where a store is kept.
package enum StorePlace: Sendable, Hashable {
  /// An SQLite file, for one process.
  case file(String)
  /// A schema of a PostgreSQL database, for any number of processes.
  case postgreSQL(PostgresAddress)

  package var isFile: Bool { if case .file = self { true } else { false } }

  /// The path, or the URL without its password.
  package var shown: String {
    switch self {
    case .file(let path): path
    case .postgreSQL(let address): "\(address.shown) (schema \(address.schema))"
    }
  }

  /// Opens the store, makes it where it is missing, and brings its tables up to date. Throws ``StoreError``.
  package func open(_ migrations: [Migration]) throws -> any Store {
    switch self {
    case .file(let path): return try SQLiteStore(path: path, migrations: migrations)
    case .postgreSQL(let address):
      #if Postgres
        return try PostgresStore(address, migrations: migrations)
      #else
        throw StorePlace.notBuilt(address)
      #endif
    }
  }

  /// One moment of the store. Throws ``StoreError`` where it cannot be read or holds no tables.
  package func snapshot() throws -> any StoreSnapshot {
    switch self {
    case .file(let path): return try SQLiteSnapshot(path: path)
    case .postgreSQL(let address):
      #if Postgres
        return try PostgresSnapshot(address)
      #else
        throw StorePlace.notBuilt(address)
      #endif
    }
  }

  /// The number of the last step of its schema that the store has seen; 0 where it holds no tables. Throws ``StoreError``.
  package func schemaStep() throws -> Int {
    switch self {
    case .file(let path): return try SQLiteSnapshot.schemaStep(path: path)
    case .postgreSQL(let address):
      #if Postgres
        return try PostgresSnapshot.schemaStep(address)
      #else
        throw StorePlace.notBuilt(address)
      #endif
    }
  }

  /// Has the engine look over the store where it is a file of at most `bytes`, or one whose size it cannot tell, and tells `health`
  /// what it finds.
  package func check(_ health: StoreHealth?, atMost bytes: Int) {
    guard case .file(let path) = self, let health, SQLiteSnapshot.size(path: path) ?? 0 <= bytes else { return }
    StorePlace.check(path, health, SQLiteLook())
  }

  /// Has the engine look over the store where it is a larger file, on a thread of its own, until cancelled. The file's log grows
  /// meanwhile by what is written.
  package func checkBeside(_ health: StoreHealth, beyond bytes: Int) async {
    guard case .file(let path) = self, let size = SQLiteSnapshot.size(path: path), size > bytes else { return }
    let look = SQLiteLook()
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        DispatchQueue(label: "maru.store.check", qos: .background).async {
          StorePlace.check(path, health, look)
          continuation.resume()
        }
      }
    } onCancel: {
      look.stop()
    }
  }

  private static func check(_ path: String, _ health: StoreHealth, _ look: SQLiteLook) {
    do {
      if let complaint = try look.damage(path: path) { health.note(.corrupt(complaint)) }
    } catch let error as StoreError {
      health.note(error)
    } catch _ {
      // Nothing else is thrown; what cannot be looked at is met by the calls themselves.
    }
  }

  #if !Postgres
    private static func notBuilt(_ address: PostgresAddress) -> StoreError {
      .engine("this maru was built without PostgreSQL; build it with 'swift build --traits Postgres'")
    }
  #endif
}

/// One moment of a store, for checks over the whole of it: everything read belongs together although hubs may be writing
/// meanwhile. Cannot write.
package protocol StoreSnapshot: Store {
  /// What the engine's own check of its files finds: nil, or the first complaint.
  func damage() throws -> String?
}
