extension HubSchema {
  /// Applications for use with the number of their steps and the service's own name, which had been that of the app in test. And fee
  /// rates with the settlement day from which they hold; an empty one is before every day.
  static let m015LiveRevisions = Migration(
    15,
    [
      "ALTER TABLE live_application ADD COLUMN revision BIGINT NOT NULL DEFAULT 1",
      "ALTER TABLE live_application ADD COLUMN service_name TEXT NOT NULL DEFAULT ''",
      """
      UPDATE live_application SET service_name = COALESCE(
        (SELECT client.name FROM client WHERE client.client_id = live_application.client_id), SUBSTR(company, 1, 20))
      """,
      """
      CREATE TABLE dated_fee_rate (
        organisation TEXT NOT NULL, api TEXT NOT NULL, since TEXT NOT NULL, won BIGINT NOT NULL,
        PRIMARY KEY (organisation, api, since))
      """,
      """
      INSERT INTO dated_fee_rate (organisation, api, since, won) SELECT organisation, api, '', won FROM fee_rate
      """,
      "DROP TABLE fee_rate",
      "ALTER TABLE dated_fee_rate RENAME TO fee_rate",
    ])
}
