import Logging
package import MaruDomain
import MaruStore

/// Closes each settlement day when its cut-off has passed and hands the report on; then compares the day with every bank.
package struct SettlementClerk: Sendable {
  private let hub: Hub
  private let settlement: Settlement
  /// Gets every day once more after it was closed, also the days that were closed while nobody listened.
  private let publish: @Sendable (SettledDay) async throws -> Void

  package init(
    hub: Hub, cutOff: SettlementCutOff, publish: @escaping @Sendable (SettledDay) async throws -> Void
  ) {
    self.hub = hub
    settlement = Settlement(store: hub.store, world: hub.world, cutOff: cutOff)
    self.publish = publish
  }

  /// Looks at the clock every half minute until cancelled.
  package func run() async throws {
    try await hub.repeatedly("settlement", every: .seconds(30)) { await work() }
  }

  /// Closes what has ended. What fails is told in the log and tried again: a day that is not closed loses nothing.
  func work() async {
    do {
      for settled in try await settlement.closeEnded() {
        try await publish(settled)
        hub.logger.notice(
          "settlement day closed",
          metadata: [
            "date": "\(settled.day.date)", "entries": "\(settled.day.lastSequence - settled.day.firstSequence)",
            "payments": "\(settled.netting.payments.count)",
          ])
        await reconcileAll(settled.day.date)
      }
    } catch {
      hub.logger.error("a settlement day could not be closed", metadata: ["error": "\(error)"])
    }
  }

  private func reconcileAll(_ date: BusinessDate) async {
    for link in hub.banks.links {
      do {
        let outcome = try await hub.reconcile(date, with: link.bank.code)
        let open = outcome.breaks.filter { $0.state == .open }.count
        guard open > 0 else { continue }
        hub.logger.error(
          "reconciliation left open cases",
          metadata: ["date": "\(date)", "bank": "\(link.bank.code)", "open": "\(open)"])
      } catch {
        hub.logger.warning(
          "a bank's day could not be compared",
          metadata: ["date": "\(date)", "bank": "\(link.bank.code)", "error": "\(error)"])
      }
    }
  }
}
