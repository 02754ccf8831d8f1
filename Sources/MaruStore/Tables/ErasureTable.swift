package import MaruDomain

/// What became of a user's wish to be forgotten.
package struct ErasureDecision: Sendable, Hashable {
  package enum Outcome: String, Sendable {
    /// What could be removed is gone.
    case erased
    /// Money is still under way: nothing was removed.
    case waiting
  }
  /// What the user was given to ask by.
  package let receipt: String
  package let user: UserSeqNo
  package let outcome: Outcome
  /// Transfers of the user that were not final.
  package let openTransfers: Int64
  /// Services of accounts, and links to organisations, that ended with it.
  package let endedConsents: Int64
  /// Registrations that stay without a name of their own, because transfers refer to them.
  package let keptAccounts: Int64
  package let decidedAt: Instant
  package init(
    receipt: String, user: UserSeqNo, outcome: Outcome, openTransfers: Int64, endedConsents: Int64, keptAccounts: Int64,
    decidedAt: Instant
  ) {
    self.receipt = receipt
    self.user = user
    self.outcome = outcome
    self.openTransfers = openTransfers
    self.endedConsents = endedConsents
    self.keptAccounts = keptAccounts
    self.decidedAt = decidedAt
  }
}

/// Who was forgotten and may still stand somewhere: in contents of calls, in pages of a file. Rows of `setting`, so that a restart
/// forgets none of them.
package enum ErasureTraceTable {
  private static let prefix = "erasing/"

  /// Notes that traces of a user are to be looked for.
  package static func note(_ user: UserSeqNo, at now: Instant, in session: any SQLSession) throws {
    try SettingTable.save(prefix + user.text, String(now.milliseconds), in: session)
  }

  /// Who was noted before `moment`.
  package static func all(before moment: Instant, in session: any SQLSession) throws -> [UserSeqNo] {
    try session.rows(
      "SELECT name, value FROM setting WHERE name LIKE ? ORDER BY name", [.text(prefix + "%")]
    ).compactMap { row in
      guard let at = Int64(try row.text(1)), at < moment.milliseconds else { return nil }
      return UserSeqNo(String(try row.text(0).dropFirst(prefix.count)))
    }
  }

  /// There is nothing left.
  package static func remove(_ user: UserSeqNo, in session: any SQLSession) throws {
    try session.run("DELETE FROM setting WHERE name = ?", [.text(prefix + user.text)])
  }
}

/// Every statement about `erasure`: only ever added to.
package enum ErasureTable {
  package static func append(_ decision: ErasureDecision, in session: any SQLSession) throws {
    try session.run(
      """
      INSERT INTO erasure (receipt, user_seq_no, outcome, open_transfers, ended_consents, kept_accounts, decided_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(decision.receipt), .text(decision.user.text), .text(decision.outcome.rawValue),
        .integer(decision.openTransfers), .integer(decision.endedConsents), .integer(decision.keptAccounts),
        .integer(decision.decidedAt.milliseconds),
      ])
  }

  /// The decisions about a user, oldest first.
  package static func all(of user: UserSeqNo, in session: any SQLSession) throws -> [ErasureDecision] {
    try session.rows(
      """
      SELECT receipt, outcome, open_transfers, ended_consents, kept_accounts, decided_at FROM erasure
      WHERE user_seq_no = ? ORDER BY decided_at, receipt
      """, [.text(user.text)]
    ).map { row in
      ErasureDecision(
        receipt: try row.text(0), user: user, outcome: try row.code(1), openTransfers: try row.counter(2),
        endedConsents: try row.counter(3), keptAccounts: try row.counter(4), decidedAt: try row.instant(5))
    }
  }
}
