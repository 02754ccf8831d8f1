extension HubSchema {
  /// Settlement days, fees, caps, and what reconciliation with the banks found.
  static let m003Settlement = Migration(
    3,
    [
      // A day takes the entries of the book from one sequence to another: each entry belongs to one day.
      """
      CREATE TABLE settlement_day (
        business_date TEXT NOT NULL PRIMARY KEY, first_sequence BIGINT NOT NULL, last_sequence BIGINT NOT NULL,
        cut_off BIGINT NOT NULL, closed_at BIGINT NOT NULL)
      """,
      """
      CREATE TABLE settlement_position (
        business_date TEXT NOT NULL, account TEXT NOT NULL, debits BIGINT NOT NULL, credits BIGINT NOT NULL,
        PRIMARY KEY (business_date, account))
      """,
      """
      CREATE TABLE settlement_fee (
        business_date TEXT NOT NULL, organisation TEXT NOT NULL, api TEXT NOT NULL, uses BIGINT NOT NULL,
        rate BIGINT NOT NULL, PRIMARY KEY (business_date, organisation, api))
      """,
      // An empty organisation means every one without a rate of its own.
      """
      CREATE TABLE fee_rate (
        organisation TEXT NOT NULL, api TEXT NOT NULL, won BIGINT NOT NULL, PRIMARY KEY (organisation, api))
      """,
      "CREATE TABLE bank_cap (bank TEXT NOT NULL PRIMARY KEY, won BIGINT NOT NULL)",
      "ALTER TABLE organisation ADD COLUMN prefunded BIGINT",
      """
      CREATE TABLE reconciliation_run (
        business_date TEXT NOT NULL, bank TEXT NOT NULL, ran_at BIGINT NOT NULL, hub_legs BIGINT NOT NULL,
        bank_lines BIGINT NOT NULL, PRIMARY KEY (business_date, bank))
      """,
      """
      CREATE TABLE reconciliation_break (
        id BIGKEY, business_date TEXT NOT NULL, bank TEXT NOT NULL, leg_key TEXT NOT NULL, kind TEXT NOT NULL,
        hub_amount BIGINT, bank_amount BIGINT, state TEXT NOT NULL, found_at BIGINT NOT NULL)
      """,
      "CREATE UNIQUE INDEX reconciliation_break_leg ON reconciliation_break (bank, leg_key, kind)",
      """
      CREATE TABLE reconciliation_note (
        id BIGKEY, break_id BIGINT NOT NULL, written_at BIGINT NOT NULL, author TEXT NOT NULL, words TEXT NOT NULL)
      """,
      "CREATE INDEX reconciliation_note_break ON reconciliation_note (break_id, id)",
    ])
}
