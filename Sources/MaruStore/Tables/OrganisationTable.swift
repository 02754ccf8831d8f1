package import MaruDomain

/// Every statement about `organisation`.
package enum OrganisationTable {
  private static let columns = """
    code, name, collection_bank, collection_account, paying_bank, paying_account, withdraw_each, withdraw_day, \
    withdraw_month, deposit_each, deposit_day, deposit_month, user_withdraw_each, user_withdraw_day, pass_phrase_hash, \
    allowed_addresses
    """

  /// The organisation, or nil.
  package static func find(_ code: OrganisationCode, in session: any SQLSession) throws -> Organisation? {
    try session.row("SELECT \(columns), service FROM organisation WHERE code = ?", [.text(code.text)])
      .map(read)
  }

  private static let webhooksOf = KeyedQuestion("has_webhooks", of: "organisation", key: "code", .text)

  /// What ``hasWebhooks(_:in:)`` asks.
  package static func webhooksQuestion(_ code: OrganisationCode) -> SQLQuestion { webhooksOf.about(.text(code.text)) }

  /// Whether the organisation has a webhook. To be asked in the unit of work that there is something to tell of: what a hub remembers of
  /// an organisation may be a second old, and another hub's webhook newer.
  package static func hasWebhooks(_ code: OrganisationCode, in session: any SQLSession) throws -> Bool {
    try session.answers(to: [webhooksQuestion(code)]).first?.first?.integer(0) ?? 0 != 0
  }

  /// Organisations in the order of their codes, behind the one given.
  package static func page(
    after code: String, atMost limit: Int, in session: any SQLSession
  ) throws -> [Organisation] {
    try session.rows(
      "SELECT \(columns), service FROM organisation WHERE code > ? ORDER BY code LIMIT ?",
      [.text(code), .integer(Int64(limit))]
    ).map(read)
  }

  private static func read(_ row: SQLRow) throws -> Organisation {
    Organisation(
      code: try row.checked(0), name: try row.checked(1),
      collectionAccount: BankAccount(bank: try row.checked(2), number: try row.checked(3)),
      payingAccount: BankAccount(bank: try row.checked(4), number: try row.checked(5)),
      limits: TransferLimits(
        withdrawEach: try row.won(6), withdrawDay: try row.won(7), withdrawMonth: try row.won(8),
        depositEach: try row.won(9), depositDay: try row.won(10), depositMonth: try row.won(11),
        userWithdrawEach: try row.won(12), userWithdrawDay: try row.won(13)),
      passPhraseHash: try row.blob(14),
      allowedAddresses: try row.text(15).split(separator: " ").map(String.init), service: try row.code(16))
  }

  /// Opens an organisation's service, or stops it; what else is stored of it stays.
  package static func setService(
    _ service: ServiceState, of code: OrganisationCode, in session: any SQLSession
  ) throws {
    try session.run(
      "UPDATE organisation SET service = ? WHERE code = ?", [.text(service.rawValue), .text(code.text)])
  }

  /// Puts another pass phrase in the place of the one before; what else is stored of it stays.
  package static func setPassPhrase(
    _ hash: [UInt8], of code: OrganisationCode, in session: any SQLSession
  ) throws {
    try session.run(
      "UPDATE organisation SET pass_phrase_hash = ? WHERE code = ?", [.blob(hash), .text(code.text)])
  }

  /// Stores a new organisation, or the whole of a changed one; its prefunded limit stays (``ExposureTable``), and so does its
  /// service, which is open for a new one (``setService(_:of:in:)``).
  package static func save(_ organisation: Organisation, in session: any SQLSession) throws {
    let limits = organisation.limits
    let amounts = [
      limits.withdrawEach, limits.withdrawDay, limits.withdrawMonth, limits.depositEach, limits.depositDay,
      limits.depositMonth, limits.userWithdrawEach, limits.userWithdrawDay,
    ]
    let changes = columns.split(separator: ", ").dropFirst().map { "\($0) = excluded.\($0)" }
    try session.run(
      """
      INSERT INTO organisation (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (code) DO UPDATE SET \(changes.joined(separator: ", "))
      """,
      [
        .text(organisation.code.text), .text(organisation.name.text),
        .text(organisation.collectionAccount.bank.text), .text(organisation.collectionAccount.number.text),
        .text(organisation.payingAccount.bank.text), .text(organisation.payingAccount.number.text),
      ] + amounts.map { .integer($0.amount) } + [
        .blob(organisation.passPhraseHash), .text(organisation.allowedAddresses.joined(separator: " ")),
      ])
  }
}

/// Every statement about `setting`: the few facts about the database itself, such as the test bed's seed.
package enum SettingTable {
  package static func find(_ name: String, in session: any SQLSession) throws -> String? {
    try session.row("SELECT value FROM setting WHERE name = ?", [.text(name)])?.text(0)
  }
  package static func save(_ name: String, _ value: String, in session: any SQLSession) throws {
    try session.run(
      "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      [.text(name), .text(value)])
  }

  /// Saves the value where there is none yet; returns the one that counts.
  package static func settle(_ name: String, _ value: String, in session: any SQLSession) throws -> String {
    try session.run(
      "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", [.text(name), .text(value)])
    return try find(name, in: session) ?? value
  }
}
