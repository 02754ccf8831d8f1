extension HubSchema {
  /// How a receiver fares stands in the webhook's own row: a failure rewrites that row and the call that was tried, and none of those
  /// that wait. Calls of webhooks that were taken away before are told to nobody.
  static let m021WebhookWaits = Migration(
    21,
    [
      "ALTER TABLE webhook ADD COLUMN next_at BIGINT NOT NULL DEFAULT 0",
      "ALTER TABLE webhook ADD COLUMN failures BIGINT NOT NULL DEFAULT 0",
      "ALTER TABLE webhook ADD COLUMN failing_since BIGINT",
      "ALTER TABLE webhook ADD COLUMN ended_at BIGINT",
      "DELETE FROM webhook_delivery WHERE NOT EXISTS (SELECT 1 FROM webhook WHERE webhook.id = webhook_delivery.webhook)",
      "DROP INDEX webhook_delivery_due",
      "CREATE INDEX webhook_delivery_waiting ON webhook_delivery (webhook, next_at, id) WHERE state = 'waiting'",
    ])
}
