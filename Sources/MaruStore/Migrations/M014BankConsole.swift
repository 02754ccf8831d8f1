extension HubSchema {
  /// The bank's console: at which bank an operator works. When kept calls came, so that old ones go; and the grants of a client,
  /// from which a scope may be taken.
  static let m014BankConsole = Migration(
    14,
    [
      "ALTER TABLE console_operator ADD COLUMN bank TEXT",
      "CREATE INDEX kept_call_at ON kept_call (called_at)",
      "CREATE INDEX oauth_grant_client ON oauth_grant (client_id)",
    ])
}
