package import MaruDomain

/// An application of an organisation: an OAuth client (RFC 6749 section 2).
package struct OAuthClient: Sendable, Hashable {
  package let id: ClientID
  package let organisation: OrganisationCode
  /// What the consent pages call it.
  package let name: String
  /// SHA-256 of the secret. The hub makes secrets of 128 random bits, so no slow hash is needed.
  package let secretHash: [UInt8]
  /// Compared character by character.
  package let redirectURIs: [String]
  package let scopes: Scope
  package let isDisabled: Bool
  /// The secret before this one, while both are good.
  package let formerSecret: FormerSecret?
  package init(
    id: ClientID, organisation: OrganisationCode, name: String, secretHash: [UInt8], redirectURIs: [String],
    scopes: Scope, isDisabled: Bool = false, formerSecret: FormerSecret? = nil
  ) {
    self.id = id
    self.organisation = organisation
    self.name = name
    self.secretHash = secretHash
    self.redirectURIs = redirectURIs
    self.scopes = scopes
    self.isDisabled = isDisabled
    self.formerSecret = formerSecret
  }

  /// A secret that was replaced, and until when it still counts.
  package struct FormerSecret: Sendable, Hashable {
    package let hash: [UInt8]
    package let until: Instant
    package init(hash: [UInt8], until: Instant) {
      self.hash = hash
      self.until = until
    }
  }
}

/// Every statement about `client`.
package enum ClientTable {
  private static let columns = """
    client_id, organisation, name, secret_hash, redirect_uris, scopes, disabled, former_secret_hash, former_secret_until
    """

  package static func find(_ id: ClientID, in session: any SQLSession) throws -> OAuthClient? {
    try session.row("SELECT \(columns) FROM client WHERE client_id = ?", [.text(id.text)]).map(read)
  }

  /// The clients of an organisation; reads the whole table, which is as long as there are applications.
  package static func all(of organisation: OrganisationCode, in session: any SQLSession) throws -> [OAuthClient] {
    try session.rows(
      "SELECT \(columns) FROM client WHERE organisation = ? ORDER BY client_id", [.text(organisation.text)]
    ).map(read)
  }

  private static func read(_ row: SQLRow) throws -> OAuthClient {
    let (former, until) = (try row.optionalBlob(7), try row.optionalInstant(8))
    return OAuthClient(
      id: try row.checked(0), organisation: try row.checked(1), name: try row.text(2), secretHash: try row.blob(3),
      redirectURIs: try row.text(4).split(separator: "\n").map(String.init), scopes: try row.scope(5),
      isDisabled: try row.integer(6) != 0,
      formerSecret: former.flatMap { hash in until.map { OAuthClient.FormerSecret(hash: hash, until: $0) } })
  }

  /// Stores a new client, or the whole of a changed one.
  package static func save(_ client: OAuthClient, in session: any SQLSession) throws {
    try session.run("DELETE FROM client WHERE client_id = ?", [.text(client.id.text)])
    try session.run(
      "INSERT INTO client (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .text(client.id.text), .text(client.organisation.text), .text(client.name), .blob(client.secretHash),
        .text(client.redirectURIs.joined(separator: "\n")), .integer(Int64(client.scopes.rawValue)),
        .integer(client.isDisabled ? 1 : 0), client.formerSecret.map { .blob($0.hash) } ?? .null,
        SQLValue(client.formerSecret?.until.milliseconds),
      ])
  }
}

extension SQLRow {
  /// A stored set of scopes.
  package func scope(_ column: Int) throws -> Scope {
    guard let bits = UInt8(exactly: try integer(column)), Scope.user.union(.oob).isSuperset(of: Scope(rawValue: bits))
    else { throw StoreError.damaged("column \(column) is no set of scopes") }
    return Scope(rawValue: bits)
  }
}
