extension HubSchema {
  /// The simulator: scripts of answers that developers saved by name, as the JSON that they export, and people of their own.
  static let m009Simulator = Migration(
    9,
    [
      """
      CREATE TABLE scenario (
        client_id TEXT NOT NULL, name TEXT NOT NULL, file TEXT NOT NULL, saved_at BIGINT NOT NULL,
        PRIMARY KEY (client_id, name))
      """,
      """
      CREATE TABLE test_person (user_seq_no TEXT NOT NULL PRIMARY KEY, developer BIGINT NOT NULL, made_at BIGINT NOT NULL)
      """,
      "CREATE INDEX test_person_developer ON test_person (developer)",
    ])
}
