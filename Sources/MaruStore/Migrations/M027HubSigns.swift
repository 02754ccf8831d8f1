extension HubSchema {
  /// What hubs over one database tell each other of themselves.
  static let m027HubSigns = Migration(
    27,
    [
      """
      CREATE TABLE hub_sign (
        hub BIGKEY, place TEXT NOT NULL, version TEXT NOT NULL, started_at BIGINT NOT NULL, told_at BIGINT NOT NULL,
        beat BIGINT NOT NULL, figures TEXT NOT NULL)
      """
    ])
}
