#if Postgres
  import CPQ
  package import MaruDomain

  /// The journal's tables on PostgreSQL, one a business day: made before their day comes, and taken out of the book when the day
  /// is long settled.
  ///
  /// It works on a connection of its own, beside the hubs and without their turn to write. What it changes of tables that hubs use
  /// takes milliseconds; it waits for them at most ``lockPatience`` at a time, for whoever comes then waits behind it.
  package struct PostgresJournal: Sendable {
    /// A table with the entries of a day, or of several.
    package struct Table: Sendable, Hashable {
      package let name: String
      /// The first day, `yyyyMMdd`; nil where there is none.
      package let from: String?
      /// The day behind the last one; nil where there is none.
      package let to: String?
    }

    /// Why a day stays in the book.
    package enum Refused: Error, Sendable, Equatable, CustomStringConvertible {
      case notSettled(String)
      case inUse(String)
      /// This day and those behind it may still be compared with banks' statements.
      case stillCompared(BusinessDate)

      package var description: String {
        switch self {
        case .notSettled(let table): "\(table) has entries that belong to no settled day yet"
        case .inUse(let table): "\(table) cannot be taken out while the journal is being read; try again later"
        case .stillCompared(let day):
          "the day \(day.wire) and those behind it may still be compared with the banks' statements: the latest is --detach-before \(day.wire)"
        }
      }
    }

    /// Longer than an automatic vacuum needs to give way (`deadlock_timeout`, one second).
    private let lockPatience: Duration
    private static let tries = 8
    /// A day is read as a whole.
    private static let patience = Duration.seconds(600)

    private let address: PostgresAddress
    private let settings: PostgresSettings

    package init(
      _ address: PostgresAddress, settings: PostgresSettings = PostgresSettings(), lockPatience: Duration = .seconds(2)
    ) {
      self.lockPatience = lockPatience
      self.address = address
      self.settings = settings
    }

    private func connect() throws -> PostgresSession {
      PostgresSession(
        connection: try PostgresConnection(
          address, settings: settings.writing(address), patience: PostgresJournal.patience))
    }

    /// The tables of the book, or of the archive, in order; the one for entries of days without a table is named last.
    package func tables(_ place: JournalPlace = .book) throws -> [Table] { try tables(place, in: connect()) }

    private func tables(_ place: JournalPlace, in session: PostgresSession) throws -> [Table] {
      try session.rows(
        """
        SELECT c.relname, substring(pg_get_expr(c.relpartbound, c.oid) from 'FROM \\(''(\\d+)''\\)') AS first_day,
          substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \\(''(\\d+)''\\)') AS next_day
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = '\(place.name)'::REGCLASS
        ORDER BY next_day NULLS LAST
        """, []
      ).map { Table(name: try $0.text(0), from: try $0.optionalText(1), to: try $0.optionalText(2)) }
    }

    /// Makes a table for each of `days` that has none, and moves there what was booked for it already; returns how many are new.
    package func open(_ days: [BusinessDate]) throws -> Int {
      let session = try connect()
      let known = try tables(.book, in: session)
      let archived = Set(try tables(.archive, in: session).map(\.name))
      let new = days.filter { day in
        !archived.contains(PostgresJournal.name(of: day))
          && !known.contains { table in
            table.to.map { (table.from ?? "") <= day.wire && day.wire < $0 } ?? false
          }
      }
      for day in new { try open(day, in: session) }
      return new.count
    }

    private static func name(of day: BusinessDate) -> String { "journal_\(day.wire)" }

    private func open(_ day: BusinessDate, in session: PostgresSession) throws {
      let (name, from, to) = (PostgresJournal.name(of: day), day.wire, day.adding(days: 1).wire)
      // Whoever has an entry for that very day waits until its table is there.
      try locked("ONLY journal_default", in: session) {
        // Another hub may have been quicker.
        guard try session.row("SELECT 1 FROM pg_class WHERE oid = to_regclass('\(name)')") == nil else { return }
        // The rule spares the server a look at every row when the table is moved to the archive.
        try session.run(
          """
          CREATE TABLE \(name) (LIKE journal_default INCLUDING INDEXES,
            CONSTRAINT day CHECK (business_date >= '\(from)' AND business_date < '\(to)'))
          """, [])
        try session.run(
          """
          WITH moved AS (DELETE FROM journal_default WHERE business_date = ? RETURNING *)
          INSERT INTO \(name) SELECT * FROM moved
          """, [.text(from)])
        try session.run("ALTER TABLE journal ATTACH PARTITION \(name) FOR VALUES FROM ('\(from)') TO ('\(to)')", [])
      }
    }

    /// Takes every table out of the book whose days lie before `date`, oldest first: what it holds is proven and sealed, and the
    /// table becomes one of the archive. Returns what was sealed, by table.
    ///
    /// Throws ``Refused`` where entries are not settled, their day may still be compared or the journal is in use, and ``StoreError/damaged(_:)`` where entries do
    /// not follow from each other; what was taken out before stays out.
    package func detach(before date: BusinessDate, at: Instant) throws -> [(table: Table, seal: JournalSeal)] {
      let session = try connect()
      // Comparing reads the entries of a day's orders, which are booked on that day or later.
      if let first = try SettlementTable.firstCompared(in: session), first < date {
        throw Refused.stillCompared(first)
      }
      let settled = try SettlementTable.lastDay(in: session)?.lastSequence ?? 0
      var done: [(Table, JournalSeal)] = []
      for table in try tables(.book, in: session) {
        guard let to = table.to, to <= date.wire else { continue }
        let seal = try JournalSealTable.measure(.table(table.name), in: session)
        guard seal.lastSequence <= settled else { throw Refused.notSettled(table.name) }
        try detach(table, sealed: seal, at: at, in: session)
        done.append((table, seal))
      }
      return done
    }

    private func detach(
      _ table: Table, sealed seal: JournalSeal, at: Instant, in session: PostgresSession
    ) throws {
      for attempt in 1...PostgresJournal.tries {
        do {
          return try locked("ONLY journal", in: session) {
            // Entries are only ever added, with higher numbers.
            let last = try session.row("SELECT COALESCE(MAX(sequence), 0) FROM \(table.name)")?.integer(0)
            guard last == seal.lastSequence else { throw Refused.notSettled(table.name) }
            try JournalSealTable.insert(seal, at: at, in: session)
            try session.run("ALTER TABLE journal DETACH PARTITION \(table.name)", [])
            guard !seal.stretches.isEmpty else {
              try session.run("DROP TABLE \(table.name)", [])
              return
            }
            let from = table.from.map { "'\($0)'" } ?? "MINVALUE"
            try session.run(
              "ALTER TABLE journal_archive ATTACH PARTITION \(table.name) FOR VALUES FROM (\(from)) TO ('\(table.to ?? "")')",
              [])
          }
        } catch let error as StoreError where error.mayPass && session.connection.isAlive {
          guard attempt < PostgresJournal.tries else { throw Refused.inUse(table.name) }
          // Whoever waited behind this goes first.
          _ = maru_wait_for_socket(-1, 0, 500)
        }
      }
    }

    /// Runs `body` in a transaction that nobody else reads or writes `table` in.
    private func locked(_ table: String, in session: PostgresSession, _ body: () throws -> Void) throws {
      let connection = session.connection
      do {
        _ = try connection.ask(
          """
          BEGIN; SET LOCAL lock_timeout TO \(PostgresSettings.milliseconds(lockPatience)); \
          LOCK TABLE \(table) IN ACCESS EXCLUSIVE MODE
          """)
        try body()
        guard try connection.ask("COMMIT").tag == "COMMIT" else { throw StoreError.engine("it was rolled back") }
      } catch {
        if connection.isAlive { _ = try? connection.ask("ROLLBACK") }
        throw error
      }
    }
  }
#endif
