extension HubSchema {
  /// Users' own pages: when organisations last used what a user agreed to, and what became of wishes to be forgotten.
  static let m011Me = Migration(
    11,
    [
      """
      CREATE TABLE consent_use (
        user_seq_no TEXT NOT NULL, organisation TEXT NOT NULL, service TEXT NOT NULL, used_at BIGINT NOT NULL,
        PRIMARY KEY (user_seq_no, organisation, service))
      """,
      """
      CREATE TABLE erasure (
        receipt TEXT NOT NULL PRIMARY KEY, user_seq_no TEXT NOT NULL, outcome TEXT NOT NULL, open_transfers BIGINT NOT NULL,
        ended_consents BIGINT NOT NULL, kept_accounts BIGINT NOT NULL, decided_at BIGINT NOT NULL)
      """,
      "CREATE INDEX erasure_user ON erasure (user_seq_no, decided_at)",
    ])
}
