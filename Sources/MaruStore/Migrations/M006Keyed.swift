extension HubSchema {
  /// On SQLite, the tables that every call and every transfer looks into become the index of their own key.
  static let m006Keyed = Migration(
    6,
    Migration.keyed(
      "order_key",
      "order_key TEXT NOT NULL PRIMARY KEY, transfer_id BIGINT NOT NULL, claimed_at BIGINT NOT NULL")
      + Migration.keyed(
        "limit_counter",
        "subject TEXT NOT NULL, period TEXT NOT NULL, amount BIGINT NOT NULL, PRIMARY KEY (subject, period)")
      + Migration.keyed(
        "ledger_balance", "account TEXT NOT NULL PRIMARY KEY, debits BIGINT NOT NULL, credits BIGINT NOT NULL")
      + Migration.keyed(
        "person",
        """
        user_seq_no TEXT NOT NULL PRIMARY KEY, ci TEXT NOT NULL, name TEXT NOT NULL, birth_date TEXT NOT NULL,
        phone TEXT NOT NULL, gender TEXT NOT NULL, email TEXT NOT NULL
        """,
        indexes: ["CREATE UNIQUE INDEX person_ci ON person (ci)"])
      + Migration.keyed(
        "user_link",
        """
        organisation TEXT NOT NULL, user_seq_no TEXT NOT NULL, linked_at BIGINT NOT NULL,
        PRIMARY KEY (organisation, user_seq_no)
        """)
      + Migration.keyed(
        "access_token",
        """
        token_hash BLOB NOT NULL PRIMARY KEY, grant_id BIGINT, client_id TEXT NOT NULL, organisation TEXT NOT NULL,
        user_seq_no TEXT, scopes BIGINT NOT NULL, expires_at BIGINT NOT NULL
        """,
        indexes: ["CREATE INDEX access_token_expiry ON access_token (expires_at)"])
      + Migration.keyed(
        "registered_account",
        """
        fintech_use_num TEXT NOT NULL PRIMARY KEY, organisation TEXT NOT NULL, user_seq_no TEXT NOT NULL,
        bank TEXT NOT NULL, number TEXT NOT NULL, branch TEXT NOT NULL, alias TEXT NOT NULL, holder_name TEXT NOT NULL,
        type TEXT NOT NULL, product TEXT NOT NULL, inquiry_agreed_at BIGINT, transfer_agreed_at BIGINT,
        payer_number TEXT NOT NULL, registered_at BIGINT NOT NULL
        """,
        indexes: [
          """
          CREATE UNIQUE INDEX registered_account_number
            ON registered_account (organisation, user_seq_no, bank, number)
          """,
          "CREATE INDEX registered_account_place ON registered_account (bank, number)",
        ]), on: .sqlite)
}
