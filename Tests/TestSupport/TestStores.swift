package import Foundation
package import MaruStore

/// The engine that whole hubs of tests stand on: SQLite files, or PostgreSQL with `MARU_TEST_STORE=postgresql` and a server in
/// `MARU_TEST_POSTGRES` (`make test` does both).
package enum TestStores {
  private static var environment: [String: String] { ProcessInfo.processInfo.environment }
  /// Whether a server for tests is there, and this build can use it.
  package static var hasServer: Bool {
    #if Postgres
      environment["MARU_TEST_POSTGRES"] != nil
    #else
      false
    #endif
  }
  package static var isPostgreSQL: Bool { environment["MARU_TEST_STORE"] == "postgresql" }

  /// Where a hub in `directory` and its simulated banks keep their stores.
  package static func places(
    _ directory: URL, onPostgreSQL: Bool = isPostgreSQL
  ) throws -> (hub: StorePlace, banks: StorePlace) {
    guard onPostgreSQL else {
      return (
        .file(directory.appending(path: "hub.sqlite").path), .file(directory.appending(path: "banks.sqlite").path)
      )
    }
    let url = try server(database: name(directory))
    guard let hub = PostgresAddress(url: url, schema: HubSchema.name),
      let banks = PostgresAddress(url: url, schema: BankSchema.name)
    else { throw TestHub.Missing("a PostgreSQL server") }
    return (.postgreSQL(hub), .postgreSQL(banks))
  }

  /// Opens a store. On PostgreSQL with few connections: beginning them was most of what the server did for a test.
  package static func open(_ place: StorePlace, _ migrations: [Migration]) throws -> any Store {
    #if Postgres
      if case .postgreSQL(let address) = place {
        var settings = PostgresSettings()
        settings.readers = 1
        return try PostgresStore(address, migrations: migrations, settings: settings)
      }
    #endif
    return try place.open(migrations)
  }

  /// Makes the databases of `directory`: empty, or those of `source` once more. Files are made when they are opened.
  package static func make(_ directory: URL, from source: URL? = nil, onPostgreSQL: Bool = isPostgreSQL) throws {
    if onPostgreSQL {
      let template = source.map { " TEMPLATE \(name($0))" } ?? ""
      try perform("CREATE DATABASE \(name(directory))\(template)")
    } else if let source {
      let (from, to) = (try places(source, onPostgreSQL: false), try places(directory, onPostgreSQL: false))
      for (from, to) in [(from.hub, to.hub), (from.banks, to.banks)] {
        guard case .file(let from) = from, case .file(let to) = to else { continue }
        try FileManager.default.copyItem(atPath: from, toPath: to)
      }
    }
  }

  /// Takes away what ``make(_:from:onPostgreSQL:)`` made: a thousand hubs of tests would leave sixteen gigabytes behind.
  package static func remove(_ directory: URL, onPostgreSQL: Bool) {
    if onPostgreSQL { try? perform("DROP DATABASE IF EXISTS \(name(directory)) WITH (FORCE)") }
    try? FileManager.default.removeItem(at: directory)
  }

  private static func name(_ directory: URL) -> String {
    directory.lastPathComponent.lowercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
  }

  private static func server(database: String) throws -> String {
    guard let server = environment["MARU_TEST_POSTGRES"], var parts = URLComponents(string: server) else {
      throw TestHub.Missing("a PostgreSQL server in MARU_TEST_POSTGRES")
    }
    parts.path = "/" + database
    return parts.string ?? server
  }

  /// Asks over a connection of its own: a child process costs more, and its end can be missed.
  private static func perform(_ statement: String) throws {
    #if Postgres
      guard let address = PostgresAddress(url: try server(database: "postgres"), schema: "public") else {
        throw TestHub.Missing("a PostgreSQL server in MARU_TEST_POSTGRES")
      }
      try PostgresConnection(address, settings: "SET lock_timeout TO 0", patience: .seconds(60)).perform(statement)
    #else
      throw TestHub.Missing("a build with PostgreSQL")
    #endif
  }
}
