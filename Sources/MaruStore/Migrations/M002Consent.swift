extension HubSchema {
  /// Clients, users, consents, registered accounts, authorization codes and tokens. Of secrets only digests are kept.
  static let m002Consent = Migration(
    2,
    [
      """
      CREATE TABLE client (
        client_id TEXT NOT NULL PRIMARY KEY, organisation TEXT NOT NULL, name TEXT NOT NULL, secret_hash BLOB NOT NULL,
        redirect_uris TEXT NOT NULL, scopes BIGINT NOT NULL, disabled BIGINT NOT NULL)
      """,
      """
      CREATE TABLE person (
        user_seq_no TEXT NOT NULL PRIMARY KEY, ci TEXT NOT NULL, name TEXT NOT NULL, birth_date TEXT NOT NULL,
        phone TEXT NOT NULL, gender TEXT NOT NULL, email TEXT NOT NULL)
      """,
      "CREATE UNIQUE INDEX person_ci ON person (ci)",
      """
      CREATE TABLE user_link (
        organisation TEXT NOT NULL, user_seq_no TEXT NOT NULL, linked_at BIGINT NOT NULL,
        PRIMARY KEY (organisation, user_seq_no))
      """,
      """
      CREATE TABLE oauth_grant (
        id BIGKEY, client_id TEXT NOT NULL, organisation TEXT NOT NULL, user_seq_no TEXT NOT NULL, scopes BIGINT NOT NULL,
        created_at BIGINT NOT NULL, generation BIGINT NOT NULL, used_generation BIGINT NOT NULL, revoked_at BIGINT)
      """,
      "CREATE INDEX oauth_grant_user ON oauth_grant (organisation, user_seq_no)",
      """
      CREATE TABLE authorization_code (
        code_hash BLOB NOT NULL PRIMARY KEY, grant_id BIGINT NOT NULL, redirect_uri TEXT NOT NULL, challenge TEXT,
        challenge_method TEXT, expires_at BIGINT NOT NULL, used_at BIGINT)
      """,
      """
      CREATE TABLE access_token (
        token_hash BLOB NOT NULL PRIMARY KEY, grant_id BIGINT, client_id TEXT NOT NULL, organisation TEXT NOT NULL,
        user_seq_no TEXT, scopes BIGINT NOT NULL, expires_at BIGINT NOT NULL)
      """,
      """
      CREATE TABLE refresh_token (
        token_hash BLOB NOT NULL PRIMARY KEY, grant_id BIGINT NOT NULL, generation BIGINT NOT NULL,
        expires_at BIGINT NOT NULL)
      """,
      """
      CREATE TABLE registered_account (
        fintech_use_num TEXT NOT NULL PRIMARY KEY, organisation TEXT NOT NULL, user_seq_no TEXT NOT NULL,
        bank TEXT NOT NULL, number TEXT NOT NULL, branch TEXT NOT NULL, alias TEXT NOT NULL, holder_name TEXT NOT NULL,
        type TEXT NOT NULL, product TEXT NOT NULL, inquiry_agreed_at BIGINT, transfer_agreed_at BIGINT,
        payer_number TEXT NOT NULL, registered_at BIGINT NOT NULL)
      """,
      """
      CREATE UNIQUE INDEX registered_account_number
        ON registered_account (organisation, user_seq_no, bank, number)
      """,
      """
      CREATE TABLE serial_counter (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL)
      """,
      """
      CREATE TABLE consent_record (
        id BIGKEY, organisation TEXT NOT NULL, client_id TEXT NOT NULL, user_seq_no TEXT NOT NULL,
        fintech_use_num TEXT, service TEXT NOT NULL, action TEXT NOT NULL, recorded_at BIGINT NOT NULL,
        expires_at BIGINT, text_version TEXT NOT NULL, language TEXT NOT NULL)
      """,
      "CREATE INDEX consent_record_user ON consent_record (user_seq_no, recorded_at)",
      """
      CREATE TABLE consent_session (
        id_hash BLOB NOT NULL PRIMARY KEY, state TEXT NOT NULL, number_hash BLOB, number_salt BLOB,
        number_expires_at BIGINT, attempts BIGINT NOT NULL, expires_at BIGINT NOT NULL)
      """,
      "CREATE INDEX consent_session_expiry ON consent_session (expires_at)",
    ])
}
