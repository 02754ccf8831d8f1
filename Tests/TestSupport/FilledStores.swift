import Foundation
import Logging
import MaruBankLink
import MaruDomain
import MaruHub
import MaruOAuth
import MaruStore
import MaruTestBed

/// The databases of a fresh test bed, made once a process and copied for each test: inventing months of history for forty
/// people costs more than most tests.
actor FilledStores {
  static let shared = FilledStores()
  /// The population that all tests share.
  static let seed: UInt64 = 3
  private var made: [Bool: Task<URL, any Error>] = [:]

  /// Puts both databases into `directory`.
  func copy(to directory: URL, onPostgreSQL: Bool) async throws {
    let task = made[onPostgreSQL] ?? Task { try await FilledStores.make(onPostgreSQL) }
    made[onPostgreSQL] = task
    let source = try await task.value
    try TestStores.make(directory, from: source, onPostgreSQL: onPostgreSQL)
  }

  private static func make(_ onPostgreSQL: Bool) async throws -> URL {
    let place = FileManager.default.temporaryDirectory.appending(path: "maru-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try TestStores.make(place, onPostgreSQL: onPostgreSQL)
    let places = try TestStores.places(place, onPostgreSQL: onPostgreSQL)
    let store = try TestStores.open(places.hub, HubSchema.migrations)
    let banks = try TestStores.open(places.banks, BankSchema.migrations)
    let world = TestClock().world
    let bed = try await TestBed.open(store: banks, seed: seed, world: world, bankTimeout: .seconds(6))
    let hub = Hub(
      store: store, banks: BankDirectory(bed.banks), oauth: AuthorizationServer(store: store, world: world),
      identity: SeededIdentityAgency(people: bed.people), world: world, settings: HubSettings(),
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), hasher: TestHub.hasher())
    _ = try await bed.register(at: hub)
    await store.close()
    await banks.close()
    hub.hasher.close()
    return place
  }
}
