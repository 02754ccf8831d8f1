import Logging
import MaruDomain
import MaruStore

/// What is neither here nor there: transfers that are not final, by stage.
package struct StrandedMoney: Sendable, Hashable {
  /// One open stage.
  package struct Stage: Sendable, Hashable {
    /// ``TransferStage/code``.
    package let code: String
    package let count: Int64
    /// In won.
    package let amount: Int64
    /// Age of the oldest, in seconds.
    package let oldestSeconds: Int64
    /// How long one has been in the stage, in seconds: the longest.
    package let stageSeconds: Int64
    /// How long one may be, in seconds.
    package let boundSeconds: Int64

    package var isOverdue: Bool { stageSeconds > boundSeconds }
  }
  package let stages: [Stage]

  /// Age of the oldest open transfer in seconds; nil when none is open.
  package var oldestSeconds: Int64? { stages.map(\.oldestSeconds).max() }
  package var count: Int64 { stages.reduce(0) { $0 + $1.count } }
}

extension Hub {
  /// Looks at the open transfers now.
  package func strandedMoney() async throws -> StrandedMoney {
    let now = world.now()
    let open = try await store.read { try TransferTable.openByStage(in: $0) }
    return StrandedMoney(
      stages: open.map { stage in
        StrandedMoney.Stage(
          code: stage.code, count: stage.count, amount: stage.amount,
          oldestSeconds: max(0, now.milliseconds(since: stage.oldest) / 1000),
          stageSeconds: max(0, now.milliseconds(since: stage.since) / 1000),
          boundSeconds: TransferStage.bound(ofOpen: stage.code) ?? 0)
      })
  }

  /// Looks every ten seconds until cancelled.
  package func watch() async throws {
    while !Task.isCancelled {
      await lookAtStore()
      await lookForStrandedMoney()
      try await world.sleep(.seconds(10))
    }
  }

  /// Alerts where something is overdue.
  package func lookForStrandedMoney() async {
    do {
      for stage in try await strandedMoney().stages where stage.isOverdue {
        logger.critical(
          "money is stranded: transfers are in a stage for longer than they may be",
          metadata: [
            "stage": "\(stage.code)", "count": "\(stage.count)", "won": "\(stage.amount)",
            "stage_seconds": "\(stage.stageSeconds)", "bound_seconds": "\(stage.boundSeconds)",
            "oldest_seconds": "\(stage.oldestSeconds)",
          ])
      }
    } catch {
      logger.error("the open transfers could not be counted", metadata: ["error": "\(error)"])
    }
  }
}
