extension HubSchema {
  /// The forum of developers.
  static let m010Forum = Migration(
    10,
    [
      """
      CREATE TABLE forum_topic (
        id BIGINT NOT NULL PRIMARY KEY, developer BIGINT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, words TEXT NOT NULL,
        asked_at BIGINT NOT NULL, active_at BIGINT NOT NULL, accepted BIGINT, answers BIGINT NOT NULL, hidden BIGINT NOT NULL)
      """,
      "CREATE INDEX forum_topic_active ON forum_topic (hidden, active_at)",
      """
      CREATE TABLE forum_answer (
        id BIGINT NOT NULL PRIMARY KEY, topic BIGINT NOT NULL, developer BIGINT NOT NULL, body TEXT NOT NULL,
        answered_at BIGINT NOT NULL, hidden BIGINT NOT NULL)
      """,
      "CREATE INDEX forum_answer_topic ON forum_answer (topic)",
      """
      CREATE TABLE forum_flag (
        post BIGINT NOT NULL, developer BIGINT NOT NULL, flagged_at BIGINT NOT NULL, PRIMARY KEY (post, developer))
      """,
    ])
}
