#if Postgres
  import Dispatch
  package import MaruDomain

  /// The store that several hubs share: a schema of a PostgreSQL database (15 or later).
  package final class PostgresStore: Store {
    private let commits: GroupCommit
    private let writer: PostgresWriter
    private let pool: PostgresPool
    private let locks: PostgresLocks
    private let settings: PostgresSettings
    private let journal: PostgresJournal
    private let beat: DispatchQueue
    private let state = StoreHealth()

    /// Opens (or makes) the schema and brings its tables up to date. Waits for a database that is away as long as `settings`
    /// has patience; blocks the calling thread.
    ///
    /// Throws ``StoreError/newerSchema(found:known:)`` when a newer Maru wrote it, ``StoreError/unreachable(_:)`` when nobody
    /// answers, and ``StoreError/engine(_:)`` when the server is not fit for money.
    package init(
      _ address: PostgresAddress, migrations: [Migration], settings: PostgresSettings = PostgresSettings()
    ) throws {
      self.settings = settings
      let (name, connection) = try PostgresOpening(address, settings: settings).open(migrations)
      writer = PostgresWriter(address, settings: settings, name: name, connection: connection)
      commits = GroupCommit(label: "maru.store.writer", engine: writer.engine, longestQueue: settings.longestQueue)
      pool = PostgresPool(address, settings: settings)
      locks = PostgresLocks(address, settings: settings)
      journal = PostgresJournal(address, settings: settings)
      try locks.enter()
      beat = DispatchQueue(label: "maru.store.beat", qos: .userInitiated)
      beatAgain(after: min(settings.patience / 32, .milliseconds(250)))
    }

    /// What has to happen although the writer and the locks' thread may be waiting for the server; ends with the store.
    private func beatAgain(after pause: Duration) {
      let patience = settings.patience
      beat.asyncAfter(deadline: .now() + pause.seconds) { [weak self] in
        guard let self else { return }
        commits.giveUp(waitingSinceBefore: .now - patience)
        locks.look()
        beatAgain(after: pause)
      }
    }

    package func write<Value: Sendable>(
      _ unit: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
      try await write(asking: [], unit)
    }

    package func write<Value: Sendable>(
      asking questions: @autoclosure () -> [SQLQuestion],
      _ unit: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
      do {
        // Never on the caller's thread: it would wait there for the server.
        return try await commits.write(elsewhere: true, asking: questions(), PostgresWriter.honest(unit))
      } catch let error as StoreError {
        state.note(error)
        throw error
      }
    }

    package func read<Value: Sendable>(
      _ unit: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
      do {
        return try await pool.read(unit)
      } catch let error as StoreError {
        state.note(error)
        throw error
      }
    }

    package var isShared: Bool { true }

    package var health: StoreHealth? { state }

    package func exclusively<Value: Sendable>(
      _ name: String, _ work: @Sendable () async -> Value
    ) async -> Value? {
      await locks.exclusively(name, work)
    }

    package func isAlone() async -> Bool { await locks.isAlone() }

    package func hold(_ name: String) async -> Bool { await locks.hold(name) }

    package func openJournal(for days: [BusinessDate]) async throws -> Int {
      let journal = journal
      return try await withCheckedThrowingContinuation { continuation in
        // It waits for the server, on a thread of nobody else.
        DispatchQueue(label: "maru.store.journal", qos: .utility).async {
          continuation.resume(with: Result { try journal.open(days) })
        }
      }
    }

    /// How many units of work wait for the writer.
    var backlog: Int { commits.backlog }

    package func close() async {
      await commits.close()
      writer.close()
      await pool.close()
      await locks.close()
    }
  }

  extension Duration {
    fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
  }
#endif
