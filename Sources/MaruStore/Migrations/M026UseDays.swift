extension HubSchema {
  /// How often organisations used what a user agreed to, day by day, and a way from a user to the operators who looked.
  static let m026UseDays = Migration(
    26,
    [
      """
      CREATE TABLE consent_use_day (
        id BIGKEY, user_seq_no TEXT NOT NULL, day TEXT NOT NULL, organisation TEXT NOT NULL, service TEXT NOT NULL,
        uses BIGINT NOT NULL, used_at BIGINT NOT NULL)
      """,
      "CREATE UNIQUE INDEX consent_use_day_of ON consent_use_day (user_seq_no, day, organisation, service)",
      "CREATE INDEX consent_use_day_at ON consent_use_day (used_at)",
      "CREATE INDEX audit_subject ON audit_record (subject)",
    ])
}
