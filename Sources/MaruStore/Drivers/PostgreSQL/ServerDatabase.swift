#if Postgres
  import Synchronization

  /// A schema on a PostgreSQL server, as a simulated disk: through this driver's own writer, shared commits and reading connection.
  ///
  /// What goes wrong at a commit really goes wrong there: the socket is shut, the server raises the error that it raises on a full
  /// disk, the transaction is read-only. Only how long a writer waits for its server is told by a clock of its own, so that a server
  /// that stays away costs no time.
  package final class ServerDatabase: SimulationDatabase {
    /// What one life of the process has of the driver.
    private struct Life: Sendable {
      let commits: GroupCommit
      let writer: PostgresWriter
      let reader: PostgresLine
    }

    let migrations: [Migration]
    private let address: PostgresAddress
    private let settings: PostgresSettings
    private let course: SimulatedCourse
    /// For what happens beside the process.
    private let direct: PostgresConnection
    private let life: Mutex<Life>

    /// Makes the schema of `address` with the tables of `migrations`. Throws ``StoreError``.
    package init(_ address: PostgresAddress, migrations: [Migration]) throws {
      var settings = PostgresSettings()
      // A slow machine is no fault of the simulation's.
      settings.patience = .seconds(120)
      let course = SimulatedCourse(address, settings)
      self.address = address
      self.migrations = migrations
      self.settings = settings
      self.course = course
      let name = try PostgresOpening(address, settings: settings).open(migrations).name
      direct = try PostgresConnection(address, settings: settings.writing(address), patience: settings.patience)
      life = Mutex(ServerDatabase.life(address, settings, course, name: name))
    }

    private static func life(
      _ address: PostgresAddress, _ settings: PostgresSettings, _ course: SimulatedCourse, name: String
    ) -> Life {
      let writer = PostgresWriter(address, settings: settings, name: name, surroundings: course.surroundings)
      return Life(
        commits: GroupCommit(label: "maru.simulation", engine: course.engine(over: writer.engine)), writer: writer,
        reader: PostgresLine(address, settings: settings, number: 0))
    }

    package var isServer: Bool { true }

    package func read<Value>(
      cutBefore statement: Int?, _ unit: (any SQLSession) throws -> Value
    ) throws -> Value {
      var left = statement
      return try life.withLock { $0 }.reader.run { session in
        defer { left = nil }
        return try unit(left.map { CutSession(session, before: $0) } ?? session)
      }
    }

    package func write<Value>(_ unit: (any SQLSession) throws -> Value) throws -> Value {
      try transaction("COMMIT", unit)
    }

    package func rehearse<Value>(_ unit: (any SQLSession) throws -> Value) throws -> Value {
      try transaction("ROLLBACK", unit)
    }

    private func transaction<Value>(_ end: String, _ unit: (any SQLSession) throws -> Value) throws -> Value {
      let session = PostgresSession(connection: direct)
      direct.transaction = PostgresConnection.Transaction()
      direct.transaction.memory = TransactionMemory()
      defer { direct.transaction.memory = nil }
      do {
        _ = try direct.ask("BEGIN; \(address.turn)")
        let value = try unit(session)
        try session.settle()
        guard try direct.ask(end).tag == end else { throw StoreError.engine("a statement of the unit failed") }
        return value
      } catch {
        // The first error is the one to tell.
        if direct.isAlive { _ = try? direct.ask("ROLLBACK") }
        throw error
      }
    }

    package func commit<Value: Sendable>(
      _ units: [@Sendable (any SQLSession) throws -> Value], asking questions: [[SQLQuestion]], _ course: CommitCourse
    ) throws -> [Result<Value, any Error>] {
      self.course.begin(course)
      defer { self.course.end() }
      let interfered = self.course
      return life.withLock { $0 }.commits.together(
        units.enumerated().map { number, unit in
          PostgresWriter.honest { session in
            try unit(InterferingSession(session, interfered, refusedAfter: course.statements(of: number)))
          }
        }, asking: questions)
    }

    package func endConnections() {
      let next = ServerDatabase.life(
        address, settings, course, name: "life \(course.nextLife()) of \(address.schema)")
      life.withLock { life in
        life.writer.close()
        life.reader.close()
        life = next
      }
    }

    /// Takes out every row. No step of ours puts rows into a table, but for the end of the empty journal. (`TRUNCATE` would make every
    /// file anew, and wait for the disk each time.)
    func empty() throws {
      endConnections()
      let tables = try direct.ask(
        """
        SELECT relname FROM pg_class
        WHERE relnamespace = current_schema()::REGNAMESPACE AND relkind = 'r' AND relname <> 'schema_step'
        """
      ).rows.map { try $0.text(0) }
      let deletes = tables.map { "DELETE FROM \($0); " }.joined()
      let journalEnd = tables.contains("journal_end") ? "INSERT INTO journal_end VALUES (0, ''); " : ""
      _ = try direct.ask(
        """
        \(deletes)\(journalEnd)SELECT setval(seqrelid::REGCLASS, seqstart, false)
        FROM pg_sequence JOIN pg_class ON oid = seqrelid WHERE relnamespace = current_schema()::REGNAMESPACE
        """)
    }

    /// Removes the schema and all that is in it.
    func drop() throws {
      endConnections()
      _ = try direct.ask("DROP SCHEMA \(address.schema) CASCADE")
    }
  }

  extension CommitCourse {
    /// How many statements of a unit the engine takes before it refuses; nil where it refuses none.
    fileprivate func statements(of unit: Int) -> Int? {
      guard case .refused(.full, let after) = self, after.indices.contains(unit) else { return nil }
      return after[unit]
    }
  }

  /// Schemas of one server, as ``SimulationShelf`` has it. Their tables are made once and emptied after each simulation.
  final class ServerDatabaseShelf: SimulationShelf {
    private struct State {
      var made = 0
      var kept: [[Migration]: [ServerDatabase]] = [:]
    }

    private let url: String
    private let name: String
    private let state = Mutex(State())

    init(url: String, name: String) {
      self.url = url
      self.name = name
    }

    func take(_ migrations: [Migration]) throws -> any SimulationDatabase {
      let (kept, number) = state.withLock { state -> (ServerDatabase?, Int) in
        let kept = state.kept[migrations]?.popLast()
        if kept == nil { state.made += 1 }
        return (kept, state.made)
      }
      if let kept { return kept }
      guard let address = PostgresAddress(url: url, schema: "\(name)_\(number)") else {
        throw StoreError.engine("no name for a schema")
      }
      return try ServerDatabase(address, migrations: migrations)
    }

    func putBack(_ database: any SimulationDatabase) {
      guard let database = database as? ServerDatabase else { return }
      do {
        try database.empty()
        state.withLock { $0.kept[database.migrations, default: []].append(database) }
      } catch {
        try? database.drop()
      }
    }

    func close() {
      let kept = state.withLock { state in
        defer { state.kept = [:] }
        return state.kept.values.flatMap { $0 }
      }
      for database in kept { try? database.drop() }
    }
  }
#endif
