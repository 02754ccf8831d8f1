package import MaruDomain

/// That an organisation used what a user agreed to.
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
  package init(_ key: Key, at: Instant) {
    self.key = key
    self.at = at
  }
}

/// Every statement about `consent_use`: the last use only, so that it stays small however many calls there are.
package enum ConsentUseTable {
  /// Notes uses; one that is older than what is known changes nothing.
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
    try session.run("DELETE FROM consent_use WHERE user_seq_no = ?", [.text(user.text)])
  }
}
