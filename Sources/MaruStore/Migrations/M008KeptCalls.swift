extension HubSchema {
  /// The last calls of developers' apps with what was asked and answered, and how often each answer was given: for the test bed's
  /// apps alone.
  static let m008KeptCalls = Migration(
    8,
    [
      """
      CREATE TABLE kept_call (
        api_tran_id TEXT NOT NULL PRIMARY KEY, client_id TEXT NOT NULL, api TEXT NOT NULL, rsp_code TEXT NOT NULL,
        method TEXT NOT NULL, request TEXT NOT NULL, status BIGINT NOT NULL, answer TEXT NOT NULL,
        called_at BIGINT NOT NULL, microseconds BIGINT NOT NULL, by_hand BIGINT NOT NULL, share_hash BLOB)
      """,
      "CREATE INDEX kept_call_client ON kept_call (client_id, called_at)",
      "CREATE INDEX kept_call_share ON kept_call (share_hash)",
      """
      CREATE TABLE call_tally (
        client_id TEXT NOT NULL, api TEXT NOT NULL, rsp_code TEXT NOT NULL, calls BIGINT NOT NULL,
        first_at BIGINT NOT NULL, last_at BIGINT NOT NULL, last_id TEXT NOT NULL, PRIMARY KEY (client_id, api, rsp_code))
      """,
    ])
}
