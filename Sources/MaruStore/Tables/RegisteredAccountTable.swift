package import MaruDomain

/// Every statement about `registered_account`.
package enum RegisteredAccountTable {
  private static let columns = """
    fintech_use_num, organisation, user_seq_no, bank, number, branch, alias, holder_name, type, product, \
    inquiry_agreed_at, transfer_agreed_at, payer_number
    """

  private static let byNumber = "SELECT \(columns) FROM registered_account WHERE fintech_use_num = ?"
  private static let ofUser = """
    SELECT \(columns) FROM registered_account WHERE organisation = ? AND user_seq_no = ?
    ORDER BY registered_at, fintech_use_num
    """

  private static let personWithAccounts = """
    SELECT \(columns.qualified(by: "a")), \(PersonTable.columns.qualified(by: "p")) FROM person p
    LEFT JOIN registered_account a ON a.organisation = ? AND a.user_seq_no = p.user_seq_no
    WHERE p.user_seq_no = ? ORDER BY a.registered_at, a.fintech_use_num
    """

  package static func find(
    _ number: FintechUseNumber, in session: any SQLSession
  ) throws -> RegisteredAccount? {
    try session.row(byNumber, [.text(number.text)]).map { try read($0) }
  }

  /// Lets every consent to an organisation be of another time; returns whose they are.
  package static func setConsentTime(
    _ at: Instant, of organisation: OrganisationCode, in session: any SQLSession
  ) throws -> [FintechUseNumber] {
    for column in ["inquiry_agreed_at", "transfer_agreed_at"] {
      try session.run(
        "UPDATE registered_account SET \(column) = ? WHERE organisation = ? AND \(column) IS NOT NULL",
        [.integer(at.milliseconds), .text(organisation.text)])
    }
    return try session.rows(
      "SELECT fintech_use_num FROM registered_account WHERE organisation = ?", [.text(organisation.text)]
    ).map { try $0.checked(0) }
  }

  /// Asks when the consent to `service` was given; null where there is none now. Asked for every order, so it reads no more.
  static func agreedQuestion(_ number: FintechUseNumber, to service: AccountService) -> SQLQuestion {
    let column =
      switch service {
      case .inquiry: "inquiry_agreed_at"
      case .transfer: "transfer_agreed_at"
      }
    return SQLQuestion("SELECT \(column) FROM registered_account WHERE fintech_use_num = ?", [.text(number.text)])
  }

  /// The registration of one account of a user with one organisation.
  package static func find(
    _ account: BankAccount, of user: UserSeqNo, with organisation: OrganisationCode, in session: any SQLSession
  ) throws -> RegisteredAccount? {
    try session.row(
      """
      SELECT \(columns) FROM registered_account
      WHERE organisation = ? AND user_seq_no = ? AND bank = ? AND number = ?
      """,
      [.text(organisation.text), .text(user.text), .text(account.bank.text), .text(account.number.text)]
    ).map { try read($0) }
  }

  /// A user's registrations with one organisation, oldest first.
  package static func all(
    of user: UserSeqNo, with organisation: OrganisationCode, in session: any SQLSession
  ) throws -> [RegisteredAccount] {
    try session.rows(ofUser, [.text(organisation.text), .text(user.text)]).map { try read($0) }
  }

  /// A user with their registrations as ``all(of:with:in:)`` returns them, in one look; nil where there is no such user.
  package static func person(
    _ user: UserSeqNo, with organisation: OrganisationCode, in session: any SQLSession
  ) throws -> (Person, [RegisteredAccount])? {
    let rows = try session.rows(personWithAccounts, [.text(organisation.text), .text(user.text)])
    guard let first = rows.first else { return nil }
    let person = try PersonTable.read(first, from: columnCount)
    // A user without registrations is one row without an account.
    return (person, try first.optionalText(0) == nil ? [] : rows.map { try read($0) })
  }

  private static let columnCount = columns.split(separator: ",").count

  package static func insert(_ account: RegisteredAccount, at: Instant, in session: any SQLSession) throws {
    try session.run(
      "INSERT INTO registered_account (\(columns), registered_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .text(account.fintechUseNumber.text), .text(account.organisation.text), .text(account.user.text),
        .text(account.account.bank.text), .text(account.account.number.text), .text(account.branch.text),
        .text(account.alias.text), .text(account.holderName.text), .text(account.type.rawValue),
        .text(account.productName), SQLValue(account.inquiryAgreedAt?.milliseconds),
        SQLValue(account.transferAgreedAt?.milliseconds), .text(account.payerNumber), .integer(at.milliseconds),
      ])
  }

  /// Stores a changed alias or consent; false when the account is not there.
  package static func update(_ account: RegisteredAccount, in session: any SQLSession) throws -> Bool {
    try session.run(
      """
      UPDATE registered_account SET alias = ?, inquiry_agreed_at = ?, transfer_agreed_at = ? WHERE fintech_use_num = ?
      """,
      [
        .text(account.alias.text), SQLValue(account.inquiryAgreedAt?.milliseconds),
        SQLValue(account.transferAgreedAt?.milliseconds), .text(account.fintechUseNumber.text),
      ]) == 1
  }

  private static func read(_ row: SQLRow) throws -> RegisteredAccount {
    RegisteredAccount(
      fintechUseNumber: try row.checked(0), organisation: try row.checked(1), user: try row.checked(2),
      account: BankAccount(bank: try row.checked(3), number: try row.checked(4)), branch: try row.checked(5),
      alias: try row.checked(6), holderName: try row.checked(7), type: try row.code(8), productName: try row.text(9),
      inquiryAgreedAt: try row.optionalInstant(10),
      transferAgreedAt: try row.optionalInstant(11), payerNumber: try row.text(12))
  }
}

/// Every statement about `serial_counter`.
package enum SerialTable {
  /// The next number of a series, from 1.
  package static func next(_ name: String, in session: any SQLSession) throws -> Int64 {
    let last = try session.row("SELECT value FROM serial_counter WHERE name = ?", [.text(name)])?.counter(0) ?? 0
    try session.run(
      "INSERT INTO serial_counter (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      [.text(name), .integer(last + 1)])
    return last + 1
  }
}
