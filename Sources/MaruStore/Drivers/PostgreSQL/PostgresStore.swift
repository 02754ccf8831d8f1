#if Postgres
  /// The store that several hubs share: a schema of a PostgreSQL database (15 or later).
  package final class PostgresStore: Store {
    private let commits: GroupCommit
    private let writer: PostgresWriter
    private let pool: PostgresPool

    /// Opens (or makes) the schema and brings its tables up to date. Waits for a database that is away as long as `settings`
    /// has patience; blocks the calling thread.
    ///
    /// Throws ``StoreError/newerSchema(found:known:)`` when a newer Maru wrote it, ``StoreError/unreachable(_:)`` when nobody
    /// answers, and ``StoreError/engine(_:)`` when the server is not fit for money.
    package init(
      _ address: PostgresAddress, migrations: [Migration], settings: PostgresSettings = PostgresSettings()
    ) throws {
      let name = try PostgresOpening(address, settings: settings).open(migrations)
      writer = PostgresWriter(address, settings: settings, name: name)
      commits = GroupCommit(label: "maru.store.writer", engine: writer.engine)
      pool = PostgresPool(address, settings: settings)
    }

    package func write<Value: Sendable>(
      _ unit: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
      try await commits.write(PostgresWriter.honest(unit))
    }

    package func read<Value: Sendable>(
      _ unit: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
      try await pool.read(unit)
    }

    /// How many units of work wait for the writer.
    var backlog: Int { commits.backlog }

    package func close() async {
      await commits.close()
      writer.close()
      await pool.close()
    }
  }
#endif
