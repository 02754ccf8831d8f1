#if Postgres
  import Dispatch
  import Synchronization

  /// What hubs agree on beside the tables: who is there, and who works on what. Held by a connection, so it goes with the process,
  /// also when that is killed. A courtesy among hubs: what is true stands in the tables, whoever holds a lock.
  ///
  /// A connection that was lost is made anew within a second (``look()``), and takes again what is held for the whole time. A process
  /// that stands still does not look, and the server ends its connection: what it worked on is free for the others.
  final class PostgresLocks: Sendable {
    private struct State {
      var connection: PostgresConnection?
      /// From when on this process can say that it is alone: when a server comes back, all hubs do so, one after the other.
      var knowsFrom = ContinuousClock.now
      /// While the server does not answer, nobody is kept waiting to find out once more.
      var nextTry = ContinuousClock.now
      var isClosed = false
      /// What this process holds as long as it is there.
      var kept: [Int64] = []
    }

    private static let pause = Duration.milliseconds(250)
    /// Longer than another hub needs to see that its connection is gone and to make a new one.
    private static let settling = Duration.seconds(5)

    private let address: PostgresAddress
    private let settings: PostgresSettings
    private let queue = DispatchQueue(label: "maru.store.locks", qos: .userInitiated)
    private let state: Mutex<State>
    /// Held by this process: the server would give a lock to its holder a second time.
    private let held = Mutex<Set<String>>([])
    private let isLooking = Atomic<Bool>(false)

    init(_ address: PostgresAddress, settings: PostgresSettings) {
      self.address = address
      self.settings = settings
      state = Mutex(State())
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

    /// Whether no other process has this schema open as hubs do; false where the database does not answer, and for a while
    /// after it did not: the others lost their connections too, and come back one after the other.
    func isAlone() async -> Bool {
      let others = await ask(
        """
        SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid() \
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
        AND (CAST(classid AS BIGINT) << 32 | CAST(objid AS BIGINT)) = \(presence) AND objsubid = 1
        """)
      return others == 0 && state.withLock { $0.knowsFrom } <= .now
    }

    /// Takes a name until the end of the process; false where another process has it, or where the database does not answer.
    func hold(_ name: String) async -> Bool {
      let key = address.key("kept \(name)")
      guard await ask("SELECT pg_try_advisory_lock(\(key))") == 1 else { return false }
      state.withLock { $0.kept.append(key) }
      return true
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

    /// Finds out whether the connection is still there, and makes a new one where it is not; comes back at once.
    func look() {
      guard isLooking.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged else { return }
      queue.async {
        defer { self.isLooking.store(false, ordering: .relaxed) }
        _ = try? self.connected().ask("SELECT 1")
      }
    }

    /// On the queue only.
    private func connected() throws -> PostgresConnection {
      let (known, isClosed, nextTry) = state.withLock { ($0.connection, $0.isClosed, $0.nextTry) }
      if let known, known.isAlive { return known }
      guard !isClosed else { throw StoreError.closed }
      let isNew = known == nil
      guard ContinuousClock.now >= nextTry else { throw StoreError.unreachable("the connection for locks is lost") }
      do {
        let made = try PostgresConnection(
          address, settings: settings.locking(address) + "; SELECT pg_advisory_lock_shared(\(presence))",
          patience: settings.patience)
        for key in state.withLock({ $0.kept }) { _ = try made.ask("SELECT pg_try_advisory_lock(\(key))") }
        state.withLock { state in
          state.connection = made
          if !isNew { state.knowsFrom = .now + PostgresLocks.settling }
        }
        return made
      } catch {
        state.withLock { $0.nextTry = .now + PostgresLocks.pause }
        throw error
      }
    }

    /// Says that this process is there.
    func enter() throws { _ = try connected() }

    func close() async {
      await withCheckedContinuation { continuation in
        queue.async {
          let last = self.state.withLock { state in
            defer { state.connection = nil }
            state.isClosed = true
            return state.connection
          }
          // Asked for: a server notices the end of a connection in its own time, and others wait to take over.
          _ = try? last?.ask("SELECT pg_advisory_unlock_all()")
          continuation.resume()
        }
      }
    }
  }
#endif
