package import MaruDomain

/// A user of the platform, as an identity agency told of them once.
package struct Person: Sendable, Hashable {
  package let user: UserSeqNo
  package let ci: String
  package let name: HolderName
  package let birthDate: BusinessDate
  package let phone: String
  package let gender: String
  package let email: String
  package init(
    user: UserSeqNo, ci: String, name: HolderName, birthDate: BusinessDate, phone: String, gender: String,
    email: String
  ) {
    self.user = user
    self.ci = ci
    self.name = name
    self.birthDate = birthDate
    self.phone = phone
    self.gender = gender
    self.email = email
  }
}

/// Every statement about `person` and `user_link`.
package enum PersonTable {
  static let columns = "user_seq_no, ci, name, birth_date, phone, gender, email"

  package static func find(_ user: UserSeqNo, in session: any SQLSession) throws -> Person? {
    try session.row("SELECT \(columns) FROM person WHERE user_seq_no = ?", [.text(user.text)]).map { try read($0) }
  }

  private static let byInformation = "SELECT \(columns) FROM person WHERE ci = ?"

  /// The user behind an identity agency's connecting information.
  package static func find(ci: String, in session: any SQLSession) throws -> Person? {
    try session.row(byInformation, [.text(ci)]).map { try read($0) }
  }

  /// As for one, for several at once, in their order.
  package static func find(cis: [String], in session: any SQLSession) throws -> [Person?] {
    try session.answers(to: cis.map { SQLQuestion(byInformation, [.text($0)]) }).map {
      try $0.first.map { try read($0) }
    }
  }

  /// Users of a name, for the test bed's own endpoint.
  package static func find(name: HolderName, in session: any SQLSession) throws -> [Person] {
    try session.rows("SELECT \(columns) FROM person WHERE name = ? ORDER BY user_seq_no", [.text(name.text)]).map {
      try read($0)
    }
  }

  /// The users who are linked to an organisation, the latest first.
  package static func linked(to organisation: OrganisationCode, in session: any SQLSession) throws -> [Person] {
    try session.rows(
      "SELECT user_seq_no FROM user_link WHERE organisation = ? ORDER BY linked_at DESC, user_seq_no",
      [.text(organisation.text)]
    ).compactMap { try find(try $0.checked(0), in: session) }
  }

  package static func insert(_ person: Person, in session: any SQLSession) throws {
    try session.run(
      "INSERT INTO person (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        .text(person.user.text), .text(person.ci), .text(person.name.text), .text(person.birthDate.wire),
        .text(person.phone), .text(person.gender), .text(person.email),
      ])
  }

  /// Joins a user to an organisation; a second time changes nothing.
  package static func link(
    _ user: UserSeqNo, to organisation: OrganisationCode, at: Instant, in session: any SQLSession
  ) throws {
    try session.run(
      "INSERT INTO user_link (organisation, user_seq_no, linked_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      [.text(organisation.text), .text(user.text), .integer(at.milliseconds)])
  }

  package static func unlink(
    _ user: UserSeqNo, from organisation: OrganisationCode, in session: any SQLSession
  ) throws {
    try session.run(
      "DELETE FROM user_link WHERE organisation = ? AND user_seq_no = ?", [.text(organisation.text), .text(user.text)])
  }

  /// When a user was linked to an organisation; nil where they are not.
  package static func linkedAt(
    _ user: UserSeqNo, to organisation: OrganisationCode, in session: any SQLSession
  ) throws -> Instant? {
    try session.row(
      "SELECT linked_at FROM user_link WHERE organisation = ? AND user_seq_no = ?",
      [.text(organisation.text), .text(user.text)])?.instant(0)
  }

  /// Forgets who a user is; their number stays with what was done under it.
  package static func remove(_ user: UserSeqNo, in session: any SQLSession) throws {
    try session.run("DELETE FROM person WHERE user_seq_no = ?", [.text(user.text)])
  }

  /// A person in the columns from `first` on.
  static func read(_ row: SQLRow, from first: Int = 0) throws -> Person {
    guard let birthDate = BusinessDate(wire: try row.text(first + 3)) else {
      throw StoreError.damaged("a person's birth date")
    }
    return Person(
      user: try row.checked(first), ci: try row.text(first + 1), name: try row.checked(first + 2),
      birthDate: birthDate, phone: try row.text(first + 4), gender: try row.text(first + 5),
      email: try row.text(first + 6))
  }
}

extension String {
  /// A list of columns, each with its table's short name.
  func qualified(by name: String) -> String {
    split(separator: ",").map { "\(name).\($0.drop { $0 == " " })" }.joined(separator: ", ")
  }
}
