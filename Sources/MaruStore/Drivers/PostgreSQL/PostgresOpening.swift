#if Postgres
  import CPQ

  /// What happens before a schema is used: the server is looked at, and the tables are brought up to date by one process at a
  /// time.
  struct PostgresOpening {
    private let address: PostgresAddress
    private let settings: PostgresSettings

    init(_ address: PostgresAddress, settings: PostgresSettings) {
      self.address = address
      self.settings = settings
    }

    /// Returns the name under which a new writer is known, and its first connection. Throws ``StoreError``.
    func open(_ migrations: [Migration]) throws -> (name: String, connection: PostgresConnection) {
      let end = ContinuousClock.now + settings.patience
      while true {
        do {
          let connection = try PostgresConnection(
            address, settings: settings.writing(address), patience: settings.patience)
          try checkServer(connection)
          try migrate(connection, migrations)
          return (try newWriter(connection), connection)
        } catch let error as StoreError where error.mayPass {
          guard ContinuousClock.now < end else { throw error }
          _ = maru_wait_for_socket(-1, 0, 50)
        }
      }
    }

    /// A server that silently loses acknowledged commits at a power cut is no place for money.
    private func checkServer(_ connection: PostgresConnection) throws {
      func setting(_ name: String) throws -> String {
        try connection.ask("SELECT current_setting('\(name)')").rows.first?.text(0) ?? ""
      }
      let version = try setting("server_version_num")
      guard let number = Int(version), number >= 150_000 else {
        throw StoreError.engine("PostgreSQL 15 or later is needed; this is \(version)")
      }
      for name in ["fsync", "full_page_writes"] where try setting(name) != "on" {
        throw StoreError.engine("\(name) is off on this PostgreSQL server: it does not keep what it acknowledged")
      }
      guard try setting("server_encoding") == "UTF8" else {
        throw StoreError.engine("the database's encoding is not UTF8")
      }
    }

    /// One process at a time, under a lock of the session: the steps have transactions of their own.
    private func migrate(_ connection: PostgresConnection, _ migrations: [Migration]) throws {
      _ = try connection.ask("SELECT pg_advisory_lock(\(address.migrationLock))")
      // Asked first: making it needs a right that whoever uses it need not have.
      if try connection.ask("SELECT 1 FROM pg_namespace WHERE nspname = '\(address.schema)'").rows.isEmpty {
        _ = try connection.ask("CREATE SCHEMA \(address.schema)")
      }
      try migrateBesideHubs(connection, Migrator(migrations: migrations, dialect: .postgreSQL))
      _ = try connection.ask(
        """
        CREATE TABLE IF NOT EXISTS store_writer (
          writer TEXT NOT NULL PRIMARY KEY, number BIGINT NOT NULL, written_at TIMESTAMPTZ NOT NULL)
        """)
      _ = try connection.ask("SELECT pg_advisory_unlock(\(address.migrationLock))")
    }

    /// A step waits for a table that hubs use, or that somebody reads for long, a short while at a time: whoever comes then waits
    /// behind it. What it began is rolled back each time, and hubs get their turn before the next try.
    private func migrateBesideHubs(_ connection: PostgresConnection, _ migrator: Migrator) throws {
      let patience = min(settings.patience / 2, PostgresOpening.lockPatience)
      _ = try connection.ask("SET lock_timeout TO \(PostgresSettings.milliseconds(patience))")
      for attempt in 1...PostgresOpening.tries {
        do {
          try migrator.run(PostgresSession(connection: connection))
          break
        } catch let error as StoreError where error.mayPass && connection.isAlive && attempt < PostgresOpening.tries {
          _ = maru_wait_for_socket(-1, 0, Int32(clamping: PostgresSettings.milliseconds(patience)))
        }
      }
      _ = try connection.ask("SET lock_timeout TO \(PostgresSettings.milliseconds(settings.patience))")
    }

    /// Longer than an automatic vacuum needs to give way (`deadlock_timeout`, one second).
    private static let lockPatience = Duration.seconds(2)
    /// About two minutes.
    private static let tries = 30

    /// A name for this process in `store_writer`; the rows of processes that are long gone go.
    private func newWriter(_ connection: PostgresConnection) throws -> String {
      _ = try connection.ask("DELETE FROM store_writer WHERE written_at < now() - INTERVAL '7 days'")
      guard let name = try connection.ask("SELECT gen_random_uuid()::TEXT").rows.first?.text(0) else {
        throw StoreError.engine("no name for a writer")
      }
      return name
    }
  }

  extension PostgresAddress {
    /// Waits for the turn to write, until the end of the transaction.
    var turn: String { "SELECT pg_advisory_xact_lock(\(key("write")))" }
    var migrationLock: Int64 { key("migrate") }

    /// A number for a lock of this schema: FNV-1a over its name. Two schemas with one number would only wait for each other.
    func key(_ purpose: String) -> Int64 {
      Int64(
        bitPattern: "maru \(schema) \(purpose)".utf8.reduce(0xCBF2_9CE4_8422_2325) { hash, byte in
          (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        })
    }
  }
#endif
