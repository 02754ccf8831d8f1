import Foundation
import MaruDomain
import Synchronization
import Testing

@testable import MaruStore

/// The engines that a store can stand on. A suite that takes `arguments: StoreDriver.all` runs on each of them unchanged; on
/// PostgreSQL where the build has the driver and `MARU_TEST_POSTGRES` names a server (`make test` starts one).
enum StoreDriver: String, Sendable, CustomTestStringConvertible {
  case sqlite
  case postgreSQL

  static let all: [StoreDriver] = server == nil ? [.sqlite] : [.sqlite, .postgreSQL]
  var testDescription: String { rawValue }

  /// The URL of the server for tests.
  static var server: String? {
    #if Postgres
      ProcessInfo.processInfo.environment["MARU_TEST_POSTGRES"]
    #else
      nil
    #endif
  }

  /// A database of its own with the tables of both schemas' kind asked for; it goes away with the returned value.
  func make(_ migrations: [Migration] = HubSchema.migrations) throws -> TestDatabase {
    let directory = FileManager.default.temporaryDirectory.appending(path: "maru-store-\(UUID().uuidString)")
    if self == .sqlite { try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true) }
    return try TestDatabase(driver: self, place: directory, migrations: migrations)
  }
}

/// One database of a test: can be opened again, as a restarted hub does.
final class TestDatabase: Sendable {
  let driver: StoreDriver
  let place: URL
  let store: any Store
  /// Units of work that wait for the writer.
  private let waiting: @Sendable () -> Int

  init(driver: StoreDriver, place: URL, migrations: [Migration]) throws {
    self.driver = driver
    self.place = place
    switch driver {
    case .sqlite:
      let sqlite = try SQLiteStore(path: place.appending(path: "test.sqlite").path, migrations: migrations)
      store = sqlite
      waiting = { sqlite.backlog }
    case .postgreSQL:
      #if Postgres
        var settings = PostgresSettings()
        // A test that holds a unit on a busy machine is no hub that stopped.
        settings.patience = .seconds(60)
        let postgres = try PostgresStore(try TestDatabase.address(place), migrations: migrations, settings: settings)
        store = postgres
        waiting = { postgres.backlog }
      #else
        throw Refusal("built without PostgreSQL")
      #endif
    }
  }

  #if Postgres
    /// A schema of the server for tests, named after the place.
    static func address(_ place: URL) throws -> PostgresAddress {
      let schema = place.lastPathComponent.lowercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
      guard let server = StoreDriver.server, let address = PostgresAddress(url: server, schema: schema) else {
        throw Refusal("no server for tests")
      }
      return address
    }
  #endif

  var path: String { place.appending(path: "test.sqlite").path }

  /// The same database in a new store; close the first one before.
  func reopened(_ migrations: [Migration] = HubSchema.migrations) throws -> TestDatabase {
    try TestDatabase(driver: driver, place: place, migrations: migrations)
  }

  var backlog: Int { waiting() }

  /// The names of its tables, in order, but for those that belong to the driver.
  func tables() async throws -> [String] {
    let text =
      switch driver {
      case .sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
      case .postgreSQL: "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
      }
    return try await store.read { try $0.rows(text, []).map { try $0.text(0) } }.filter { $0 != "store_writer" }
  }

  func close() async { await store.close() }
  func remove() async {
    #if Postgres
      if driver == .postgreSQL, let address = try? TestDatabase.address(place) {
        let connection = try? PostgresConnection(
          address, settings: PostgresSettings().writing(address), patience: .seconds(8))
        _ = try? connection?.ask("DROP SCHEMA IF EXISTS \(address.schema) CASCADE")
      }
    #endif
    await close()
    try? FileManager.default.removeItem(at: place)
  }
}

/// Runs a test's body on a fresh database and takes it away afterwards.
@discardableResult
func withDatabase<Value>(
  _ driver: StoreDriver = .sqlite, _ migrations: [Migration] = HubSchema.migrations,
  _ body: (TestDatabase) async throws -> Value
) async throws -> Value {
  let database = try driver.make(migrations)
  do {
    let value = try await body(database)
    await database.remove()
    return value
  } catch {
    await database.remove()
    throw error
  }
}

/// A unit's own refusal.
struct Refusal: Error, Equatable {
  let text: String
  init(_ text: String) { self.text = text }
}

/// A value that tasks of a test share.
final class Shared<Value: Sendable>: Sendable {
  private let stored: Mutex<Value>
  init(_ value: Value) { stored = Mutex(value) }
  var value: Value {
    get { stored.withLock { $0 } }
    set { stored.withLock { $0 = newValue } }
  }
}
