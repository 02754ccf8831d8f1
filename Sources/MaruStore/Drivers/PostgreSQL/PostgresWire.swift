#if Postgres
  import CPQ

  /// What ``PostgresConnection`` holds: libpq's connection and what was prepared on it.
  final class PostgresWire {
    /// What a statement gave.
    struct Outcome: Sendable {
      var changed = 0
      var rows: [SQLRow] = []
      /// The server's word for what it did, such as `COMMIT`.
      var tag = ""
    }

    /// More different texts than the hub has; one that makes texts without end must not fill the server's memory.
    private static let largestCache = 500

    private let handle: OpaquePointer
    private let patience: Duration
    /// Names on the server of the statements that are prepared there, by our text.
    private var prepared: [String: (name: String, arguments: Int)] = [:]
    private var serial = 0
    /// Rows changed and statements failed so far: tells whether a unit that threw left traces.
    private(set) var changes = 0
    /// Connects, with the session's settings made. Throws ``StoreError/unreachable(_:)`` when nobody answers there, and
    /// ``StoreError/engine(_:)`` when the server refuses.
    init(_ address: PostgresAddress, settings: String, patience: Duration) throws {
      self.patience = patience
      // Later ones win; `dbname` is the URL, whose own parameters count in its place.
      let parameters: [(String, String)] = [
        ("connect_timeout", "3"), ("target_session_attrs", "read-write"), ("application_name", "maru"),
        ("keepalives_idle", "5"), ("keepalives_interval", "2"),
        ("keepalives_count", "2"), ("tcp_user_timeout", "10000"), ("dbname", address.url),
        ("client_encoding", "UTF8"),
      ]
      let made = CStrings(parameters.map(\.0)).with { keywords in
        CStrings(parameters.map(\.1)).with { values in PQconnectdbParams(keywords, values, 1) }
      }
      guard let made else { throw StoreError.engine("no memory for a connection") }
      handle = made
      guard PQstatus(handle) == CONNECTION_OK else {
        // Its message may quote the URL; the reasons that matter have words of their own.
        let message = String(cString: PQerrorMessage(handle))
        throw PostgresWire.refusal(message, at: address)
      }
      _ = PQsetnonblocking(handle, 1)
      // Notices ("already exists, skipping") would go to standard error.
      _ = PQsetNoticeProcessor(handle, { _, _ in }, nil)
      _ = try ask(settings)
    }

    deinit { PQfinish(handle) }

    private static func refusal(_ message: String, at address: PostgresAddress) -> StoreError {
      let words = [
        "password authentication failed", "no password supplied", "no pg_hba.conf entry", "role ", "database ",
        "invalid ", "certificate",
      ]
      guard let word = words.first(where: { message.contains($0) }),
        !["starting up", "shutting down", "recovery mode"].contains(where: { message.contains($0) })
      else { return .unreachable("no PostgreSQL answers at \(address.shown)") }
      let line = message.split(separator: "\n").last { $0.contains(word) } ?? ""
      return .engine("PostgreSQL at \(address.shown) refuses: \(line)")
    }

    /// False once the server or the network has ended the connection, or silence was taken for that.
    var isAlive: Bool { !isGivenUp && PQstatus(handle) == CONNECTION_OK }
    private var isGivenUp = false

    /// A statement of the transaction failed: the server refuses everything but its end.
    var isInFailedTransaction: Bool { PQtransactionStatus(handle) == PQTRANS_INERROR }

    /// Runs texts without arguments, several with `;` between them, in one exchange; the last one's outcome.
    func ask(_ sql: String) throws -> Outcome {
      try exchange { PQsendQuery(handle, sql) }
    }

    /// Runs a statement with arguments; it is prepared when it comes the first time.
    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Outcome {
      let statement = try statement(sql)
      guard statement.arguments == arguments.count else {
        throw StoreError.engine("\(arguments.count) arguments for: \(sql)")
      }
      let sent = PostgresArguments(arguments)
      return try exchange { sent.send(handle, statement.name) }
    }

    private func statement(_ sql: String) throws -> (name: String, arguments: Int) {
      if let known = prepared[sql] { return known }
      if prepared.count >= PostgresWire.largestCache {
        _ = try ask("DEALLOCATE ALL")
        prepared.removeAll()
      }
      let numbered = NumberedArguments(sql)
      serial += 1
      let name = "s\(serial)"
      _ = try exchange { PQsendPrepare(handle, name, numbered.text, 0, nil) }
      prepared[sql] = (name, numbered.count)
      return (name, numbered.count)
    }

    /// Sends one request and takes its whole answer.
    private func exchange(_ send: () -> Int32) throws -> Outcome {
      guard isAlive else { throw lost() }
      guard send() == 1 else { throw lost() }
      let end = ContinuousClock.now + patience
      while true {
        switch PQflush(handle) {
        case 0: break
        case 1:
          // The server may be waiting for us to read before it reads on.
          try wait(until: end, writing: true)
          guard PQconsumeInput(handle) == 1 else { throw lost() }
          continue
        default: throw lost()
        }
        break
      }
      var outcome = Outcome()
      var failure: StoreError?
      while true {
        while PQisBusy(handle) == 1 {
          try wait(until: end, writing: false)
          guard PQconsumeInput(handle) == 1 else { throw lost() }
        }
        guard let result = PQgetResult(handle) else { break }
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
          outcome.tag = String(cString: PQcmdStatus(result))
          outcome.changed = Int(String(cString: PQcmdTuples(result))) ?? 0
          if !outcome.tag.hasPrefix("SELECT") { changes += outcome.changed }
          do {
            outcome.rows = try PostgresAnswer.rows(result)
          } catch let error as StoreError {
            // The rest of the answer is taken first: the connection is used again.
            failure = failure ?? error
          }
        case PGRES_EMPTY_QUERY: break
        default:
          let state = maru_state_of(result).map { String(cString: $0) } ?? "08006"
          let message = maru_message_of(result).map { String(cString: $0) } ?? ""
          failure = failure ?? PostgresError.storeError(state: state, message: message)
        }
      }
      if let failure {
        changes += 1
        throw failure
      }
      guard isAlive else { throw lost() }
      return outcome
    }

    private func wait(until end: ContinuousClock.Instant, writing: Bool) throws {
      let left = end - ContinuousClock.now
      guard left > .zero else {
        // Whatever the server still does, its answer cannot be told from the next one's any more.
        isGivenUp = true
        throw StoreError.unreachable("PostgreSQL is silent")
      }
      let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1
      _ = maru_wait_for_socket(PQsocket(handle), writing ? 1 : 0, Int32(clamping: milliseconds))
    }

    private func lost() -> StoreError {
      isGivenUp = true
      return .unreachable("the connection to PostgreSQL is lost")
    }
  }
#endif
