extension HubSchema {
  /// Where organisations want to be told of what happened, and what is still to be told. Whether an organisation has a webhook stands
  /// in its own row, which every call has in memory.
  static let m019Webhooks = Migration(
    19,
    [
      "ALTER TABLE organisation ADD COLUMN has_webhooks BIGINT NOT NULL DEFAULT 0",
      """
      CREATE TABLE webhook (
        id BIGINT NOT NULL PRIMARY KEY, organisation TEXT NOT NULL, client_id TEXT NOT NULL, developer BIGINT NOT NULL,
        url TEXT NOT NULL, events TEXT NOT NULL, sealed_secret BLOB NOT NULL, former_sealed_secret BLOB,
        former_until BIGINT,
        state TEXT NOT NULL, made_at BIGINT NOT NULL, succeeded_at BIGINT)
      """,
      "CREATE INDEX webhook_organisation ON webhook (organisation)",
      "CREATE INDEX webhook_client ON webhook (client_id)",
      """
      CREATE TABLE webhook_delivery (
        id BIGKEY, webhook BIGINT NOT NULL, event TEXT NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL,
        attempts BIGINT NOT NULL, made_at BIGINT NOT NULL, next_at BIGINT, tried_at BIGINT, status BIGINT,
        milliseconds BIGINT, trouble TEXT)
      """,
      "CREATE INDEX webhook_delivery_due ON webhook_delivery (state, next_at)",
      "CREATE INDEX webhook_delivery_webhook ON webhook_delivery (webhook, id)",
      "CREATE INDEX webhook_delivery_at ON webhook_delivery (made_at)",
    ])
}
