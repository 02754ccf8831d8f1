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
      /// Rows changed by a statement that writes.
      var written: Int { tag.hasPrefix("SELECT") ? 0 : changed }
    }

    /// A prepared statement with its arguments.
    private struct Command {
      let name: String
      let arguments: PostgresArguments
      func send(_ handle: OpaquePointer) -> Int32 { arguments.send(handle, name) }
    }

    /// Posted statements are sent at the latest when there are so many.
    private static let mostPosted = 64
    /// More different texts than the hub has; one that makes texts without end must not fill the server's memory.
    private static let largestCache = 500

    private let handle: OpaquePointer
    private let patience: Duration
    /// Names on the server of the statements that are prepared there, by our text.
    private var prepared: [StatementText: (name: String, arguments: Int)] = [:]
    private var serial = 0
    /// The watched tables that a text names.
    private var named: [StatementText: NamedTables] = [:]
    /// Statements that go with the next one that is answered.
    private var posted: [Command] = []
    /// Rows changed, statements posted and statements failed so far: tells whether a unit that threw left traces.
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
      if sql.hasPrefix("ROLLBACK") { posted = [] }
      try settle()
      return try exchange { PQsendQuery(handle, sql) }
    }

    /// Runs a statement with arguments; it is prepared when it comes the first time.
    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Outcome {
      let command = try command(sql, arguments)
      // Nothing of it would be kept.
      if sql.hasPrefix("ROLLBACK") { posted = [] }
      guard posted.isEmpty else { return try together([command]).last ?? Outcome() }
      return try exchange { command.send(handle) }
    }

    /// Runs statements in one exchange; behind one that fails the server runs none. The last one's outcome.
    func run(together statements: [(sql: String, arguments: [SQLValue])]) throws -> Outcome {
      // None of them may make the others' names unknown.
      if prepared.count + statements.count > PostgresWire.largestCache { try forget() }
      return try together(statements.map { try command($0.sql, $0.arguments) }).last ?? Outcome()
    }

    /// Lets a statement go with the next one that is answered; what the server says against it is thrown there.
    func post(_ sql: String, _ arguments: [SQLValue]) throws {
      posted.append(try command(sql, arguments))
      changes += 1
      // The server's answers to all of them wait in its memory and ours.
      if posted.count >= PostgresWire.mostPosted { _ = try together([]) }
    }

    /// Asks several questions in one exchange, and behind them some about many keys each.
    func answers(to questions: [SQLQuestion], _ batches: [PostgresBatch]) throws -> [[SQLRow]] {
      // None of them may make the others' names unknown.
      if prepared.count + questions.count + batches.count > PostgresWire.largestCache { try forget() }
      let commands = try questions.map { try command($0.sql, $0.arguments) } + batches.map { try command($0) }
      return try together(commands).map(\.rows)
    }

    /// Runs statements with how many rows each must change.
    func write(_ batches: [(batch: PostgresBatch, rows: Int)]) throws {
      // None of them may make the others' names unknown.
      if prepared.count + batches.count > PostgresWire.largestCache { try forget() }
      let outcomes = try together(batches.map { try command($0.batch) })
      for (outcome, wanted) in zip(outcomes, batches) where outcome.changed != wanted.rows {
        throw StoreError.engine("\(outcome.changed) rows changed instead of \(wanted.rows): \(wanted.batch.sql)")
      }
    }

    func tables(in sql: String) -> NamedTables {
      let text = StatementText(sql)
      if let known = named[text] { return known }
      if named.count >= PostgresWire.largestCache { named.removeAll() }
      let found = NamedTables(in: sql)
      named[text] = found
      return found
    }

    /// Loses the connection, as a network does; the next exchange finds out. For simulations.
    func cut() { maru_cut(PQsocket(handle)) }

    /// Something was written that no statement tells of yet.
    func noteChange() { changes += 1 }

    /// Sends what was posted and waits for it.
    func settle() throws {
      if !posted.isEmpty { _ = try together([]) }
    }

    private func command(_ sql: String, _ arguments: [SQLValue]) throws -> Command {
      let statement = try statement(sql)
      guard statement.arguments == arguments.count else {
        throw StoreError.engine("\(arguments.count) arguments for: \(sql)")
      }
      return Command(name: statement.name, arguments: PostgresArguments(arguments))
    }

    private func command(_ batch: PostgresBatch) throws -> Command {
      Command(name: try statement(batch.sql).name, arguments: try PostgresArguments(batch))
    }

    private func statement(_ sql: String) throws -> (name: String, arguments: Int) {
      let text = StatementText(sql)
      if let known = prepared[text] { return known }
      if prepared.count >= PostgresWire.largestCache { try forget() }
      let numbered = NumberedArguments(sql)
      serial += 1
      let name = "s\(serial)"
      _ = try exchange { PQsendPrepare(handle, name, numbered.text, 0, nil) }
      prepared[text] = (name, numbered.count)
      return (name, numbered.count)
    }

    private func forget() throws {
      // What was posted is known to the server by such a name, and goes first.
      _ = try ask("DEALLOCATE ALL")
      prepared.removeAll()
    }

    /// Sends one request and takes its whole answer.
    private func exchange(_ send: () -> Int32) throws -> Outcome {
      guard isAlive else { throw lost() }
      guard send() == 1 else { throw lost() }
      let end = ContinuousClock.now + patience
      try flush(until: end)
      var outcome = Outcome()
      var failure: StoreError?
      while let result = try nextResult(until: end) {
        defer { PQclear(result) }
        take(result, into: &outcome, &failure)
      }
      if let failure {
        changes += 1
        throw failure
      }
      guard isAlive else { throw lost() }
      changes += outcome.written
      return outcome
    }

    /// Sends what was posted and `commands` behind it, and takes the answers of `commands` (libpq's pipeline mode). Behind one that
    /// fails the server runs none.
    private func together(_ commands: [Command]) throws -> [Outcome] {
      guard !(posted.isEmpty && commands.isEmpty) else { return [] }
      let all = posted + commands
      posted = []
      guard isAlive, PQenterPipelineMode(handle) == 1 else { throw lost() }
      for command in all {
        guard command.send(handle) == 1 else { throw lost() }
      }
      guard PQpipelineSync(handle) == 1 else { throw lost() }
      let end = ContinuousClock.now + patience
      try flush(until: end)
      var outcomes: [Outcome] = []
      var failure: StoreError?
      for _ in all {
        var outcome = Outcome()
        while let result = try nextResult(until: end) {
          defer { PQclear(result) }
          take(result, into: &outcome, &failure)
        }
        guard isAlive else { throw lost() }
        outcomes.append(outcome)
      }
      guard let last = try nextResult(until: end) else { throw lost() }
      let isSync = PQresultStatus(last) == PGRES_PIPELINE_SYNC
      PQclear(last)
      guard isSync, PQexitPipelineMode(handle) == 1, isAlive else { throw lost() }
      if let failure {
        changes += 1
        throw failure
      }
      // What was posted counted when it was: a unit that only asked has not written what others had posted.
      let answered = outcomes.suffix(commands.count)
      changes += answered.reduce(0) { $0 + $1.written }
      return Array(answered)
    }

    private func flush(until end: ContinuousClock.Instant) throws {
      while true {
        switch PQflush(handle) {
        case 0: return
        case 1:
          // The server may be waiting for us to read before it reads on.
          try wait(until: end, writing: true)
          guard PQconsumeInput(handle) == 1 else { throw lost() }
        default: throw lost()
        }
      }
    }

    private func nextResult(until end: ContinuousClock.Instant) throws -> OpaquePointer? {
      while PQisBusy(handle) == 1 {
        try wait(until: end, writing: false)
        guard PQconsumeInput(handle) == 1 else { throw lost() }
      }
      return PQgetResult(handle)
    }

    private func take(_ result: OpaquePointer, into outcome: inout Outcome, _ failure: inout StoreError?) {
      switch PQresultStatus(result) {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
        outcome.tag = String(cString: PQcmdStatus(result))
        outcome.changed = Int(String(cString: PQcmdTuples(result))) ?? 0
        do {
          outcome.rows = try PostgresAnswer.rows(result)
        } catch let error as StoreError {
          // The rest of the answer is taken first: the connection is used again.
          failure = failure ?? error
        } catch {
          failure = failure ?? .engine("\(error)")
        }
      // The one that failed is told of itself.
      case PGRES_EMPTY_QUERY, PGRES_PIPELINE_ABORTED: break
      default:
        let state = maru_state_of(result).map { String(cString: $0) } ?? "08006"
        let message = maru_message_of(result).map { String(cString: $0) } ?? ""
        failure = failure ?? PostgresError.storeError(state: state, message: message)
      }
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
