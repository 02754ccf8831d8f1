#if Postgres
  import CPQ
  import Dispatch

  /// One moment of a schema on PostgreSQL: a transaction that sees nothing that came after its beginning.
  package final class PostgresSnapshot: StoreSnapshot {
    /// A check over a whole book reads much at once.
    private static let patience = Duration.seconds(120)
    private let connection: PostgresConnection
    private let queue = DispatchQueue(label: "maru.store.snapshot", qos: .userInitiated)

    /// Takes the moment; throws ``StoreError`` when the schema cannot be read or holds no tables.
    package init(_ address: PostgresAddress) throws {
      connection = try PostgresSnapshot.connect(address)
      _ = try connection.ask("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT number FROM schema_step LIMIT 1")
    }

    /// The last step of its schema that the database has seen; 0 where there is no table.
    static func schemaStep(_ address: PostgresAddress) throws -> Int {
      let connection = try connect(address)
      let table = "SELECT 1 FROM pg_tables WHERE schemaname = '\(address.schema)' AND tablename = 'schema_step'"
      guard try !connection.ask(table).rows.isEmpty else { return 0 }
      let row = try connection.ask("SELECT COALESCE(MAX(number), 0) FROM schema_step").rows.first
      return Int(try row?.integer(0) ?? 0)
    }

    private static func connect(_ address: PostgresAddress) throws -> PostgresConnection {
      let settings = PostgresSettings()
      let end = ContinuousClock.now + settings.patience
      while true {
        do {
          return try PostgresConnection(
            address, settings: settings.reading(address) + "; SET idle_in_transaction_session_timeout TO 0",
            patience: patience)
        } catch let error as StoreError where error.mayPass {
          // A server may be changing over.
          guard ContinuousClock.now < end else { throw error }
          _ = maru_wait_for_socket(-1, 0, 50)
        }
      }
    }

    /// Always nil: the server checks its pages itself as it reads them, where it was made with checksums.
    package func damage() throws -> String? { nil }

    package func write<Value: Sendable>(
      _ unit: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
      throw StoreError.readOnly
    }

    package func read<Value: Sendable>(
      _ unit: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
      try await withCheckedThrowingContinuation { continuation in
        queue.async {
          continuation.resume(with: Result { try unit(PostgresSession(connection: self.connection)) })
        }
      }
    }

    package func close() async {
      await withCheckedContinuation { continuation in
        queue.async {
          // Its end frees the server from keeping old rows for it.
          _ = try? self.connection.ask("ROLLBACK")
          continuation.resume()
        }
      }
    }
  }
#endif
