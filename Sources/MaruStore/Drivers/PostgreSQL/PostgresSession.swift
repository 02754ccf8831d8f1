#if Postgres
  /// One PostgreSQL connection as an ``SQLSession``.
  struct PostgresSession: SQLSession {
    let connection: PostgresConnection

    @discardableResult
    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
      // What was booked since the savepoint is no more.
      if sql.hasPrefix("ROLLBACK") { connection.transaction.journalEnd = nil }
      return try connection.run(sql, arguments).changed
    }

    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
      try connection.run(sql, arguments).rows
    }

    func post(_ sql: String, _ arguments: [SQLValue]) throws { try connection.post(sql, arguments) }

    func answers(to questions: [SQLQuestion]) throws -> [[SQLRow]] { try connection.answers(to: questions) }

    var journalEnd: JournalEnd? {
      get { connection.transaction.journalEnd }
      nonmutating set { connection.transaction.journalEnd = newValue }
    }
  }
#endif
