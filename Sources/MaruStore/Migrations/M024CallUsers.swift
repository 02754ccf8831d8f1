extension HubSchema {
  /// Whose token a kept call was made with: what came of it later is known by that.
  static let m024CallUsers = Migration(24, ["ALTER TABLE kept_call ADD COLUMN user_seq_no TEXT"])
}
