import Logging
import MaruDomain
import MaruStore

/// Removes what has had its time, in small batches behind everybody else's work: old records of calls, expired codes and tokens,
/// visits that ended, that one-time numbers were sent, documents of applications, and what is left of people who were forgotten. Money
/// and consents are never swept.
package struct Sweeper: Sendable {
  private static let batch = 500
  /// Batches of one table in one pass: what is left goes with the next.
  private static let batches = 20
  private let hub: Hub

  package init(hub: Hub) { self.hub = hub }

  /// Sweeps every minute until cancelled; of several hubs one at a time.
  package func run() async throws {
    try await hub.repeatedly("sweep", every: .seconds(60)) { await pass() }
  }

  /// One look at every table; returns how many rows went.
  @discardableResult
  package func pass() async -> Int {
    var removed = 0
    for table in Sweepable.allCases {
      do {
        guard let moment = try await end(of: table) else { continue }
        removed += try await sweep(table, before: moment)
      } catch is CancellationError {
        return removed
      } catch {
        hub.logger.error("what has had its time could not be removed", metadata: ["error": "\(error)"])
      }
    }
    do {
      removed += try await sweepDocuments()
    } catch is CancellationError {
      return removed
    } catch {
      hub.logger.error("documents that have had their time could not be removed", metadata: ["error": "\(error)"])
    }
    do {
      try await hub.eraseTraces()
    } catch {
      hub.logger.error("traces of who was forgotten could not be looked for", metadata: ["error": "\(error)"])
    }
    return removed
  }

  /// So long documents are kept that no service came of, in days.
  private static let unusedDocumentDays: Int64 = 30
  /// Documents of one pass: each is a unit of work of its own.
  private static let documents = 50

  private func sweepDocuments() async throws -> Int {
    let now = hub.world.now()
    func days(_ count: Int64) -> Instant { now.adding(seconds: -count * 86_400) }
    let retention = LiveDocumentTable.Retention(
      begun: days(1), unused: days(Sweeper.unusedDocumentDays), ended: days(hub.settings.documentsKeptDays))
    let past = try await hub.store.read {
      try LiveDocumentTable.past(retention, atMost: Sweeper.documents, in: $0)
    }
    for id in past { try await hub.store.writeMany { try LiveDocumentTable.remove(id, in: $0) } }
    return past.count
  }

  private func sweep(_ table: Sweepable, before moment: Instant) async throws -> Int {
    var removed = 0
    for _ in 0..<Sweeper.batches {
      let count = try await hub.store.writeMany { try table.remove(before: moment, atMost: Sweeper.batch, in: $0) }
      removed += count
      guard count == Sweeper.batch else { break }
      // Whoever waits for the writer goes first.
      try await hub.world.sleep(.milliseconds(100))
    }
    return removed
  }

  /// Until when rows of a table have had their time; nil where none has.
  private func end(of table: Sweepable) async throws -> Instant? {
    let now = hub.world.now()
    func days(_ count: Int64) -> Instant { now.adding(seconds: -count * 86_400) }
    switch table {
    case .calls:
      // A call is counted once, when its day is settled.
      let settled = try await hub.store.read { try SettlementTable.lastDay(in: $0)?.cutOff }
      return settled.map { min($0, days(hub.settings.callsKeptDays)) }
    case .authorizationCodes:
      // A code that comes twice revokes what it gave (RFC 9700 section 2.1.1): it is known as long as the first tokens last.
      let given = now.adding(seconds: -hub.oauth.settings.refreshTokenSeconds)
      return min(given, days(hub.settings.expiredKeptDays))
    case .accessTokens, .refreshTokens: return days(hub.settings.expiredKeptDays)
    case .consentSessions, .siteSessions, .mailLinks: return now
    case .oneTimeNumbers, .siteAttempts: return days(1)
    case .outbox, .keptCalls, .webhookDeliveries: return days(30)
    case .consentUseDays: return days(365)
    }
  }
}
