extension HubSchema {
  /// On SQLite, the index of open transfers is told by comparisons which of them it holds. PostgreSQL sees that both say the same.
  static let m020OpenTransfers = Migration(
    20,
    [
      "DROP INDEX transfer_open",
      """
      CREATE INDEX transfer_open ON transfer (changed_at, id)
        WHERE stage = 'debit_sent' OR stage = 'debit_unknown' OR stage = 'credit_sent' OR stage = 'credit_unknown'
          OR stage = 'reversal_sent'
      """,
    ], on: .sqlite)
}
