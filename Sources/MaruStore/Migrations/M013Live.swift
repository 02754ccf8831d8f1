extension HubSchema {
  /// From developer to live service: applications for use with the trail of their steps, declarations of security, contracts, and
  /// whether an organisation is served.
  static let m013Live = Migration(
    13,
    [
      "ALTER TABLE organisation ADD COLUMN service TEXT NOT NULL DEFAULT 'open'",
      """
      CREATE TABLE live_application (
        id BIGKEY, client_id TEXT NOT NULL, developer BIGINT NOT NULL, stage TEXT NOT NULL, company TEXT NOT NULL,
        registration_number TEXT NOT NULL, contact TEXT NOT NULL, purpose TEXT NOT NULL, scopes BIGINT NOT NULL,
        callbacks TEXT NOT NULL, addresses TEXT NOT NULL, documents TEXT NOT NULL, applied_at BIGINT NOT NULL,
        changed_at BIGINT NOT NULL, proposer TEXT, live_client TEXT, live_organisation TEXT)
      """,
      "CREATE INDEX live_application_client ON live_application (client_id, id)",
      "CREATE INDEX live_application_stage ON live_application (stage, id)",
      """
      CREATE TABLE live_step (
        id BIGKEY, application BIGINT NOT NULL, taken_at BIGINT NOT NULL, who TEXT NOT NULL, step TEXT NOT NULL,
        from_stage TEXT NOT NULL, to_stage TEXT NOT NULL, words TEXT NOT NULL)
      """,
      "CREATE INDEX live_step_application ON live_step (application, id)",
      """
      CREATE TABLE security_answer (
        application BIGINT NOT NULL, item TEXT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (application, item))
      """,
      """
      CREATE TABLE live_contract (
        application BIGINT NOT NULL, version BIGINT NOT NULL, collection_bank TEXT NOT NULL, collection_account TEXT NOT NULL,
        paying_bank TEXT NOT NULL, paying_account TEXT NOT NULL, withdraw_each BIGINT NOT NULL, withdraw_day BIGINT NOT NULL,
        withdraw_month BIGINT NOT NULL, deposit_each BIGINT NOT NULL, deposit_day BIGINT NOT NULL,
        deposit_month BIGINT NOT NULL, user_withdraw_each BIGINT NOT NULL, user_withdraw_day BIGINT NOT NULL,
        prefund BIGINT, withdraw_fee BIGINT NOT NULL, deposit_fee BIGINT NOT NULL, drawn_by TEXT NOT NULL, approved_by TEXT,
        PRIMARY KEY (application, version))
      """,
    ])
}
