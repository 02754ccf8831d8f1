import Logging
package import MaruDomain
import MaruStore
import Synchronization

/// Where the reports of settled days go. It tells itself which it has: what the store says of a day says nothing about files.
package protocol SettlementReports: Sendable {
  /// Whether the whole report of a day is there.
  func has(_ date: BusinessDate) async throws -> Bool
  /// Takes a day's report; one that was taken before is replaced by an equal one.
  func publish(_ settled: SettledDay) async throws
}

/// Closes each settlement day when its cut-off has passed and hands the report on; then compares the day with every bank.
///
/// Also for days that somebody else closed, or a hub that died before it had written the report.
package final class SettlementClerk: Sendable {
  private let hub: Hub
  private let settlement: Settlement
  private let reports: any SettlementReports
  /// The last day whose report was seen in this life: those up to it are not looked for again.
  private let seen = Mutex<BusinessDate?>(nil)

  package init(hub: Hub, cutOff: SettlementCutOff, reports: any SettlementReports) {
    self.hub = hub
    settlement = Settlement(store: hub.store, world: hub.world, cutOff: cutOff)
    self.reports = reports
  }

  /// Looks at the clock every half minute until cancelled.
  package func run() async throws {
    try await hub.repeatedly("settlement", every: .seconds(30)) { await self.work() }
  }

  /// Closes what has ended. What fails is told in the log and tried again: a day that is not closed loses nothing.
  package func work() async {
    // What a damaged book says is owed must not be told to banks.
    guard !hub.health.isDamaged else { return }
    do {
      _ = try await settlement.closeEnded()
      try await handOn()
    } catch {
      hub.logger.error("a settlement day could not be closed", metadata: ["error": "\(error)"])
    }
  }

  /// Publishes every closed day whose report is not there, oldest first, and compares each with the banks that it was not compared
  /// with. A day that cannot be handed on is told in the log, keeps no other one back, and is looked at again.
  private func handOn() async throws {
    let last = seen.withLock { $0 }
    let (dates, recent) = try await hub.store.read { session in
      (try SettlementTable.days(in: session).map(\.date), try SettlementTable.firstCompared(in: session))
    }
    var isWhole = true
    for date in dates where last.map({ date > $0 }) ?? true {
      // A stop need not wait for days that the next start looks at.
      guard !Task.isCancelled else { return }
      do {
        try await publish(date)
        if let recent, date >= recent { await reconcile(date, with: try await notCompared(date)) }
        // Without a gap: what is looked at no more is whole. A bank that does not answer is asked again at the next start.
        if isWhole, !Task.isCancelled { seen.withLock { $0 = date } }
      } catch {
        isWhole = false
        hub.logger.error(
          "a settled day could not be handed on", metadata: ["date": "\(date)", "error": "\(error)"])
      }
    }
  }

  private func publish(_ date: BusinessDate) async throws {
    guard try await !reports.has(date), let settled = try await settlement.settled(date) else { return }
    try await reports.publish(settled)
    hub.logger.notice(
      "settlement day closed",
      metadata: [
        "date": "\(date)", "entries": "\(settled.day.lastSequence - settled.day.firstSequence)",
        "payments": "\(settled.netting.payments.count)",
      ])
  }

  private func notCompared(_ date: BusinessDate) async throws -> [BankCode] {
    let compared = try await hub.store.read { try ReconciliationTable.compared(on: date, in: $0) }
    return hub.banks.links.map(\.bank.code).filter { !compared.contains($0) }
  }

  private func reconcile(_ date: BusinessDate, with banks: [BankCode]) async {
    for bank in banks {
      guard !Task.isCancelled else { return }
      do {
        let outcome = try await hub.reconcile(date, with: bank)
        let open = outcome.breaks.filter { $0.state == .open }.count
        guard open > 0 else { continue }
        hub.logger.error(
          "reconciliation left open cases",
          metadata: ["date": "\(date)", "bank": "\(bank)", "open": "\(open)"])
      } catch {
        hub.logger.warning(
          "a bank's day could not be compared",
          metadata: ["date": "\(date)", "bank": "\(bank)", "error": "\(error)"])
      }
    }
  }
}
