extension HubSchema {
  /// On PostgreSQL the journal becomes one table a business day (decision 17): a day can be taken out of the book, and leaves its
  /// seal there. On SQLite it stays one table.
  static let m007JournalDays = Migration(
    7,
    [
      // A stretch of the book that was taken out of it, with the chain's values before its first entry and behind its last.
      """
      CREATE TABLE journal_seal (
        first_sequence BIGINT NOT NULL PRIMARY KEY, last_sequence BIGINT NOT NULL, business_date TEXT NOT NULL,
        chain_before BLOB NOT NULL, chain BLOB NOT NULL, sealed_at BIGINT NOT NULL)
      """,
      // What each account's entries of such a day sum to.
      """
      CREATE TABLE journal_seal_sum (
        business_date TEXT NOT NULL, account TEXT NOT NULL, debits BIGINT NOT NULL, credits BIGINT NOT NULL,
        PRIMARY KEY (business_date, account))
      """,
    ],
    then: [.sqlite: sqlite, .postgreSQL: postgreSQL])

  private static let sqlite = [
    """
    CREATE TABLE journal_archive (
      sequence BIGKEY, transfer_id BIGINT NOT NULL, leg TEXT NOT NULL, debit TEXT NOT NULL, credit TEXT NOT NULL,
      amount BIGINT NOT NULL, business_date TEXT NOT NULL, booked_at BIGINT NOT NULL, chain BLOB NOT NULL)
    """,
    "CREATE VIEW journal_end AS SELECT sequence, chain FROM journal ORDER BY sequence DESC LIMIT 1",
  ]

  /// The first day, KST, that has not begun yet.
  private static let tomorrow = "to_char((now() AT TIME ZONE 'UTC') + INTERVAL '33 hours', 'YYYYMMDD')"

  private static let postgreSQL = [
    "ALTER TABLE journal RENAME TO journal_before",
    "ALTER TABLE journal_before ALTER COLUMN sequence DROP IDENTITY",
    // To look for the last entry in every day's table would cost more than to book one.
    "CREATE TABLE journal_end (sequence BIGINT NOT NULL, chain BLOB NOT NULL)",
    """
    INSERT INTO journal_end SELECT COALESCE(MAX(sequence), 0),
      COALESCE((SELECT chain FROM journal_before ORDER BY sequence DESC LIMIT 1), '') FROM journal_before
    """,
    "CREATE TABLE journal (LIKE journal_before) PARTITION BY RANGE (business_date)",
    // The model of every day's table, and where entries of days without one go.
    "CREATE TABLE journal_default (LIKE journal_before INCLUDING INDEXES)",
    "INSERT INTO journal_default SELECT * FROM journal_before WHERE business_date >= \(tomorrow)",
    "DELETE FROM journal_before WHERE business_date >= \(tomorrow)",
    "ALTER TABLE journal ATTACH PARTITION journal_before FOR VALUES FROM (MINVALUE) TO (\(tomorrow))",
    "ALTER TABLE journal ATTACH PARTITION journal_default DEFAULT",
    "CREATE TABLE journal_archive (LIKE journal_before) PARTITION BY RANGE (business_date)",
    // No key spans all days' tables: this is what keeps two entries from having one number, whoever writes them. It also serves
    // hubs of the version before, which know nothing of the row.
    """
    CREATE FUNCTION journal_goes_on() RETURNS TRIGGER LANGUAGE plpgsql AS $$
    BEGIN
      IF NOT EXISTS (SELECT 1 FROM added) THEN RETURN NULL; END IF;
      UPDATE journal_end SET (sequence, chain) = (SELECT a.sequence, a.chain FROM added a ORDER BY a.sequence DESC LIMIT 1)
      WHERE journal_end.sequence = (SELECT MIN(a.sequence) - 1 FROM added a)
        AND (SELECT COUNT(*) = MAX(a.sequence) - MIN(a.sequence) + 1 FROM added a);
      IF NOT FOUND THEN
        RAISE EXCEPTION 'the entry does not follow the last one of the journal' USING ERRCODE = 'unique_violation';
      END IF;
      RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER journal_goes_on AFTER INSERT ON journal REFERENCING NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION journal_goes_on()
    """,
  ]
}
