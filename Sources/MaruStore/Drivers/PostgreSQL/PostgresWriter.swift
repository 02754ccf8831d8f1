#if Postgres
  import CPQ
  import Synchronization

  /// The one connection of a store that writes. Only the thread of its ``GroupCommit`` comes here.
  ///
  /// All writers of a schema, in whatever process, take turns: a transaction begins with an advisory lock that its end gives
  /// back. Every unit of work therefore sees all that was committed before it and nothing can change under it, as under SQLite's
  /// one writer; units of work need no locks of their own, and no two can meet in a deadlock. The chain of the journal asks for
  /// that order anyway: an entry's value follows from the one before.
  ///
  /// Each transaction also writes its number into the store's own row of `store_writer`. When the connection is lost at a
  /// commit, the row tells on the next connection, once the lock is held there and the old transaction is therefore over,
  /// whether it was kept; only what was not kept is run again.
  final class PostgresWriter: Sendable {
    private struct State {
      var connection: PostgresConnection?
      var number: Int64 = 0
      /// The transaction whose commit was sent and not answered.
      var undecided: Int64?
      /// Since when no transaction has come through to the database.
      var awaySince: ContinuousClock.Instant?
    }

    private let address: PostgresAddress
    private let settings: PostgresSettings
    /// The store's own name in `store_writer`.
    private let name: String
    /// What waits for the turn to write, made once.
    private let turn: String
    private let surroundings: PostgresSurroundings
    private let state: Mutex<State>

    /// `connection` is one of the writer's own settings that is there already.
    init(
      _ address: PostgresAddress, settings: PostgresSettings, name: String, connection: PostgresConnection? = nil,
      surroundings: PostgresSurroundings? = nil
    ) {
      state = Mutex(State(connection: connection))
      self.address = address
      self.settings = settings
      self.name = name
      turn = address.turn
      self.surroundings = surroundings ?? .real(address, settings)
    }

    /// The engine behind a ``GroupCommit``.
    var engine: GroupCommit.Engine {
      GroupCommit.Engine(
        withSession: { try self.withSession($0) },
        begin: { session in
          let connection = try PostgresWriter.connection(of: session)
          connection.transaction.mayPass = false
          connection.transaction.journalEnd = nil
          connection.transaction.held = nil
          connection.transaction.memory = TransactionMemory()
          // They go with the first question.
          try connection.post("BEGIN", [])
          try connection.post(self.turn, [])
        },
        ask: { session, questions in
          let connection = try PostgresWriter.connection(of: session)
          try PostgresWriter.passing(on: connection) {
            try PostgresSession(connection: connection).learn(questions)
          }
        },
        settle: { session in
          let connection = try PostgresWriter.connection(of: session)
          try PostgresWriter.passing(on: connection) { try PostgresSession(connection: connection).settle() }
        },
        commit: { try self.commit(PostgresWriter.connection(of: $0)) },
        rollback: { _ = try PostgresWriter.connection(of: $0).ask("ROLLBACK") },
        totalChanges: { (try? PostgresWriter.connection(of: $0).changes) ?? 0 })
    }

    /// A unit that does not return as if nothing had happened where one of its statements failed: the server refuses
    /// everything behind it.
    static func honest<Value: Sendable>(
      _ unit: @escaping @Sendable (any SQLSession) throws -> Value
    ) -> @Sendable (any SQLSession) throws -> Value {
      { session in
        let connection = try connection(of: session)
        return try passing(on: connection) {
          let value = try unit(session)
          guard !connection.isInFailedTransaction else { throw StoreError.engine("a statement of the unit failed") }
          return value
        }
      }
    }

    /// Remembers of a transaction that something was in its way that may be gone at the next try.
    private static func passing<Value>(on connection: PostgresConnection, _ body: () throws -> Value) throws -> Value {
      do {
        return try body()
      } catch let error as StoreError where error.mayPass {
        connection.transaction.mayPass = true
        throw error
      }
    }

    private static func connection(of session: any SQLSession) throws -> PostgresConnection {
      guard let session = session as? PostgresSession else { throw StoreError.engine("a session of another engine") }
      return session.connection
    }

    private static let numbering = """
      INSERT INTO store_writer (writer, number, written_at) VALUES (?, ?, now()) \
      ON CONFLICT (writer) DO UPDATE SET number = excluded.number, written_at = excluded.written_at
      """

    private func commit(_ connection: PostgresConnection) throws {
      guard connection.transaction.held == nil, connection.isWritten else {
        throw StoreError.engine("rows that were kept back were not written")
      }
      guard !connection.transaction.mayPass else { throw StoreError.unreachable("another transaction was in the way") }
      let number = connection.transaction.number
      connection.transaction.isCommitting = true
      // An aborted transaction is told by its tag, not by an error.
      let outcome = try connection.run(together: [
        (PostgresWriter.numbering, [.text(name), .integer(number)]), ("COMMIT", []),
      ])
      connection.transaction.isCommitting = false
      guard outcome.tag == "COMMIT" else { throw StoreError.engine("the transaction was rolled back: \(outcome.tag)") }
    }

    /// Runs `body`, again and again while the database is away, until its transaction is known to be kept or not.
    ///
    /// Of a database that has been away for longer than the patience it is asked once whether it is back: whoever comes then does
    /// not wait for it as long again.
    private func withSession(_ body: (any SQLSession) throws -> Void) throws {
      var end = (state.withLock { $0.awaySince } ?? surroundings.now()) + settings.patience
      var isInDoubt = false
      while true {
        let isConnected = state.withLock { $0.connection != nil }
        do {
          try attempt(body)
          return state.withLock { $0.awaySince = nil }
        } catch let error as StoreError where error.mayPass {
          state.withLock { state in
            if state.connection == nil, state.awaySince == nil { state.awaySince = surroundings.now() }
          }
          // A lost commit is asked about for as long again, however late it was sent.
          if !isInDoubt, state.withLock({ $0.undecided != nil }) {
            isInDoubt = true
            end = surroundings.now() + settings.patience
          }
          // A process that stood still finds its connection gone and its time over: it asks the database itself once.
          let isLostNow = isConnected && state.withLock { $0.connection == nil }
          guard surroundings.now() < end || isLostNow else { throw outcome(error) }
          surroundings.pause()
        } catch {
          // A server that is there again and refuses (a password, a bound on connections) does not tell either.
          throw outcome(error)
        }
      }
    }

    /// What its callers are told of a transaction that is given up; the next one has nothing to do with it.
    private func outcome(_ error: any Error) -> any Error {
      let isUndecided = state.withLock { state in
        defer { state.undecided = nil }
        return state.undecided != nil
      }
      return isUndecided ? StoreError.outcomeUnknown : error
    }

    private func attempt(_ body: (any SQLSession) throws -> Void) throws {
      let connection = try state.withLock { $0.connection } ?? connect()
      do {
        if let undecided = state.withLock({ $0.undecided }) {
          let isKept = try last(connection) == undecided
          state.withLock { $0.undecided = nil }
          // Its callers' answers are those of the first run.
          if isKept { return }
        }
        connection.transaction = PostgresConnection.Transaction(
          number: state.withLock { state in
            state.number += 1
            return state.number
          })
        try body(PostgresSession(connection: connection))
      } catch {
        if connection.isAlive {
          connection.transaction.isCommitting = false
          // Where it is over already, the server only warns.
          _ = try? connection.ask("ROLLBACK")
        }
        let isStandby = if case StoreError.readOnly = error { true } else { false }
        state.withLock { state in
          if connection.transaction.isCommitting { state.undecided = connection.transaction.number }
          if !connection.isAlive || isStandby { state.connection = nil }
        }
        // A server that became a standby refuses writes: its successor is the one to ask.
        if isStandby { throw StoreError.unreachable("PostgreSQL takes no writes") }
        // Whatever the server's last words were: what became of the transaction is asked on the next connection.
        if !connection.isAlive { throw StoreError.unreachable("the connection to PostgreSQL is lost") }
        throw error
      }
    }

    private func connect() throws -> PostgresConnection {
      let connection = try surroundings.connect()
      state.withLock { $0.connection = connection }
      return connection
    }

    /// The number of this writer's last transaction that was kept. Asked for when the lock is held: nothing of this writer's is
    /// under way then. It is written anew, so that this commit waits for a synchronous standby as the lost one would have: what
    /// was kept is then there too.
    private func last(_ connection: PostgresConnection) throws -> Int64? {
      _ = try connection.ask("BEGIN; \(address.turn)")
      let row = try connection.ask(
        "UPDATE store_writer SET written_at = now() WHERE writer = '\(name)' RETURNING number"
      ).rows.first
      _ = try connection.ask("COMMIT")
      return try row?.integer(0)
    }

    func close() { state.withLock { $0.connection = nil } }
  }

  /// What a writer has of the world: time, and the way to its server. A simulation plays both.
  struct PostgresSurroundings: Sendable {
    let now: @Sendable () -> ContinuousClock.Instant
    /// Waits a moment before the next try.
    let pause: @Sendable () -> Void
    /// A new connection; throws ``StoreError``.
    let connect: @Sendable () throws -> PostgresConnection

    static func real(_ address: PostgresAddress, _ settings: PostgresSettings) -> PostgresSurroundings {
      PostgresSurroundings(
        now: { .now }, pause: { _ = maru_wait_for_socket(-1, 0, 50) },
        connect: {
          try PostgresConnection(address, settings: settings.writing(address), patience: settings.patience)
        })
    }
  }
#endif
