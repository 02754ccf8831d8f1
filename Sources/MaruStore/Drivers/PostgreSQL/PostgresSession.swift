#if Postgres
  /// One PostgreSQL connection as an ``SQLSession``.
  struct PostgresSession: SQLSession {
    let connection: PostgresConnection

    @discardableResult
    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
      try connection.run(sql, arguments).changed
    }

    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
      try connection.run(sql, arguments).rows
    }
  }
#endif
