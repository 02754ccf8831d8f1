import MaruBankLink
import MaruDomain
import MaruHub
import MaruStore
import Synchronization

/// Proves every settled day from the banks' own ledgers: which legs belong to a day stands in the hub's book, what they moved,
/// where and in which direction is read from the lines that the banks wrote for them (M-10, M-11).
struct SettlementCheck {
  /// What the banks' lines say of each leg, by its id.
  let moved: [String: MovedLeg]
  let transfers: [StoredTransfer]
  /// How far the book had been written, and when; nil where the hub's clock was wrong for a while.
  let growth: BookGrowth?
  /// What the hub published, and what its clock told at the end.
  let reports: [BusinessDate: SettledDay]
  let end: Instant

  /// What is wrong is appended to `wrong`.
  func run(in session: any SQLSession, _ wrong: inout [String]) throws {
    let orders = Dictionary(transfers.map { ($0.order.id, $0.order) }, uniquingKeysWith: { first, _ in first })
    var next: Int64 = 0
    for day in try SettlementTable.days(in: session) {
      // Each entry belongs to at most one day.
      if day.firstSequence != next || day.lastSequence < next {
        wrong.append("settlement day \(day.date) begins behind entry \(day.firstSequence), not behind \(next)")
      }
      next = max(next, day.lastSequence)
      try findLeftOut(of: day, in: session, &wrong)
      let entries = try JournalTable.page(
        after: day.firstSequence, atMost: Int(max(0, day.lastSequence - day.firstSequence)), in: session)
      if let last = entries.last, last.bookedAt >= day.cutOff {
        wrong.append("settlement day \(day.date) holds entry \(last.sequence), which was booked after its cut-off")
      }
      let expected = positions(of: entries, orders, &wrong)
      let kept = try SettlementTable.positions(of: day.date, in: session)
      if Set(kept) != Set(expected) || kept.count != expected.count {
        wrong.append("settlement day \(day.date) holds \(kept), the banks' lines sum to \(expected)")
      }
      // What was closed last may not be published yet.
      guard day.closedAt.adding(seconds: 60) < end else { continue }
      if reports[day.date]?.day != day || reports[day.date]?.netting.positions != kept {
        wrong.append("settlement day \(day.date) is closed, and its report is missing or another's")
      }
    }
  }

  /// What stood in the book when a day was closed, and was booked before its cut-off, belongs to it (M-10). What came later, as a
  /// commit that was under way at midnight does, falls into the next.
  private func findLeftOut(of day: ClosedDay, in session: any SQLSession, _ wrong: inout [String]) throws {
    guard let growth, growth.last(at: day.closedAt) > day.lastSequence,
      let next = try JournalTable.page(after: day.lastSequence, atMost: 1, in: session).first,
      next.bookedAt < day.cutOff
    else { return }
    wrong.append("settlement day \(day.date) leaves out entry \(next.sequence), which was booked before its cut-off")
  }

  private func positions(
    of entries: [BookedEntry], _ orders: [Int64: TransferOrder], _ wrong: inout [String]
  ) -> [NetPosition] {
    var sums: [LedgerAccount: (debits: Int64, credits: Int64)] = [:]
    for booked in entries {
      guard let order = orders[booked.entry.transferID],
        let line = moved[LegID(booked.entry.leg, of: order).description]
      else {
        wrong.append("entry \(booked.sequence) is settled, and no bank wrote a line for its leg")
        continue
      }
      // What a bank took from an account it owes the centre, which owes it to the organisation.
      let (debited, credited): (LedgerAccount, LedgerAccount) =
        line.direction == .outgoing
        ? (.clearing(line.bank), .organisation(order.organisation))
        : (.organisation(order.organisation), .clearing(line.bank))
      sums[debited, default: (0, 0)].debits += line.amount.amount
      sums[credited, default: (0, 0)].credits += line.amount.amount
    }
    return sums.map { NetPosition(account: $0.key, debits: $0.value.debits, credits: $0.value.credits) }
      .sorted { $0.account.description < $1.account.description }
  }
}

/// A line of a bank's ledger that was written for a leg.
struct MovedLeg: Sendable {
  let bank: BankCode
  let direction: Direction
  let amount: Won
}

/// How long the hub's book was at each moment.
final class BookGrowth: Sendable {
  private let steps = Mutex<[(at: Instant, last: Int64)]>([])

  /// Looks at the book after a commit; `now` is what the hub's clock tells.
  func look(in session: any SQLSession, at now: Instant) throws {
    let last = try JournalTable.lastSequence(in: session)
    steps.withLock { steps in
      if last > steps.last?.last ?? 0 { steps.append((now, last)) }
    }
  }

  /// The last entry that was durable before `moment`.
  func last(at moment: Instant) -> Int64 {
    steps.withLock { steps in steps.last { $0.at < moment }?.last ?? 0 }
  }
}

/// The directory of the reports: it outlives the hub's lives.
final class SimulatedReports: SettlementReports {
  private let kept = Mutex<[BusinessDate: SettledDay]>([:])

  var all: [BusinessDate: SettledDay] { kept.withLock { $0 } }

  func has(_ date: BusinessDate) -> Bool { kept.withLock { $0[date] != nil } }
  func publish(_ settled: SettledDay) { kept.withLock { $0[settled.day.date] = settled } }
}
