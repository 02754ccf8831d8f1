package import MaruDomain

/// A script of answers that a developer saved.
package struct SavedScenario: Sendable, Hashable {
  package let name: String
  /// Its contents as they are exported, JSON.
  package let file: String
  package let savedAt: Instant
  package init(name: String, file: String, savedAt: Instant) {
    self.name = name
    self.file = file
    self.savedAt = savedAt
  }
}

/// Every statement about `scenario`.
package enum ScenarioTable {
  /// So many may be kept for each client.
  package static let most = 30

  /// Saves a scenario, in place of one of the same name; false where there are as many as there may be.
  package static func save(_ scenario: SavedScenario, of client: ClientID, in session: any SQLSession) throws -> Bool {
    try remove(scenario.name, of: client, in: session)
    let count = try session.row("SELECT COUNT(*) FROM scenario WHERE client_id = ?", [.text(client.text)])
    guard try count?.integer(0) ?? 0 < Int64(most) else { return false }
    try session.run(
      "INSERT INTO scenario (client_id, name, file, saved_at) VALUES (?, ?, ?, ?)",
      [
        .text(client.text), .text(scenario.name), .text(scenario.file), .integer(scenario.savedAt.milliseconds),
      ])
    return true
  }

  /// A client's scenarios, newest first.
  package static func all(of client: ClientID, in session: any SQLSession) throws -> [SavedScenario] {
    try session.rows(
      "SELECT name, file, saved_at FROM scenario WHERE client_id = ? ORDER BY saved_at DESC, name",
      [.text(client.text)]
    ).map { SavedScenario(name: try $0.text(0), file: try $0.text(1), savedAt: try $0.instant(2)) }
  }

  package static func remove(_ name: String, of client: ClientID, in session: any SQLSession) throws {
    try session.run("DELETE FROM scenario WHERE client_id = ? AND name = ?", [.text(client.text), .text(name)])
  }

  /// Forgets all scenarios of a client.
  package static func removeAll(of client: ClientID, in session: any SQLSession) throws {
    try session.run("DELETE FROM scenario WHERE client_id = ?", [.text(client.text)])
  }
}
