import MaruBankLink
import MaruDomain
import MaruStore

/// Compares what the hub believes, what the banks did and what clients were told, once everything has settled.
struct OutcomeCheck {
  let transfers: [StoredTransfer]
  /// The ids of all legs that moved money at any bank.
  let moved: Set<String>

  /// Each transfer is final, and a rejected one moved nothing, not even there and back (M-03, M-06, M-12). That the banks did
  /// exactly what the other stages say is ``LegCheck``'s.
  func compareWithBanks(_ wrong: inout [String]) {
    for transfer in transfers {
      if !transfer.stage.isFinal { wrong.append("\(name(transfer)) is still \(transfer.stage.code)") }
      guard case .rejected = transfer.stage else { continue }
      let done = [TransferLeg.debit, .credit, .reversal].filter {
        moved.contains(LegID($0, of: transfer.order).description)
      }
      if !done.isEmpty {
        wrong.append("\(name(transfer)) is \(transfer.stage.code), and moved legs \(done.map(\.rawValue))")
      }
    }
  }

  /// Each order is there at most once, and every answer that was given is true in the end (M-03, M-04, M-07).
  func compareWithAnswers(_ pages: [AnswerBook.Page], window: Duration?, _ wrong: inout [String]) {
    let byKey = Dictionary(grouping: transfers, by: \.key)
    for page in pages {
      let found = byKey[page.key] ?? []
      checkCount(found, page, window, &wrong)
      for verdict in Set(page.told).sorted(by: { $0.description < $1.description }) {
        let isTrue =
          switch verdict {
          case .moved(let name): found.contains { $0.name == name && $0.stage.isCompleted }
          case .failed(let code, let name):
            found.contains { $0.name == name && $0.stage.isFinal && $0.stage.refusal?.code == code }
          case .open(let name): found.contains { $0.name == name }
          case .refused, .absent, .nothing: true
          }
        if !isTrue { wrong.append("\(page.key.text): told \(verdict), became \(found.map(\.stage.code))") }
      }
    }
  }

  /// An order is there once. Where its `tran_dtime` was frozen years ago, the test bed takes an equal one for new after a while
  /// (decision 1); a few seconds may lie between the arrival of a call and its order's claim.
  private func checkCount(
    _ found: [StoredTransfer], _ page: AnswerBook.Page, _ window: Duration?, _ wrong: inout [String]
  ) {
    guard found.count > 1 else { return }
    let times = found.map(\.order.receivedAt).sorted()
    let apart = zip(times.dropFirst(), times).map { $0.milliseconds(since: $1) }.min() ?? 0
    if page.isFrozen, let window, apart > (window.components.seconds - 5) * 1000 { return }
    wrong.append("\(page.key.text) is there \(found.count) times")
  }

  /// The running totals hold exactly the orders that moved or may move, and none is beyond its bound (M-02).
  func compareWithLimits(_ totals: [LimitTotal], cast: SimulationCast, _ wrong: inout [String]) {
    var expected: [String: Int64] = [:]
    var bounds: [String: Int64] = [:]
    for transfer in transfers {
      let order = transfer.order
      guard let fintech = cast.fintechs.first(where: { $0.organisation.code == order.organisation }) else { continue }
      for counter in fintech.organisation.limits.counters(
        kind: order.kind, organisation: order.organisation, user: transfer.user, date: order.bankTransactionDate)
      where counter.period != ExposureTable.period {
        let name = "\(counter.subject) \(counter.period)"
        bounds[name] = counter.bound.amount
        switch transfer.stage {
        case .rejected, .reversed: expected[name, default: 0] += 0
        case .completed, .debitSent, .debitUnknown, .creditSent, .creditUnknown, .reversalSent:
          expected[name, default: 0] += order.amount.amount
        }
      }
    }
    let stored = Dictionary(
      totals.filter { $0.period != ExposureTable.period }.map { ("\($0.subject) \($0.period)", $0.amount) },
      uniquingKeysWith: { $0 + $1 })
    for name in stored.keys.sorted() where bounds[name] == nil {
      wrong.append("limit \(name) counts \(stored[name] ?? 0), and no order belongs to it")
    }
    for (name, bound) in bounds.sorted(by: { $0.key < $1.key }) {
      let (counted, sum) = (stored[name] ?? 0, expected[name] ?? 0)
      if counted != sum { wrong.append("limit \(name) counts \(counted), its orders sum to \(sum)") }
      if counted > bound { wrong.append("limit \(name) is broken: \(counted)") }
    }
  }

  /// What is counted as owed until settlement is what the book says is owed, and within its bound until a day was settled.
  func compareWithExposures(_ disk: SimulatedDisk, cast: SimulationCast, _ wrong: inout [String]) throws {
    func counted(_ session: any SQLSession) throws -> [LimitTotal] {
      try LimitTable.all(in: session).filter { $0.period == ExposureTable.period }
    }
    let (kept, anew, settled) = try disk.database.rehearse { session in
      let kept = try counted(session)
      try cast.startExposures(in: session)
      return (kept, try counted(session), try SettlementTable.lastDay(in: session) != nil)
    }
    if kept != anew { wrong.append("exposures: counted \(kept), the book says \(anew)") }
    guard !settled else { return }
    let bounds =
      cast.caps.map { ExposureTable.netDebit(of: $0, cap: $1) }
      + cast.prefunds.map { ExposureTable.prefund(of: $0, limit: $1) }
    for bound in bounds {
      for total in kept where total.subject == bound.subject && total.amount > bound.bound.amount {
        wrong.append("exposure \(bound.subject) is broken: \(total.amount)")
      }
    }
  }

  private func name(_ transfer: StoredTransfer) -> String { "transfer \(transfer.order.bankTransactionID)" }
}
