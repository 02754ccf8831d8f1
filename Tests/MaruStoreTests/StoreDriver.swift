import Foundation
import MaruDomain
import Synchronization
import Testing

@testable import MaruStore

/// The engines that a store can stand on. A suite that takes `arguments: StoreDriver.all` runs on each of them unchanged.
enum StoreDriver: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case sqlite

  static let all = StoreDriver.allCases
  var testDescription: String { rawValue }

  /// A database of its own with the tables of both schemas' kind asked for; it goes away with the returned value.
  func make(_ migrations: [Migration] = HubSchema.migrations) throws -> TestDatabase {
    switch self {
    case .sqlite:
      let directory = FileManager.default.temporaryDirectory.appending(path: "maru-store-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      return try TestDatabase(driver: self, place: directory, migrations: migrations)
    }
  }
}

/// One database of a test: can be opened again, as a restarted hub does.
final class TestDatabase: Sendable {
  let driver: StoreDriver
  let place: URL
  let store: SQLiteStore

  init(driver: StoreDriver, place: URL, migrations: [Migration]) throws {
    self.driver = driver
    self.place = place
    store = try SQLiteStore(path: place.appending(path: "test.sqlite").path, migrations: migrations)
  }

  var path: String { place.appending(path: "test.sqlite").path }

  /// The same database in a new store; close the first one before.
  func reopened(_ migrations: [Migration] = HubSchema.migrations) throws -> TestDatabase {
    try TestDatabase(driver: driver, place: place, migrations: migrations)
  }

  /// Units of work that wait for the writer.
  var backlog: Int { store.backlog }

  func close() async { await store.close() }
  func remove() async {
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

/// Looks every millisecond until `condition` holds.
func until(_ condition: () async throws -> Bool) async throws {
  while try await !condition() { try await Task.sleep(for: .milliseconds(1)) }
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
