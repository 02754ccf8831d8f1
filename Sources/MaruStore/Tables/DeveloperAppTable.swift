package import MaruDomain

/// Every statement about `developer_app`: which clients belong to which developer.
package enum DeveloperAppTable {
  package static func insert(
    _ client: ClientID, of developer: Int64, at: Instant, in session: any SQLSession
  ) throws {
    try session.run(
      "INSERT INTO developer_app (client_id, developer, created_at) VALUES (?, ?, ?)",
      [.text(client.text), .integer(developer), .integer(at.milliseconds)])
  }

  /// The developer's clients, oldest first.
  package static func clients(of developer: Int64, in session: any SQLSession) throws -> [OAuthClient] {
    try session.rows(
      "SELECT client_id FROM developer_app WHERE developer = ? ORDER BY created_at, client_id", [.integer(developer)]
    ).compactMap { try ClientTable.find(try $0.checked(0), in: session) }
  }

  /// The client, where it is the developer's.
  package static func client(
    _ client: ClientID, of developer: Int64, in session: any SQLSession
  ) throws -> OAuthClient? {
    guard
      try session.row(
        "SELECT 1 FROM developer_app WHERE client_id = ? AND developer = ?", [.text(client.text), .integer(developer)])
        != nil
    else { return nil }
    return try ClientTable.find(client, in: session)
  }

  /// Takes a client off its developer's list.
  package static func remove(_ client: ClientID, in session: any SQLSession) throws {
    try session.run("DELETE FROM developer_app WHERE client_id = ?", [.text(client.text)])
  }
}
