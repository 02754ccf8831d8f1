package import MaruDomain

/// Every statement about `test_person`: which invented people are a developer's own.
package enum TestPersonTable {
  package static func insert(
    _ user: UserSeqNo, of developer: Int64, at: Instant, in session: any SQLSession
  ) throws {
    try session.run(
      "INSERT INTO test_person (user_seq_no, developer, made_at) VALUES (?, ?, ?)",
      [.text(user.text), .integer(developer), .integer(at.milliseconds)])
  }

  /// A developer's own people.
  package static func all(of developer: Int64, in session: any SQLSession) throws -> Set<UserSeqNo> {
    Set(
      try session.rows("SELECT user_seq_no FROM test_person WHERE developer = ?", [.integer(developer)]).map {
        try $0.checked(0)
      })
  }
}
