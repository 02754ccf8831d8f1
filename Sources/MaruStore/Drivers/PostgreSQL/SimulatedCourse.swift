#if Postgres
  import Synchronization

  /// What becomes of the commit that a simulated process is about to make, and the parts of the driver that it happens in.
  final class SimulatedCourse: Sendable {
    private struct State {
      var course = CommitCourse.plain
      /// What was to happen once has happened.
      var isOver = false
      /// The server does not answer.
      var isAway = false
      /// Statements of the transaction so far.
      var statements = 0
      /// How long the writer has waited for its server, by its own clock.
      var waited = Duration.zero
      var lives = 1
    }

    /// What happens before a statement.
    private enum Meddling {
      case none
      case refusal
      case interruption(CommitCourse.Interruption)
    }

    /// What the server says when its disk is full.
    private static let full = SimulatedCourse.raise("53100")

    private let address: PostgresAddress
    private let settings: PostgresSettings
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    init(_ address: PostgresAddress, _ settings: PostgresSettings) {
      self.address = address
      self.settings = settings
    }

    func begin(_ course: CommitCourse) {
      state.withLock { state in
        state.course = course
        state.isOver = false
      }
    }

    func end() {
      state.withLock { state in
        state.course = .plain
        state.isAway = false
      }
    }

    func nextLife() -> Int {
      state.withLock { state in
        state.lives += 1
        return state.lives
      }
    }

    /// A few tries are as good as those of eight seconds.
    var surroundings: PostgresSurroundings {
      PostgresSurroundings(
        now: { self.start + self.state.withLock { $0.waited } },
        pause: { self.state.withLock { $0.waited += self.settings.patience / 2 } },
        connect: {
          guard !self.state.withLock({ $0.isAway }) else { throw StoreError.unreachable("the server is away") }
          return try PostgresConnection(
            self.address, settings: self.settings.writing(self.address), patience: self.settings.patience)
        })
    }

    func engine(over engine: GroupCommit.Engine) -> GroupCommit.Engine {
      GroupCommit.Engine(
        withSession: engine.withSession,
        begin: { session in
          let isReadOnly = self.state.withLock { state in
            state.statements = 0
            if case .refused(.readOnly, _) = state.course { return true }
            return false
          }
          try engine.begin(session)
          if isReadOnly { try session.run("SET TRANSACTION READ ONLY", []) }
        },
        ask: engine.ask, settle: engine.settle, commit: { try self.commit($0, over: engine) },
        rollback: engine.rollback,
        totalChanges: engine.totalChanges)
    }

    private func commit(_ session: any SQLSession, over engine: GroupCommit.Engine) throws {
      let course = state.withLock { state -> CommitCourse in
        switch state.course {
        case .refused: return state.course
        // It has happened, or is not the commit's.
        case .plain, .interrupted: return .plain
        case .twice, .cutAtCommit, .unheard, .brokenOff:
          guard !state.isOver else { return .plain }
          state.isOver = true
          return state.course
        }
      }
      switch course {
      case .plain, .interrupted, .refused(.readOnly, _): try engine.commit(session)
      case .twice: try session.run(SimulatedCourse.raise("40001"), [])
      case .refused: try session.run(SimulatedCourse.full, [])
      case .cutAtCommit(let isKept): try lose(session, isKept, engine)
      case .unheard(let isKept):
        state.withLock { $0.isAway = true }
        try lose(session, isKept, engine)
      case .brokenOff:
        state.withLock { $0.isAway = true }
        try SimulatedCourse.connection(of: session).cut()
        try session.run("SELECT 1", [])
      }
    }

    /// The connection is lost before the server sees the commit, or behind it.
    private func lose(_ session: any SQLSession, _ isKept: Bool, _ engine: GroupCommit.Engine) throws {
      let connection = try SimulatedCourse.connection(of: session)
      if isKept {
        try engine.commit(session)
        // Its answer was not heard.
        connection.transaction.isCommitting = true
      }
      connection.cut()
      if isKept { try session.run("SELECT 1", []) } else { try engine.commit(session) }
    }

    /// Something may come before a statement of a unit, which has run `before` others.
    func meddle(_ session: any SQLSession, before: Int, refusedAfter limit: Int?) throws {
      let meddling = state.withLock { state -> Meddling in
        state.statements += 1
        if let limit, before >= limit { return .refusal }
        guard case .interrupted(let interruption, let statement) = state.course, !state.isOver,
          state.statements == statement
        else { return .none }
        state.isOver = true
        return .interruption(interruption)
      }
      switch meddling {
      case .none: break
      case .refusal: try session.run(SimulatedCourse.full, [])
      case .interruption(.cut): try SimulatedCourse.connection(of: session).cut()
      case .interruption(.slow):
        // A statement that ends itself: in a transaction that is over, the limit is too.
        try session.run("SET LOCAL statement_timeout TO 1", [])
        _ = try session.rows("SELECT pg_sleep(60)", [])
      case .interruption(.conflict): try session.run(SimulatedCourse.raise("40001"), [])
      }
    }

    private static func raise(_ state: String) -> String {
      "DO $$ BEGIN RAISE EXCEPTION 'simulated' USING ERRCODE = '\(state)'; END $$"
    }

    private static func connection(of session: any SQLSession) throws -> PostgresConnection {
      guard let session = session as? PostgresSession else { throw StoreError.engine("a session of another engine") }
      return session.connection
    }
  }

  /// The session of a unit of work, at whose statements a ``SimulatedCourse`` has its say.
  final class InterferingSession: SQLSession {
    private let session: any SQLSession
    private let course: SimulatedCourse
    private let limit: Int?
    private var count = 0

    init(_ session: any SQLSession, _ course: SimulatedCourse, refusedAfter limit: Int?) {
      self.session = session
      self.course = course
      self.limit = limit
    }

    private func next() throws {
      try course.meddle(session, before: count, refusedAfter: limit)
      count += 1
    }

    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
      try next()
      return try session.run(sql, arguments)
    }

    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
      try next()
      return try session.rows(sql, arguments)
    }

    func post(_ sql: String, _ arguments: [SQLValue]) throws {
      try next()
      try session.post(sql, arguments)
    }

    func answers(to questions: [SQLQuestion]) throws -> [[SQLRow]] {
      try next()
      return try session.answers(to: questions)
    }

    var journalEnd: JournalEnd? {
      get { session.journalEnd }
      set { session.journalEnd = newValue }
    }

    func hold(_ booking: Booking) -> Bool { session.hold(booking) }

    func write(_ shape: RowShape, _ row: [SQLValue], key: SQLValue?) throws {
      try next()
      try session.write(shape, row, key: key)
    }

    var remembers: Bool { session.remembers }

    func remember(_ question: SQLQuestion, _ rows: [SQLRow]) { session.remember(question, rows) }
  }

  /// A session that reads, and whose connection is lost before one of its statements.
  final class CutSession: SQLSession {
    private let session: any SQLSession
    private var left: Int

    /// Before the statement of this number, from 1.
    init(_ session: any SQLSession, before statement: Int) {
      self.session = session
      left = statement
    }

    private func next() {
      left -= 1
      if left == 0 { (session as? PostgresSession)?.connection.cut() }
    }

    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
      next()
      return try session.run(sql, arguments)
    }

    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
      next()
      return try session.rows(sql, arguments)
    }

    func answers(to questions: [SQLQuestion]) throws -> [[SQLRow]] {
      next()
      return try session.answers(to: questions)
    }
  }
#endif
