extension HubSchema {
  /// What banks have still to be told, how many one-time numbers a person got, and what finds that which has had its time.
  static let m004Upkeep = Migration(
    4,
    [
      """
      CREATE TABLE bank_notice (
        id BIGKEY, bank TEXT NOT NULL, account TEXT NOT NULL, service TEXT NOT NULL, recorded_at BIGINT NOT NULL,
        attempts BIGINT NOT NULL, next_at BIGINT NOT NULL)
      """,
      "CREATE INDEX bank_notice_next ON bank_notice (next_at)",
      "CREATE INDEX bank_notice_account ON bank_notice (bank, account)",
      "CREATE INDEX registered_account_place ON registered_account (bank, number)",
      """
      CREATE TABLE one_time_number (id BIGKEY, person_hash BLOB NOT NULL, sent_at BIGINT NOT NULL)
      """,
      "CREATE INDEX one_time_number_person ON one_time_number (person_hash, sent_at)",
      "CREATE INDEX one_time_number_sent ON one_time_number (sent_at)",
      "CREATE INDEX access_token_expiry ON access_token (expires_at)",
      "CREATE INDEX refresh_token_expiry ON refresh_token (expires_at)",
      "CREATE INDEX authorization_code_expiry ON authorization_code (expires_at)",
    ])
}
