package import MaruDomain

/// What is owed until settlement, from transfers and settled days alone: for checks of the running totals that orders are
/// decided by (``ExposureTable``), which it shares no statement with.
package enum ExposureAudit {
  /// What a bank owes the centre, in won; below zero where the others owe it.
  package static func owed(by bank: BankCode, in session: any SQLSession) throws -> Int64 {
    let taken = try sum(
      "SELECT amount FROM transfer WHERE payer_bank = ? AND stage NOT IN ('rejected', 'reversed')", [.text(bank.text)],
      in: session)
    let given = try sum(
      "SELECT amount FROM transfer WHERE payee_bank = ? AND stage = 'completed'", [.text(bank.text)], in: session)
    let paid = try sum(
      "SELECT debits - credits AS amount FROM settlement_position WHERE account = ?",
      [.text(LedgerAccount.clearing(bank).description)], in: session)
    return taken - given - paid
  }

  /// What an organisation has paid out by deposits, or is about to, and was not settled, in won.
  package static func paidOut(by organisation: OrganisationCode, in session: any SQLSession) throws -> Int64 {
    let ordered = try sum(
      "SELECT amount FROM transfer WHERE organisation = ? AND kind = '2' AND stage NOT IN ('rejected', 'reversed')",
      [.text(organisation.text)], in: session)
    let settled = try sum(
      """
      SELECT t.amount FROM journal j JOIN transfer t ON t.id = j.transfer_id
      WHERE t.organisation = ? AND t.kind = '2' AND j.leg = 'C'
        AND j.sequence <= (SELECT COALESCE(MAX(last_sequence), 0) FROM settlement_day)
      """, [.text(organisation.text)], in: session)
    return ordered - settled
  }

  private static func sum(_ amounts: String, _ arguments: [SQLValue], in session: any SQLSession) throws -> Int64 {
    try session.row("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM (\(amounts)) AS found", arguments)?
      .integer(0) ?? 0
  }
}
