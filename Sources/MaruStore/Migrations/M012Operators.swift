extension HubSchema {
  /// The operator's console: operators with their logins, the log of what they did, and how many calls there were each month.
  static let m012Operators = Migration(
    12,
    [
      """
      CREATE TABLE console_operator (
        id BIGKEY, name TEXT NOT NULL, role TEXT NOT NULL, password_hash BLOB, password_salt BLOB, totp_secret BLOB,
        totp_step BIGINT NOT NULL, created_at BIGINT NOT NULL, ended_at BIGINT, setup_hash BLOB, setup_until BIGINT)
      """,
      "CREATE UNIQUE INDEX console_operator_name ON console_operator (name)",
      """
      CREATE TABLE operator_session (
        cookie_hash BLOB NOT NULL PRIMARY KEY, operator_id BIGINT NOT NULL, created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL, address TEXT NOT NULL)
      """,
      "CREATE INDEX operator_session_operator ON operator_session (operator_id)",
      "CREATE INDEX operator_session_expiry ON operator_session (expires_at)",
      """
      CREATE TABLE audit_record (
        sequence BIGKEY, recorded_at BIGINT NOT NULL, who TEXT NOT NULL, act TEXT NOT NULL, subject TEXT NOT NULL,
        words TEXT NOT NULL, address TEXT NOT NULL, chain BLOB NOT NULL)
      """,
      """
      CREATE TABLE month_tally (
        month TEXT NOT NULL, api TEXT NOT NULL, rsp_code TEXT NOT NULL, calls BIGINT NOT NULL,
        PRIMARY KEY (month, api, rsp_code))
      """,
    ])
}
