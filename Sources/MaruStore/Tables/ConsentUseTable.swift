package import MaruDomain

/// That an organisation used what a user agreed to, once or several times of one day.
package struct ConsentUse: Sendable, Hashable {
  /// What it is kept by: one line for each.
  package struct Key: Sendable, Hashable {
    package let user: UserSeqNo
    package let organisation: OrganisationCode
    /// `login`, `inquiry` or `transfer`, as in ``ConsentRecord/service``.
    package let service: String
    package init(user: UserSeqNo, organisation: OrganisationCode, service: String) {
      self.user = user
      self.organisation = organisation
      self.service = service
    }
  }
  package let key: Key
  /// The last time.
  package let at: Instant
  /// How often on the day of `at`.
  package let count: Int64
  package init(_ key: Key, at: Instant, count: Int64 = 1) {
    self.key = key
    self.at = at
    self.count = count
  }

  /// What is counted together.
  package struct Day: Sendable, Hashable {
    private let key: Key
    private let date: BusinessDate
    fileprivate init(_ use: ConsentUse) { (key, date) = (use.key, use.at.businessDate) }
  }
  package var day: Day { Day(self) }

  /// This one and another of the same day as one.
  package func adding(_ other: ConsentUse) -> ConsentUse {
    ConsentUse(key, at: max(at, other.at), count: count + other.count)
  }
}

/// Every statement about `consent_use`, the last use only, and `consent_use_day`, one row for all of a day: they stay small however
/// many calls there are.
package enum ConsentUseTable {
  /// Adds uses to their days, and notes when the last ones were; one that is older than what is known is no last one.
  package static func note(_ uses: [ConsentUse], in session: any SQLSession) throws {
    for use in uses {
      try session.run(
        """
        INSERT INTO consent_use (user_seq_no, organisation, service, used_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (user_seq_no, organisation, service) DO UPDATE SET used_at = excluded.used_at
        WHERE consent_use.used_at < excluded.used_at
        """,
        [
          .text(use.key.user.text), .text(use.key.organisation.text), .text(use.key.service),
          .integer(use.at.milliseconds),
        ])
      try session.run(
        """
        INSERT INTO consent_use_day (user_seq_no, day, organisation, service, uses, used_at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (user_seq_no, day, organisation, service) DO UPDATE SET uses = consent_use_day.uses + excluded.uses,
          used_at = CASE WHEN consent_use_day.used_at < excluded.used_at THEN excluded.used_at ELSE consent_use_day.used_at END
        """,
        [
          .text(use.key.user.text), .text(use.at.businessDate.wire), .text(use.key.organisation.text),
          .text(use.key.service), .integer(use.count), .integer(use.at.milliseconds),
        ])
    }
  }

  /// The newest days on which something that a user agreed to was used, one line for each organisation and service.
  package static func days(
    _ count: Int, of user: UserSeqNo, in session: any SQLSession
  ) throws -> [ConsentUse] {
    try session.rows(
      """
      SELECT organisation, service, used_at, uses FROM consent_use_day WHERE user_seq_no = ?
      ORDER BY day DESC, organisation, service LIMIT ?
      """, [.text(user.text), .integer(Int64(count))]
    ).map { row in
      ConsentUse(
        .init(user: user, organisation: try row.checked(0), service: try row.text(1)), at: try row.instant(2),
        count: try row.integer(3))
    }
  }

  /// The last uses of what a user agreed to.
  package static func all(of user: UserSeqNo, in session: any SQLSession) throws -> [ConsentUse] {
    try session.rows(
      "SELECT organisation, service, used_at FROM consent_use WHERE user_seq_no = ? ORDER BY organisation, service",
      [.text(user.text)]
    ).map { row in
      ConsentUse(
        .init(user: user, organisation: try row.checked(0), service: try row.text(1)), at: try row.instant(2))
    }
  }

  /// Forgets them.
  package static func removeAll(of user: UserSeqNo, in session: any SQLSession) throws {
    for table in ["consent_use", "consent_use_day"] {
      try session.run("DELETE FROM \(table) WHERE user_seq_no = ?", [.text(user.text)])
    }
  }
}
