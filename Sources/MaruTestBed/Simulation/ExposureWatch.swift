import MaruDomain
import MaruStore
import Synchronization

/// Looks at every decision about a cap or a prefunded limit when it becomes durable: what is owed may only rise up to its
/// bound, by the transfers and settled days themselves (``ExposureAudit``), whatever the hub's own totals say.
///
/// At the end all may be well again: a payment in the other direction lowers what is owed.
final class ExposureWatch: Sendable {
  private struct State {
    var owed: [String: Int64] = [:]
    var settledDays = 0
  }

  private let cast: SimulationCast
  private let state = Mutex(State())

  init(cast: SimulationCast) { self.cast = cast }

  /// Whether there is anything to look at.
  var isIdle: Bool { cast.caps.isEmpty && cast.prefunds.isEmpty }

  /// Looks at what is committed; returns what is wrong.
  func look(in session: any SQLSession) throws -> [String] {
    var now: [(name: String, bound: Int64, owed: Int64)] = []
    for (bank, cap) in cast.caps {
      now.append(("net debit cap of bank \(bank)", cap.amount, try ExposureAudit.owed(by: bank, in: session)))
    }
    for (organisation, limit) in cast.prefunds {
      let used = try ExposureAudit.paidOut(by: organisation, in: session)
      now.append(("prefunded limit of \(organisation)", limit.amount, used))
    }
    let days = try SettlementTable.days(in: session).count
    let looked = now
    return state.withLock { state in
      defer {
        for look in looked { state.owed[look.name] = look.owed }
        state.settledDays = days
      }
      // What the others owed a bank is paid with a day, and what it has under way stays: no decision made that.
      guard days == state.settledDays else { return [] }
      return looked.filter { $0.owed > max($0.bound, state.owed[$0.name] ?? 0) }.map {
        "\($0.name) is broken: \($0.owed) of \($0.bound)"
      }.sorted()
    }
  }
}
