extension HubSchema {
  /// Organisations, transfers, the journal, limits, and the record of calls.
  static let m001Money = Migration(
    1,
    [
      """
      CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)
      """,
      """
      CREATE TABLE organisation (
        code TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL,
        collection_bank TEXT NOT NULL, collection_account TEXT NOT NULL,
        paying_bank TEXT NOT NULL, paying_account TEXT NOT NULL,
        withdraw_each BIGINT NOT NULL, withdraw_day BIGINT NOT NULL, withdraw_month BIGINT NOT NULL,
        deposit_each BIGINT NOT NULL, deposit_day BIGINT NOT NULL, deposit_month BIGINT NOT NULL,
        user_withdraw_each BIGINT NOT NULL, user_withdraw_day BIGINT NOT NULL,
        pass_phrase_hash BLOB NOT NULL, allowed_addresses TEXT NOT NULL)
      """,
      """
      CREATE TABLE transfer (
        id BIGKEY, organisation TEXT NOT NULL, kind TEXT NOT NULL, user_seq_no TEXT,
        api_tran_id TEXT NOT NULL, received_at BIGINT NOT NULL, row_number BIGINT NOT NULL, requested_at TEXT NOT NULL,
        bank_tran_id TEXT NOT NULL, bank_tran_date TEXT NOT NULL, amount BIGINT NOT NULL,
        payer_bank TEXT NOT NULL, payer_account TEXT NOT NULL, payer_name TEXT, payer_fintech_use_num TEXT, payer_print TEXT,
        payee_bank TEXT NOT NULL, payee_account TEXT NOT NULL, payee_name TEXT, payee_fintech_use_num TEXT, payee_print TEXT,
        name_check TEXT NOT NULL, cms_no TEXT, account_alias TEXT,
        stage TEXT NOT NULL, refused_by TEXT, refusal_code TEXT, refusal_message TEXT,
        payer_branch TEXT, payer_holder TEXT, payee_branch TEXT, payee_holder TEXT, changed_at BIGINT NOT NULL)
      """,
      "CREATE UNIQUE INDEX transfer_bank_tran ON transfer (bank_tran_id, bank_tran_date)",
      // Only the few that are open: the resolver's question costs nothing however many transfers are stored.
      """
      CREATE INDEX transfer_open ON transfer (changed_at, id)
        WHERE stage IN ('debit_sent', 'debit_unknown', 'credit_sent', 'credit_unknown', 'reversal_sent')
      """,
      """
      CREATE TABLE order_key (order_key TEXT NOT NULL PRIMARY KEY, transfer_id BIGINT NOT NULL, claimed_at BIGINT NOT NULL)
      """,
      """
      CREATE TABLE limit_counter (
        subject TEXT NOT NULL, period TEXT NOT NULL, amount BIGINT NOT NULL, PRIMARY KEY (subject, period))
      """,
      """
      CREATE TABLE journal (
        sequence BIGKEY, transfer_id BIGINT NOT NULL, leg TEXT NOT NULL, debit TEXT NOT NULL, credit TEXT NOT NULL,
        amount BIGINT NOT NULL, business_date TEXT NOT NULL, booked_at BIGINT NOT NULL, chain BLOB NOT NULL)
      """,
      "CREATE UNIQUE INDEX journal_leg ON journal (transfer_id, leg)",
      """
      CREATE TABLE ledger_balance (
        account TEXT NOT NULL PRIMARY KEY, debits BIGINT NOT NULL, credits BIGINT NOT NULL)
      """,
      """
      CREATE TABLE api_call (
        id BIGKEY, api_tran_id TEXT NOT NULL, organisation TEXT, client_id TEXT, user_seq_no TEXT, api TEXT NOT NULL,
        rsp_code TEXT NOT NULL, called_at BIGINT NOT NULL, microseconds BIGINT NOT NULL)
      """,
      "CREATE INDEX api_call_at ON api_call (called_at)",
    ])
}
