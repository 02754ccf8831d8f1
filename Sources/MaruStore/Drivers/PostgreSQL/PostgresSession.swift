#if Postgres
  /// One PostgreSQL connection as an ``SQLSession``.
  struct PostgresSession: SQLSession {
    let connection: PostgresConnection

    @discardableResult
    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
      if sql.hasPrefix("ROLLBACK") {
        // What was booked since the savepoint is no more.
        connection.transaction.journalEnd = nil
        connection.transaction.held = nil
      }
      try writeHeld(before: sql)
      return try connection.run(sql, arguments).changed
    }

    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
      try writeHeld(before: sql)
      return try connection.run(sql, arguments).rows
    }

    func post(_ sql: String, _ arguments: [SQLValue]) throws { try connection.post(sql, arguments) }

    func answers(to questions: [SQLQuestion]) throws -> [[SQLRow]] {
      for question in questions { try writeHeld(before: question.sql) }
      return try connection.answers(to: questions)
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
      if let booking = connection.takeHeld() { try JournalTable.write(booking, in: self) }
      try connection.settle()
    }

    /// Whoever reads the book in a transaction finds what it booked itself.
    private func writeHeld(before sql: String) throws {
      guard connection.transaction.held != nil, PostgresSession.concernsBook(sql) else { return }
      if let booking = connection.takeHeld() { try JournalTable.write(booking, in: self) }
    }

    /// Whether a text names one of the book's tables.
    static func concernsBook(_ sql: String) -> Bool {
      var text = sql
      return text.withUTF8 { bytes in
        let words = [StaticString("journal"), StaticString("ledger_balance")]
        return words.contains { word in
          let count = word.utf8CodeUnitCount
          let first = word.utf8Start.pointee
          guard bytes.count >= count else { return false }
          return (0...(bytes.count - count)).contains { place in
            bytes[place] == first && (0..<count).allSatisfy { bytes[place + $0] == word.utf8Start[$0] }
          }
        }
      }
    }
  }
#endif
