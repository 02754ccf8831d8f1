/// The times within which a store on PostgreSQL answers, and how many connections it holds.
package struct PostgresSettings: Sendable, Hashable {
  /// How long a unit of work waits for its turn before it fails, and then for a database that is away. Clients wait 20 s.
  package var patience: Duration = .seconds(8)
  /// Connections for reading; one more writes. Each is made when it is needed.
  package var readers = 4
  /// Reads that may wait for a connection, and units of work for their turn to write; more are refused at once.
  package var longestQueue = 10_000
  package init() {}

  private var milliseconds: Int64 { PostgresSettings.milliseconds(patience) }

  static func milliseconds(_ duration: Duration) -> Int64 {
    duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
  }

  /// How long a session may stand still before the server ends it, as that of a process that was stopped does: in the middle of a
  /// transaction, which others wait for, or while it holds locks, which it looks after every quarter of a second.
  private var stillness: Int64 { milliseconds / 2 }

  /// The server finds out that a machine is gone, and gives up one that takes no answer any more.
  private static let watch = """
    SET tcp_keepalives_idle TO 10; SET tcp_keepalives_interval TO 5; SET tcp_keepalives_count TO 2; \
    SET tcp_user_timeout TO 10000
    """

  /// What a session that reads is told when it begins.
  func reading(_ address: PostgresAddress) -> String {
    """
    SET search_path TO \(address.schema); SET default_transaction_read_only TO on; SET statement_timeout TO 0; \
    SET lock_timeout TO \(milliseconds); SET idle_in_transaction_session_timeout TO \(milliseconds); \
    SET idle_session_timeout TO 0; \(PostgresSettings.watch)
    """
  }

  /// What the session that holds locks is told when it begins.
  func locking(_ address: PostgresAddress) -> String {
    reading(address) + "; SET idle_session_timeout TO \(stillness)"
  }

  /// What the session that writes is told when it begins.
  ///
  /// Its statements look for rows by their keys. A plan that was made while a table was small would read all of it and be kept when
  /// it has grown, so plans without an index are the last choice. With these, a plan is as good for one key as for another: each is
  /// made once, not anew for each transaction's arguments.
  ///
  /// There is no limit on a statement's time: it would also end the wait for a standby, and the server then calls the commit a
  /// success. A hub that stops in the middle of a transaction is thrown out by the server after half the patience, so that others
  /// get their turn before theirs ends.
  func writing(_ address: PostgresAddress) -> String {
    """
    SET search_path TO \(address.schema); SET default_transaction_isolation TO 'read committed'; \
    SET default_transaction_read_only TO off; SET statement_timeout TO 0; SET lock_timeout TO \(milliseconds); \
    SET idle_in_transaction_session_timeout TO \(stillness); SET idle_session_timeout TO 0; \
    SET enable_seqscan TO off; SET enable_hashjoin TO off; SET enable_mergejoin TO off; SET jit TO off; \
    SET plan_cache_mode TO force_generic_plan; \
    \(PostgresSettings.watch); \
    SELECT set_config('synchronous_commit', \
    CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false)
    """
  }
}
