package import MaruDomain
import MaruHub
import MaruStore
import Synchronization

/// Every order that clients sent and everything they were told, compared with the hub's disk at the moment of telling.
package final class AnswerBook: Sendable {
  package struct Page: Sendable {
    package let key: OrderKey
    /// Its `tran_dtime` says nothing about when it was ordered.
    package let isFrozen: Bool
    package var told: [Verdict] = []
  }

  private struct State {
    var pages: [OrderKey: Page] = [:]
    var keys: [OrderKey] = []
    var wrong: [String] = []
    var answers = 0
  }

  private let hubDisk: DirectStore
  private let state = Mutex(State())

  package init(hubDisk: SimulatedDisk) { self.hubDisk = DirectStore(hubDisk) }

  /// In the order they were first sent.
  package var pages: [Page] { state.withLock { state in state.keys.compactMap { state.pages[$0] } } }
  package var answers: Int { state.withLock { $0.answers } }
  /// Lies that were noticed when they were told.
  package var wrong: [String] { state.withLock { $0.wrong } }

  /// A client is about to send the order.
  func open(_ key: OrderKey, isFrozen: Bool) {
    state.withLock { state in
      guard state.pages[key] == nil else { return }
      state.pages[key] = Page(key: key, isFrozen: isFrozen)
      state.keys.append(key)
    }
  }

  /// An answer reached the client.
  func told(_ key: OrderKey, _ verdict: Verdict) {
    state.withLock { state in
      state.answers += 1
      state.pages[key]?.told.append(verdict)
    }
  }

  /// Whether the order is on the hub's disk.
  func isRecorded(_ key: OrderKey) -> Bool { (try? hubDisk.readNow { try OrderKeyTable.find(key, in: $0) }) != nil }

  /// Compares an answer that leaves the hub with its disk: nothing may be told that is not there (M-05, M-08, M-15).
  func check(_ verdict: Verdict, about key: OrderKey, recordedBefore: Bool) {
    let found: StoredTransfer?
    do {
      found = try verdict.name.flatMap { name in
        try hubDisk.readNow { try TransferTable.find(name.id, on: name.date, in: $0) }
      }
    } catch {
      return blame("\(key.text): the hub's disk cannot be read: \(error)")
    }
    switch verdict {
    case .moved: if found?.stage.isCompleted != true || found?.key != key { blame(verdict, key, found) }
    case .failed(let code, _):
      guard let found, found.stage.isFinal, found.stage.refusal?.code == code, found.key == key else {
        return blame(verdict, key, found)
      }
    case .open: if found?.key != key { blame(verdict, key, found) }
    case .refused, .absent: if recordedBefore { blame(verdict, key, found) }
    case .nothing: break
    }
  }

  private func blame(_ verdict: Verdict, _ key: OrderKey, _ found: StoredTransfer?) {
    blame("\(key.text): told \(verdict) while its disk says \(found?.stage.code ?? "nothing")")
  }

  private func blame(_ text: String) { state.withLock { $0.wrong.append(text) } }
}

extension StoredTransfer {
  /// What makes a repeat of the order one.
  var key: OrderKey {
    OrderKey(
      organisation: order.organisation, kind: order.kind, requestedAt: order.requestedAt,
      account: order.counterparty.account, amount: order.amount)
  }

  /// What its organisation knows it by.
  var name: TransferName { TransferName(id: order.bankTransactionID, date: order.bankTransactionDate) }
}
