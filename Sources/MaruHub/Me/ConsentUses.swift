package import MaruDomain
package import MaruStore
import Synchronization

/// How often and when organisations used what users agreed to: collected from the record of calls, written once a minute. A call pays
/// for one look into a dictionary, and for no row of its own.
package final class ConsentUses: Sendable {
  /// So many wait at most: beyond it they are written without waiting for the minute.
  private static let bound = 20_000
  private static let pause: Int64 = 60_000
  private struct State {
    var waiting: [ConsentUse.Day: ConsentUse] = [:]
    var writtenAt: Instant?

    mutating func add(_ use: ConsentUse) {
      waiting[use.day] = waiting[use.day]?.adding(use) ?? use
    }
  }
  private let state = Mutex(State())

  package init() {}

  /// Notes the calls that used a consent.
  package func note(_ records: [CallRecord]) {
    state.withLock { state in
      for record in records {
        guard let key = Self.key(record) else { continue }
        state.add(ConsentUse(key, at: record.stamp))
      }
    }
  }

  /// What is not written yet of a user's.
  package func waiting(of user: UserSeqNo) -> [ConsentUse] {
    state.withLock { state in
      state.waiting.values.filter { $0.key.user == user }
    }
  }

  /// Forgets what waits of a user's.
  func forget(_ user: UserSeqNo) {
    state.withLock { state in state.waiting = state.waiting.filter { $0.value.key.user != user } }
  }

  /// What is to be written now, which does not wait any more; empty while it is too early and nothing presses.
  func take(at now: Instant, isLast: Bool) -> [ConsentUse] {
    state.withLock { state in
      let isDue = state.writtenAt.map { abs(now.milliseconds(since: $0)) >= Self.pause } ?? true
      guard !state.waiting.isEmpty, isDue || isLast || state.waiting.count >= Self.bound else { return [] }
      state.writtenAt = now
      defer { state.waiting.removeAll(keepingCapacity: true) }
      return Array(state.waiting.values)
    }
  }

  /// What could not be written waits again.
  package func putBack(_ uses: [ConsentUse]) {
    state.withLock { state in
      guard state.waiting.count < Self.bound else { return }
      for use in uses { state.add(use) }
    }
  }

  /// Only what a user agreed to, and only where it opened something; ending a consent is no use of it.
  private static func key(_ record: CallRecord) -> ConsentUse.Key? {
    guard let caller = record.caller, let user = caller.user, opened(record.code) else { return nil }
    let service: String
    switch record.api {
    case "account/balance", "account/transaction_list": service = "inquiry"
    case "transfer/withdraw": service = "transfer"
    case "account/cancel", "user/unlink": return nil
    default: service = "login"
    }
    return ConsentUse.Key(user: user, organisation: caller.organisation, service: service)
  }

  private static func opened(_ code: ResponseCode) -> Bool {
    code == .success || code == .noTransactions || code.isUnknownOutcome
  }
}

extension Hub {
  /// Writes the uses of consents that wait, once a minute or at the end.
  package func writeConsentUses(isLast: Bool = false) async {
    let uses = consentUses.take(at: world.now(), isLast: isLast)
    guard !uses.isEmpty else { return }
    do {
      try await store.writeMany { try ConsentUseTable.note(uses, in: $0) }
    } catch {
      consentUses.putBack(uses)
      logger.error("uses of consents could not be written", metadata: ["count": "\(uses.count)", "error": "\(error)"])
    }
  }
}
