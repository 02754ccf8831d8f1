#if Postgres
  import Dispatch
  import Synchronization

  /// What hubs agree on beside the tables: who is there, and who works on what. Held by a connection, so it goes with the process,
  /// also when that is killed. A courtesy among hubs: what is true stands in the tables, whoever holds a lock.
  final class PostgresLocks: Sendable {
    private let address: PostgresAddress
    private let settings: PostgresSettings
    private let queue = DispatchQueue(label: "maru.store.locks", qos: .userInitiated)
    private let connection = Mutex<PostgresConnection?>(nil)
    /// Held by this process: the server would give a lock to its holder a second time.
    private let held = Mutex<Set<String>>([])

    init(_ address: PostgresAddress, settings: PostgresSettings) {
      self.address = address
      self.settings = settings
    }

    /// Runs `work` where nobody else holds `name`; nil where somebody does, or where the database does not answer.
    func exclusively<Value: Sendable>(_ name: String, _ work: @Sendable () async -> Value) async -> Value? {
      guard held.withLock({ $0.insert(name).inserted }) else { return nil }
      defer { held.withLock { _ = $0.remove(name) } }
      let key = address.key("item \(name)")
      guard await ask("SELECT pg_try_advisory_lock(\(key))") == 1 else { return nil }
      let value = await work()
      // Where the connection was lost meanwhile, so was the lock.
      _ = await ask("SELECT pg_advisory_unlock(\(key))")
      return value
    }

    /// Whether no other process has this schema open as hubs do; false where the database does not answer.
    func isAlone() async -> Bool {
      await ask(
        """
        SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid() \
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
        AND (CAST(classid AS BIGINT) << 32 | CAST(objid AS BIGINT)) = \(presence) AND objsubid = 1
        """) == 0
    }

    private var presence: Int64 { address.key("presence") }

    /// The one number that a text answers with.
    private func ask(_ sql: String) async -> Int64? {
      await withCheckedContinuation { continuation in
        queue.async {
          continuation.resume(returning: try? self.connected().ask(sql).rows.first?.integer(0))
        }
      }
    }

    private func connected() throws -> PostgresConnection {
      if let known = connection.withLock({ $0 }), known.isAlive { return known }
      let made = try PostgresConnection(
        address, settings: settings.reading(address) + "; SELECT pg_advisory_lock_shared(\(presence))",
        patience: settings.patience)
      connection.withLock { $0 = made }
      return made
    }

    /// Says that this process is there.
    func enter() throws { _ = try connected() }

    func close() async {
      await withCheckedContinuation { continuation in
        queue.async {
          self.connection.withLock { $0 = nil }
          continuation.resume()
        }
      }
    }
  }
#endif
