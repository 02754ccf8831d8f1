/// The tables of the simulated banks' database. All banks share one file, as branches share a data centre: one writer, one
/// flush for whatever waits; no statement crosses from one bank's accounts to another's.
package enum BankSchema {
  package static let migrations: [Migration] = [m001Ledger]

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
}
