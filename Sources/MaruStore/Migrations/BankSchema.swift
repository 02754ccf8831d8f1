/// The tables of a simulated bank's database. Within one process all banks share a file, as branches share a data centre: one
/// writer, one flush for whatever waits; no statement crosses from one bank's accounts to another's. A bank that is a process
/// of its own has a file of its own.
package enum BankSchema {
  /// The schema on PostgreSQL of the banks within a hub; that of a bank process has its code behind.
  package static let name = "maru_banks"
  package static let migrations: [Migration] = [m001Ledger, m002Statement, m003LegLines, m004Keyed, m005LegKey]

  /// Accounts, transactions, and the record of legs that makes a repeated leg harmless.
  static let m001Ledger = Migration(
    1,
    [
      "CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
      """
      CREATE TABLE bank_account (
        id BIGKEY, bank TEXT NOT NULL, number TEXT NOT NULL, holder_name TEXT NOT NULL, holder_ci TEXT NOT NULL,
        holder_info TEXT NOT NULL, type TEXT NOT NULL, product TEXT NOT NULL, branch TEXT NOT NULL,
        branch_name TEXT NOT NULL, state TEXT NOT NULL, opening_balance BIGINT NOT NULL, balance BIGINT NOT NULL,
        sequence BIGINT NOT NULL, incoming BIGINT NOT NULL, last_at BIGINT NOT NULL)
      """,
      "CREATE UNIQUE INDEX bank_account_number ON bank_account (bank, number)",
      "CREATE INDEX bank_account_holder ON bank_account (bank, holder_ci)",
      // `sequence` and `incoming` count up within an account: how many rows lie in a period is a subtraction.
      """
      CREATE TABLE bank_transaction (
        account_id BIGINT NOT NULL, at BIGINT NOT NULL, sequence BIGINT NOT NULL, incoming BIGINT NOT NULL,
        direction TEXT NOT NULL, kind TEXT NOT NULL, print_content TEXT NOT NULL, amount BIGINT NOT NULL,
        balance_after BIGINT NOT NULL, branch_name TEXT NOT NULL, remitter_name TEXT, remitter_bank TEXT,
        remitter_account TEXT, PRIMARY KEY (account_id, at, sequence))
      """,
      """
      CREATE TABLE bank_leg (
        leg_id TEXT NOT NULL PRIMARY KEY, account_id BIGINT, amount BIGINT NOT NULL, code TEXT NOT NULL,
        message TEXT NOT NULL, holder_name TEXT, branch TEXT)
      """,
    ])

  /// A leg is known by bank and id, and has a place on the bank's statement of a business day.
  ///
  /// Refusals of accounts that the bank does not have name no bank in the old table, so they are not taken over: such a leg is
  /// refused anew. The old table has no times: a leg counts as booked at the midnight that opens its own date.
  static let m002Statement = Migration(
    2,
    [
      "ALTER TABLE bank_leg RENAME TO bank_leg_1",
      """
      CREATE TABLE bank_leg (
        bank TEXT NOT NULL, leg_id TEXT NOT NULL, number TEXT NOT NULL, account_id BIGINT, amount BIGINT NOT NULL,
        code TEXT NOT NULL, message TEXT NOT NULL, holder_name TEXT, branch TEXT, business_date TEXT NOT NULL,
        line BIGINT NOT NULL, booked_at BIGINT NOT NULL, PRIMARY KEY (bank, leg_id))
      """,
      """
      INSERT INTO bank_leg SELECT a.bank, l.leg_id, a.number, l.account_id, l.amount, l.code, l.message, l.holder_name,
        l.branch, SUBSTR(l.leg_id, 1, 8),
        ROW_NUMBER() OVER (PARTITION BY a.bank, SUBSTR(l.leg_id, 1, 8) ORDER BY l.leg_id),
        CAST(SUBSTR(l.leg_id, 1, 8) AS BIGINT) * 1000000
      FROM bank_leg_1 l JOIN bank_account a ON a.id = l.account_id
      """,
      "DROP TABLE bank_leg_1",
      // The statement's order; its last entry also tells where the next line goes.
      "CREATE UNIQUE INDEX bank_leg_line ON bank_leg (bank, business_date, line)",
    ])

  /// A line of a history names the leg that it was written for, and the leg the line's number: neither can go without the
  /// other. Both are empty in what was written before this step.
  static let m003LegLines = Migration(
    3,
    [
      "ALTER TABLE bank_transaction ADD COLUMN leg_id TEXT",
      "ALTER TABLE bank_leg ADD COLUMN sequence BIGINT",
    ])

  /// On SQLite, both tables that every leg writes become the index of their own key.
  static let m004Keyed = Migration(
    4,
    Migration.keyed(
      "bank_transaction",
      """
      account_id BIGINT NOT NULL, at BIGINT NOT NULL, sequence BIGINT NOT NULL, incoming BIGINT NOT NULL,
      direction TEXT NOT NULL, kind TEXT NOT NULL, print_content TEXT NOT NULL, amount BIGINT NOT NULL,
      balance_after BIGINT NOT NULL, branch_name TEXT NOT NULL, remitter_name TEXT, remitter_bank TEXT,
      remitter_account TEXT, leg_id TEXT, PRIMARY KEY (account_id, at, sequence)
      """)
      + Migration.keyed(
        "bank_leg",
        """
        bank TEXT NOT NULL, leg_id TEXT NOT NULL, number TEXT NOT NULL, account_id BIGINT, amount BIGINT NOT NULL,
        code TEXT NOT NULL, message TEXT NOT NULL, holder_name TEXT, branch TEXT, business_date TEXT NOT NULL,
        line BIGINT NOT NULL, booked_at BIGINT NOT NULL, sequence BIGINT, PRIMARY KEY (bank, leg_id)
        """,
        indexes: ["CREATE UNIQUE INDEX bank_leg_line ON bank_leg (bank, business_date, line)"]), on: .sqlite)

  /// On PostgreSQL, the key of the legs becomes the youngest index. Of a table that it has not yet looked over, PostgreSQL takes two
  /// indexes for equally good and uses the younger one: that of the lines found a leg by reading all legs of its bank.
  static let m005LegKey = Migration(
    5,
    [
      """
      ALTER TABLE bank_leg DROP CONSTRAINT IF EXISTS bank_leg_pkey, DROP CONSTRAINT IF EXISTS bank_leg_pkey1,
        ADD PRIMARY KEY (bank, leg_id)
      """
    ], on: .postgreSQL)
}
