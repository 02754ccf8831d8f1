extension HubSchema {
  /// How far each letter of the outbox has come. What was there before stays there: nobody delivers it.
  static let m018Letters = Migration(
    18,
    [
      "ALTER TABLE outbox ADD COLUMN state TEXT NOT NULL DEFAULT 'kept'",
      "ALTER TABLE outbox ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0",
      "ALTER TABLE outbox ADD COLUMN next_at BIGINT",
      "ALTER TABLE outbox ADD COLUMN trouble TEXT",
      "CREATE INDEX outbox_due ON outbox (state, next_at)",
    ])
}
