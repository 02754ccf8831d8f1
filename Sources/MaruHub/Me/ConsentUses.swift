import MaruDomain
package import MaruStore
import Synchronization

/// When organisations last used what users agreed to: collected from the record of calls, written once a minute. A call pays for
/// one look into a dictionary, and for no row of its own.
package final class ConsentUses: Sendable {
  /// So many wait at most: beyond it they are written without waiting for the minute.
  private static let bound = 20_000
  private static let pause: Int64 = 60_000
  private struct State {
    var waiting: [ConsentUse.Key: Instant] = [:]
    var writtenAt: Instant?
  }
  private let state = Mutex(State())

  /// Notes the calls that used a consent.
  package func note(_ records: [CallRecord]) {
    state.withLock { state in
      for record in records {
        guard let key = Self.key(record) else { continue }
        if state.waiting[key].map({ $0 < record.stamp }) ?? true { state.waiting[key] = record.stamp }
      }
    }
  }

  /// What is not written yet of a user's.
  func waiting(of user: UserSeqNo) -> [ConsentUse] {
    state.withLock { state in
      state.waiting.filter { $0.key.user == user }.map { ConsentUse($0.key, at: $0.value) }
    }
  }

  /// Forgets what waits of a user's.
  func forget(_ user: UserSeqNo) {
    state.withLock { state in state.waiting = state.waiting.filter { $0.key.user != user } }
  }

  /// What is to be written now, which does not wait any more; empty while it is too early and nothing presses.
  func take(at now: Instant, isLast: Bool) -> [ConsentUse] {
    state.withLock { state in
      let isDue = state.writtenAt.map { abs(now.milliseconds(since: $0)) >= Self.pause } ?? true
      guard !state.waiting.isEmpty, isDue || isLast || state.waiting.count >= Self.bound else { return [] }
      state.writtenAt = now
      defer { state.waiting.removeAll(keepingCapacity: true) }
      return state.waiting.map { ConsentUse($0.key, at: $0.value) }
    }
  }

  /// What could not be written waits again.
  func putBack(_ uses: [ConsentUse]) {
    state.withLock { state in
      guard state.waiting.count < Self.bound else { return }
      for use in uses where state.waiting[use.key].map({ $0 < use.at }) ?? true { state.waiting[use.key] = use.at }
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
