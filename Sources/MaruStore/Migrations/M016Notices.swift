extension HubSchema {
  /// What the operator tells all developers.
  static let m016Notices = Migration(
    16,
    [
      """
      CREATE TABLE notice (
        id BIGKEY, title TEXT NOT NULL, body TEXT NOT NULL, author TEXT NOT NULL, published_at BIGINT NOT NULL,
        withdrawn_at BIGINT)
      """
    ])
}
