package import MaruDomain
package import MaruStore

/// One thing that is wrong with a book, in a sentence that names the entry.
package struct Finding: Sendable, Hashable, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}

/// What a check of the hub's book saw.
package struct BookReport: Sendable {
  package var entries: Int64 = 0
  package var transfers: Int64 = 0
  /// Transfers that are not final.
  package var open: Int64 = 0
  /// Sum of all debits, in won; equal to the sum of all credits in a sound book.
  package var debits: Int64 = 0
  package var credits: Int64 = 0
  /// Entries that were taken out of the book with their days and are not in this database any more: their seals were checked.
  package var sealedEntries: Int64 = 0
  /// The first of each kind; empty in a sound book.
  package var findings: [Finding] = []
}

/// Proves the hub's book from its own lines: the chain, the balances, and that each transfer has exactly the entries that
/// its stage stands for. Reads only, in pages, so it runs on any size.
///
/// Of days that were taken out of the book the lines are read where their tables are still in the database. Where they are not, the
/// chain goes on over the day's seal, and the entries that transfers of such days lack must sum, account by account, to what the
/// seals say.
package struct BookCheck: Sendable {
  private static let page = 2_000
  private let store: any Store

  package init(store: any Store) { self.store = store }

  /// Runs the check; `progress` is told the share that is done, from 0 to 1. Throws ``StoreError`` where the file itself
  /// cannot be read.
  package func run(progress: @Sendable (Double) -> Void = { _ in }) async throws -> BookReport {
    var report = BookReport()
    let total = try await store.read { try JournalTable.count(in: $0) + JournalTable.count(of: .archive, in: $0) }
    do {
      var sealed = try await SealedDays(store)
      let sums = try await checkChain(&report, &sealed, total: total) { progress($0 * 0.5) }
      report.sealedEntries = sealed.absentEntries
      let isChained = report.findings.isEmpty
      // Transfers before balances: where the last entry was taken away, the transfer that lacks it tells more than a sum.
      try await checkTransfers(&report, sealed, total: total) { progress(0.5 + $0 * 0.5) }
      // Where the chain broke the sums end too.
      if isChained { try await checkBalances(&report, sums) }
    } catch let error as StoreError {
      guard let what = error.damage else { throw error }
      report.findings.append(Finding(what))
    }
    return report
  }

  /// Every entry follows from the one before it.
  private func checkChain(
    _ report: inout BookReport, _ sealed: inout SealedDays, total: Int64, _ progress: (Double) -> Void
  ) async throws -> JournalSeal.Sums {
    var sums = sealed.sums
    for sum in sums.values {
      report.debits += sum.debits
      report.credits += sum.credits
    }
    var previous: [UInt8] = []
    var last: Int64 = 0
    // Entries are numbered from 1; one that was put in before the first must not stay unseen.
    var after = Int64.min
    while true {
      let start = after
      let page = try await store.read { try JournalTable.page(after: start, atMost: BookCheck.page, in: $0) }
      guard !page.isEmpty else { break }
      for booked in page {
        if let finding = try await sealed.goOn(from: &last, chain: &previous, to: booked.sequence - 1, in: store) {
          report.findings.append(finding)
          return sums
        }
        guard booked.sequence == last + 1 else {
          report.findings.append(
            Finding(
              booked.sequence > last
                ? "journal entry \(last + 1) is missing: the next one is \(booked.sequence)"
                : "journal entry \(booked.sequence) was put in: entries are numbered from 1"))
          return sums
        }
        guard JournalTable.chain(after: previous, booked) == booked.chain else {
          report.findings.append(
            Finding(
              "journal entry \(booked.sequence) (transfer \(booked.entry.transferID), leg \(booked.entry.leg.rawValue)) was changed: its chain value does not follow"
            ))
          return sums
        }
        previous = booked.chain
        last = booked.sequence
        let amount = booked.entry.amount.amount
        sums[booked.entry.debit, default: (0, 0)].debits += amount
        sums[booked.entry.credit, default: (0, 0)].credits += amount
        report.debits += amount
        report.credits += amount
      }
      after = last
      report.entries = last
      progress(total == 0 ? 1 : min(1, Double(last) / Double(total)))
    }
    if let finding = try await sealed.goOn(from: &last, chain: &previous, to: .max, in: store) ?? sealed.wrongSum() {
      report.findings.append(finding)
    }
    report.entries = last
    let end = try await store.read { try JournalTable.end(in: $0) }
    if report.findings.isEmpty, end.sequence != last || end.chain != previous {
      report.findings.append(Finding("the journal goes on behind entry \(end.sequence); its last one is \(last)"))
    }
    return sums
  }

  /// The running balances are the sums of the entries, and all of them together are zero.
  private func checkBalances(_ report: inout BookReport, _ sums: JournalSeal.Sums) async throws {
    let balances = try await store.read { try JournalTable.balances(in: $0) }
    var seen: Set<String> = []
    for balance in balances {
      seen.insert(balance.account)
      let sum = LedgerAccount(balance.account).flatMap { sums[$0] } ?? (0, 0)
      if sum.debits != balance.debits || sum.credits != balance.credits {
        report.findings.append(
          Finding(
            "balance of \(balance.account) is \(balance.debits) debit, \(balance.credits) credit; its entries sum to \(sum.debits) and \(sum.credits)"
          ))
        return
      }
    }
    if let missing = sums.keys.map(\.description).filter({ !seen.contains($0) }).min() {
      report.findings.append(Finding("\(missing) has entries and no balance"))
    }
    let (debits, credits) = balances.reduce((0, 0)) { ($0.0 + $1.debits, $0.1 + $1.credits) }
    if debits != credits { report.findings.append(Finding("balances sum to \(debits - credits) won, not to zero")) }
  }

  /// Each transfer has the entries of its stage, over its own accounts and amount; no entry belongs to none.
  private func checkTransfers(
    _ report: inout BookReport, _ sealed: SealedDays, total: Int64, _ progress: (Double) -> Void
  ) async throws {
    var last = Int64.min
    var matched: Int64 = 0
    var absent = AbsentEntries(sealed)
    let hasSeals = !sealed.stretches.isEmpty
    while true {
      let after = last
      let (transfers, entries) = try await store.read { session in
        let transfers = try TransferTable.page(after: after, atMost: BookCheck.page, in: session)
        guard let end = transfers.last?.order.id else { return (transfers, [JournalEntry]()) }
        var entries = try JournalTable.entries(ofTransfersAfter: after, upTo: end, in: session)
        if hasSeals {
          entries += try JournalTable.entries(ofTransfersAfter: after, upTo: end, of: .archive, in: session)
        }
        return (transfers, entries)
      }
      guard let end = transfers.last?.order.id else { break }
      let booked = Dictionary(grouping: entries, by: \.transferID)
      for transfer in transfers {
        let found = booked[transfer.order.id] ?? []
        matched += Int64(found.count)
        report.transfers += 1
        if !transfer.stage.isFinal { report.open += 1 }
        let expected = transfer.stage.bookedLegs.map { JournalEntry(booking: $0, of: transfer.order) }
        guard Set(found) == Set(expected) || absent.explain(expected, without: found) else {
          if report.findings.isEmpty {
            report.findings.append(
              Finding(
                "transfer \(transfer.order.id) (\(transfer.order.bankTransactionID) of \(transfer.order.bankTransactionDate.wire)) is \(transfer.stage.code) and has entries [\(found.map(\.leg.rawValue).joined(separator: " "))] instead of [\(transfer.stage.bookedLegs.map(\.rawValue).joined(separator: " "))], or with another account or amount"
              ))
          }
          continue
        }
      }
      last = end
      progress(total == 0 ? 1 : min(1, Double(matched) / Double(total)))
    }
    if report.findings.isEmpty, let finding = absent.difference() { report.findings.append(finding) }
    if report.findings.isEmpty, matched != total {
      let first = try await store.read { try JournalTable.orphan(in: $0) }
      report.findings.append(
        Finding("journal entry \(first.map(String.init) ?? "?") belongs to no transfer (\(total - matched) in all)"))
    }
  }
}

extension TransferStage {
  /// The legs that a transfer in this stage has in the journal.
  package var bookedLegs: [TransferLeg] {
    switch self {
    case .debitSent, .debitUnknown, .rejected: []
    case .creditSent, .creditUnknown, .reversalSent: [.debit]
    case .completed: [.debit, .credit]
    case .reversed: [.debit, .reversal]
    }
  }
}
