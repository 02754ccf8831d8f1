#if Postgres
  import Synchronization

  /// One connection to PostgreSQL. Used by one thread at a time, which waits for the server here, never longer than the
  /// connection's patience: a server that is silent for longer counts as gone.
  ///
  /// Every function throws ``StoreError``; ``StoreError/unreachable(_:)`` with `isAlive` false means that the connection is lost.
  package final class PostgresConnection: Sendable {
    /// What the writer remembers of the transaction under way; see ``PostgresWriter``.
    struct Transaction: Sendable {
      /// Its place among the writer's transactions.
      var number: Int64 = 0
      /// Its commit was sent and is not answered yet.
      var isCommitting = false
      /// A statement met another transaction or lost the server: all of it is worth another try.
      var mayPass = false
      /// Where the journal ends by what the transaction booked itself: no other one can book meanwhile.
      var journalEnd: JournalEnd?
      /// Entries that are to be written before it ends or anybody reads the book in it.
      var held: Booking?
      /// What its units know and are to write; nil outside a transaction of the writer.
      var memory: TransactionMemory?
    }

    private let wire: Mutex<PostgresWire>
    private let current = Mutex(Transaction())

    /// Connects, with the session's settings made. Throws ``StoreError/unreachable(_:)`` when nobody answers there, and
    /// ``StoreError/engine(_:)`` when the server refuses.
    package init(_ address: PostgresAddress, settings: String, patience: Duration) throws {
      wire = Mutex(try PostgresWire(address, settings: settings, patience: patience))
    }

    var transaction: Transaction {
      get { current.withLock { $0 } }
      set { current.withLock { $0 = newValue } }
    }

    /// False once the server or the network has ended the connection, or silence was taken for that.
    var isAlive: Bool { wire.withLock { $0.isAlive } }

    /// A statement of the transaction failed: the server refuses everything but its end.
    var isInFailedTransaction: Bool { wire.withLock { $0.isInFailedTransaction } }

    /// Rows changed and statements failed so far: tells whether a unit that threw left traces.
    var changes: Int { wire.withLock { $0.changes } }

    /// Runs texts without arguments, several with `;` between them, in one exchange; the last one's outcome.
    func ask(_ sql: String) throws -> PostgresWire.Outcome {
      try wire.withLock { try $0.ask(sql) }
    }

    /// Runs texts without arguments whose answer nobody needs.
    package func perform(_ sql: String) throws { _ = try ask(sql) }

    /// Runs a statement with arguments; it is prepared when it comes the first time.
    func run(_ sql: String, _ arguments: [SQLValue]) throws -> PostgresWire.Outcome {
      try wire.withLock { try $0.run(sql, arguments) }
    }

    /// Runs statements in one exchange; the last one's outcome.
    func run(together statements: [(sql: String, arguments: [SQLValue])]) throws -> PostgresWire.Outcome {
      try wire.withLock { try $0.run(together: statements) }
    }

    /// Lets a statement whose outcome nobody needs go with the next one that is answered.
    func post(_ sql: String, _ arguments: [SQLValue]) throws {
      try wire.withLock { try $0.post(sql, arguments) }
    }

    /// Keeps entries back until ``Transaction/held`` is taken. Whoever booked has written.
    func hold(_ booking: Booking) {
      wire.withLock { $0.noteChange() }
      current.withLock { transaction in
        if transaction.held?.append(booking) == nil { transaction.held = booking }
      }
    }

    /// Takes the entries that were kept back.
    func takeHeld() -> Booking? {
      current.withLock { transaction in
        defer { transaction.held = nil }
        return transaction.held
      }
    }

    /// Whether no row is kept back.
    var isWritten: Bool { current.withLock { $0.memory?.heldTables.isEmpty ?? true } }

    /// Whether a transaction of the writer is under way.
    var remembers: Bool { current.withLock { $0.memory != nil } }

    /// What is known and held; nothing outside a transaction of the writer.
    func withMemory<Value>(_ body: (inout TransactionMemory) -> Value) -> Value? {
      current.withLock { transaction in
        guard var memory = transaction.memory else { return nil }
        // Taken out for as long, so that nothing of it is copied.
        transaction.memory = nil
        defer { transaction.memory = memory }
        return body(&memory)
      }
    }

    /// Keeps a row back. Whoever wrote it has written.
    func hold(_ shape: RowShape, _ row: [SQLValue], key: SQLValue?) {
      _ = withMemory { $0.hold(shape, row, key: key) }
      wire.withLock { $0.noteChange() }
    }

    /// The watched tables that a statement names.
    func tables(in sql: String) -> NamedTables { wire.withLock { $0.tables(in: sql) } }

    /// Runs statements with how many rows each must change, in one exchange.
    func write(_ batches: [(batch: PostgresBatch, rows: Int)]) throws {
      try wire.withLock { try $0.write(batches) }
    }

    /// Loses the connection, as a network does; the next exchange finds out. For simulations.
    func cut() { wire.withLock { $0.cut() } }

    /// Waits for what was posted; throws what the server says against it.
    func settle() throws { try wire.withLock { try $0.settle() } }

    /// Asks several questions in one exchange, and behind them some about many keys each.
    func answers(to questions: [SQLQuestion], _ batches: [PostgresBatch] = []) throws -> [[SQLRow]] {
      try wire.withLock { try $0.answers(to: questions, batches) }
    }
  }
#endif
