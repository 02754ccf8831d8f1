import Logging
import MaruDomain
import MaruStore

/// Makes room in the book for the days to come, where the store files entries by their day (PostgreSQL): a week ahead, so that a
/// journal in use, or a hub that is away, delays nothing.
package struct JournalDays: Sendable {
  /// Today, and as many days behind it.
  private static let ahead: Int64 = 7
  private let hub: Hub

  package init(hub: Hub) { self.hub = hub }

  /// Looks every hour until cancelled; of several hubs one at a time.
  package func run() async throws {
    try await hub.repeatedly("journal days", every: .seconds(3600)) { await pass() }
  }

  /// One look; returns how many days are new.
  @discardableResult
  package func pass() async -> Int {
    let today = hub.world.now().businessDate
    do {
      return try await hub.store.openJournal(for: (0...JournalDays.ahead).map { today.adding(days: $0) })
    } catch {
      // Entries are booked all the same, and moved when their day gets its room.
      hub.logger.warning("the journal got no room for the days to come", metadata: ["error": "\(error)"])
      return 0
    }
  }
}
