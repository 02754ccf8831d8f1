#if Postgres
  /// One PostgreSQL connection as an ``SQLSession``.
  struct PostgresSession: SQLSession {
    let connection: PostgresConnection

    @discardableResult
    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
      if sql.hasPrefix("ROLLBACK") {
        // What was booked and learnt since the savepoint is no more.
        connection.transaction.journalEnd = nil
        connection.transaction.held = nil
        if remembers { connection.transaction.memory = TransactionMemory() }
      }
      try meet(sql)
      return try connection.run(sql, arguments).changed
    }

    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
      try meet(sql)
      return try connection.run(sql, arguments).rows
    }

    func post(_ sql: String, _ arguments: [SQLValue]) throws {
      try meet(sql)
      try connection.post(sql, arguments)
    }

    func answers(to questions: [SQLQuestion]) throws -> [[SQLRow]] {
      guard remembers else { return try connection.answers(to: questions) }
      let known = connection.withMemory { memory in questions.map { memory.answer(to: $0) } } ?? []
      let unknown = zip(questions, known).filter { $0.1 == nil }.map(\.0)
      guard !unknown.isEmpty else { return known.map { $0 ?? [] } }
      for question in unknown { try meet(question.sql) }
      var found = try ask(unknown)[...]
      remember(unknown, found)
      return known.map { $0 ?? found.removeFirst() }
    }

    /// Asks in one exchange; questions of one kind about several keys by one statement.
    private func ask(_ questions: [SQLQuestion]) throws -> [[SQLRow]] {
      var groups = KeyGroups()
      var alone: [Int] = []
      for (index, question) in questions.enumerated() where !groups.take(question, at: index) { alone.append(index) }
      for group in groups.all where group.places.count == 1 { alone += group.places }
      let several = groups.all.filter { $0.places.count > 1 }
      var answers = try connection.answers(to: alone.map { questions[$0] }, several.map(\.batch))[...]
      var found = Array(repeating: [SQLRow](), count: questions.count)
      for index in alone { found[index] = answers.removeFirst() }
      for group in several {
        let rows = Dictionary(grouping: answers.removeFirst()) { $0.values[0] }
        for index in group.places {
          let key = questions[index].arguments.last ?? .null
          found[index] = rows[key]?.map { SQLRow(values: Array($0.values.dropFirst())) } ?? []
        }
      }
      return found
    }

    /// Asks before anything else of a transaction happens, so that ``answers(to:)`` knows.
    func learn(_ questions: [SQLQuestion]) throws {
      var (rest, seen): ([SQLQuestion], Set<SQLQuestion>) = ([], [])
      for question in questions where seen.insert(question).inserted { rest.append(question) }
      while !rest.isEmpty {
        let next = Array(rest.prefix(PostgresSession.mostAtOnce))
        remember(next, try ask(next)[...])
        rest.removeFirst(next.count)
      }
    }

    /// The server's answers to all of them wait in its memory and ours.
    private static let mostAtOnce = 256

    var remembers: Bool { connection.remembers }

    func remember(_ question: SQLQuestion, _ rows: [SQLRow]) {
      remember([question], [rows][...])
    }

    private func remember(_ questions: [SQLQuestion], _ answers: ArraySlice<[SQLRow]>) {
      let tables = questions.map { $0.keyed?.tables ?? connection.tables(in: $0.sql) }
      _ = connection.withMemory { memory in
        for ((question, rows), tables) in zip(zip(questions, answers), tables) {
          memory.remember(question, rows, tables)
        }
      }
    }

    func write(_ shape: RowShape, _ row: [SQLValue], key: SQLValue?) throws {
      guard remembers else { return try post(shape.one, row) }
      connection.hold(shape, row, key: key)
    }

    var journalEnd: JournalEnd? {
      get { connection.transaction.journalEnd }
      nonmutating set { connection.transaction.journalEnd = newValue }
    }

    func hold(_ booking: Booking) -> Bool {
      connection.hold(booking)
      return true
    }

    /// Writes what was kept back, before a transaction ends.
    func settle() throws {
      try writeHeld()
      try connection.settle()
    }

    /// What has to be done before a statement: whoever reads a table in a transaction finds what it wrote itself, and what was known
    /// of a table that is changed is not known any more.
    private func meet(_ sql: String) throws {
      guard remembers else { return }
      let tables = connection.tables(in: sql)
      guard !tables.isEmpty else { return }
      if !sql.hasPrefix("SELECT") { _ = connection.withMemory { $0.forget(tables) } }
      let heldTables = connection.withMemory(\.heldTables) ?? []
      let isHeld = !tables.isDisjoint(with: heldTables)
      if isHeld || (tables.contains(.book) && connection.transaction.held != nil) { try writeHeld() }
    }

    private func writeHeld() throws {
      let booked = connection.takeHeld().map { JournalTable.rows($0) } ?? []
      let batches = booked.map { (PostgresBatch($0.shape, $0.rows), $0.rows.count) }
      let others = connection.withMemory { $0.takeHeld() } ?? []
      if !(batches.isEmpty && others.isEmpty) { try connection.write(batches + others) }
    }
  }

  /// Questions of one kind, with the same arguments before the key.
  private struct KeyGroups {
    struct Group {
      let question: KeyedQuestion
      let fixed: [SQLValue]
      var places: [Int] = []
      /// Each once, for the answer has a row for each time that it is asked.
      var keys: Set<SQLValue> = []
      var batch: PostgresBatch { PostgresBatch(question, fixed: fixed, keys: Array(keys)) }
    }

    /// A question without its key.
    private struct Kind: Hashable {
      let question: ObjectIdentifier
      let fixed: [SQLValue]
    }

    private(set) var all: [Group] = []
    private var known: [Kind: Int] = [:]

    /// False where the question is of no kind.
    mutating func take(_ question: SQLQuestion, at place: Int) -> Bool {
      guard let keyed = question.keyed, let key = question.arguments.last else { return false }
      let kind = Kind(question: ObjectIdentifier(keyed), fixed: Array(question.arguments.dropLast()))
      let index = known[kind] ?? all.count
      if index == all.count {
        known[kind] = index
        all.append(Group(question: keyed, fixed: kind.fixed))
      }
      all[index].places.append(place)
      all[index].keys.insert(key)
      return true
    }
  }
#endif
