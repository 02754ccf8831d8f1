extension HubSchema {
  /// What developers ask the operator for, each with a thread.
  static let m017Support = Migration(
    17,
    [
      """
      CREATE TABLE support_request (
        id BIGINT NOT NULL PRIMARY KEY, developer BIGINT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, client_id TEXT,
        wished_day TEXT, subject TEXT NOT NULL, opened_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
        revision BIGINT NOT NULL)
      """,
      "CREATE INDEX support_request_developer ON support_request (developer, id)",
      "CREATE INDEX support_request_state ON support_request (state, id)",
      """
      CREATE TABLE support_message (
        id BIGKEY, request BIGINT NOT NULL, who TEXT NOT NULL, body TEXT NOT NULL, call_client TEXT, call_id TEXT,
        written_at BIGINT NOT NULL)
      """,
      "CREATE INDEX support_message_request ON support_message (request, id)",
    ])
}
