extension HubSchema {
  /// The bank's console: at which bank an operator works. And when kept calls came, so that old ones go.
  static let m014BankConsole = Migration(
    14,
    [
      "ALTER TABLE console_operator ADD COLUMN bank TEXT",
      "CREATE INDEX kept_call_at ON kept_call (called_at)",
    ])
}
