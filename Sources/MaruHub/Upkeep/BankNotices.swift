import Logging
import MaruBankLink
import MaruDomain
import MaruStore

/// Tells banks what they did not hear when it happened: that a user ended a service of an account.
///
/// The end counts from the hub's own record on, so nothing waits for it; but a bank that shows its customers their consents
/// must come to know, however long it was away.
package struct BankNotices: Sendable {
  private static let batch = 100
  /// The longest wait between two tries, in seconds.
  private static let longestWait: Int64 = 3_600
  private let hub: Hub

  package init(hub: Hub) { self.hub = hub }

  /// Looks every half minute until cancelled; of several hubs one at a time.
  package func run() async throws {
    try await hub.repeatedly("notices", every: .seconds(30)) { await pass() }
  }

  /// Tells what is due. A bank that does not listen to one notice is not asked for the others now.
  package func pass() async {
    let now = hub.world.now()
    do {
      let due = try await hub.store.read { try BankNoticeTable.due(at: now, atMost: BankNotices.batch, in: $0) }
      var silent: Set<BankCode> = []
      for notice in due {
        let bank = notice.account.bank
        let isAsked = !silent.contains(bank)
        guard isAsked, try await isDone(notice) else {
          silent.insert(bank)
          try await postpone(notice, wasAsked: isAsked)
          continue
        }
        try await hub.store.write { session in
          try BankNoticeTable.told(notice.service, of: notice.account, upTo: notice.recordedAt, in: session)
        }
      }
    } catch {
      hub.logger.error("banks could not be told what they missed", metadata: ["error": "\(error)"])
    }
  }

  private func postpone(_ notice: BankNotice, wasAsked: Bool) async throws {
    let wait = min(BankNotices.longestWait, 60 << min(notice.attempts, 6))
    let next = hub.world.now().adding(seconds: wait)
    try await hub.store.write { try BankNoticeTable.postpone(notice.id, to: next, wasAsked: wasAsked, in: $0) }
  }

  /// Whether the bank knows now, or need not know any more.
  private func isDone(_ notice: BankNotice) async throws -> Bool {
    // Told late, it would end what the user has agreed to since.
    if try await hub.store.read({ try BankNoticeTable.isAgreedAgain(notice, in: $0) }) { return true }
    guard let link = hub.banks[notice.account.bank] else { return false }
    switch await link.endService(notice.service, of: notice.account.number) {
    case .confirmed: return true
    case .refused(let refusal):
      let isForNow = refusal.code.isUnknownOutcome || [.systemDown, .outsideHours].contains(refusal.code)
      if !isForNow {
        // It was told, and has nothing to end.
        hub.logger.warning(
          "a bank refused to hear that a service ended",
          metadata: ["bank": "\(notice.account.bank)", "code": "\(refusal.code)"])
      }
      return !isForNow
    case .unknown: return false
    }
  }
}
