extension HubSchema {
  /// The developer site: developers, their sessions and apps, and the mail that goes out. A client may have a second secret for
  /// a while, so that a new one can be brought out without an hour of refusals.
  static let m005Portal = Migration(
    5,
    [
      """
      CREATE TABLE developer (
        id BIGKEY, email TEXT NOT NULL, password_hash BLOB NOT NULL, password_salt BLOB NOT NULL, language TEXT NOT NULL,
        created_at BIGINT NOT NULL, verified_at BIGINT, totp_secret BLOB, totp_step BIGINT NOT NULL)
      """,
      "CREATE UNIQUE INDEX developer_email ON developer (email)",
      """
      CREATE TABLE recovery_code (code_hash BLOB NOT NULL PRIMARY KEY, developer BIGINT NOT NULL)
      """,
      "CREATE INDEX recovery_code_developer ON recovery_code (developer)",
      """
      CREATE TABLE site_session (
        cookie_hash BLOB NOT NULL PRIMARY KEY, name TEXT NOT NULL, developer BIGINT NOT NULL, stage TEXT NOT NULL,
        created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, address TEXT NOT NULL,
        browser TEXT NOT NULL)
      """,
      "CREATE INDEX site_session_developer ON site_session (developer)",
      "CREATE INDEX site_session_expiry ON site_session (expires_at)",
      """
      CREATE TABLE mail_link (
        token_hash BLOB NOT NULL PRIMARY KEY, developer BIGINT NOT NULL, purpose TEXT NOT NULL, expires_at BIGINT NOT NULL)
      """,
      "CREATE INDEX mail_link_expiry ON mail_link (expires_at)",
      "CREATE TABLE site_attempt (id BIGKEY, subject BLOB NOT NULL, tried_at BIGINT NOT NULL)",
      "CREATE INDEX site_attempt_subject ON site_attempt (subject, tried_at)",
      "CREATE INDEX site_attempt_at ON site_attempt (tried_at)",
      """
      CREATE TABLE outbox (
        id BIGKEY, recipient TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, sent_at BIGINT NOT NULL)
      """,
      "CREATE INDEX outbox_at ON outbox (sent_at)",
      """
      CREATE TABLE developer_app (client_id TEXT NOT NULL PRIMARY KEY, developer BIGINT NOT NULL, created_at BIGINT NOT NULL)
      """,
      "CREATE INDEX developer_app_developer ON developer_app (developer, created_at)",
      "ALTER TABLE client ADD COLUMN former_secret_hash BLOB",
      "ALTER TABLE client ADD COLUMN former_secret_until BIGINT",
    ])
}
