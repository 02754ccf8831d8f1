import MaruBankLink
import MaruDomain
package import MaruHub
package import MaruStore

/// What a check of simulated banks' ledgers saw.
package struct LedgerReport: Sendable {
  package var accounts: Int64 = 0
  package var lines: Int64 = 0
  /// Lines that name the leg which they were written for.
  package var legLines: Int64 = 0
  /// The first thing that is wrong; nil in sound ledgers.
  package var finding: Finding?
}

/// Proves the ledgers of one database of simulated banks from their own lines: each account's history is whole and leads from
/// its opening balance to its balance, and lines and legs belong together one by one. Reads only, in pages.
package struct LedgerCheck: Sendable {
  private static let page = 2_000
  private let store: any Store

  package init(store: any Store) { self.store = store }

  /// Runs the check; `progress` is told the share that is done. Throws ``StoreError`` where the file itself cannot be read.
  package func run(progress: @Sendable (Double) -> Void = { _ in }) async throws -> LedgerReport {
    var report = LedgerReport()
    let last = max(1, try await store.read { try BankAccountTable.lastID(in: $0) })
    var after = Int64.min
    do {
      while report.finding == nil {
        let start = after
        let accounts = try await store.read { try BankAccountTable.page(after: start, atMost: 500, in: $0) }
        guard let end = accounts.last?.id else { break }
        for account in accounts where report.finding == nil {
          report.accounts += 1
          try await check(account, &report)
          progress(Double(account.id) / Double(last))
        }
        after = end
      }
      if report.finding == nil { try await checkEveryLegHasItsLine(&report) }
    } catch let error as StoreError {
      guard let what = error.damage else { throw error }
      report.finding = Finding("bank ledger: \(what)")
    }
    return report
  }

  private func check(_ account: BankLedgerAccount, _ report: inout LedgerReport) async throws {
    guard let first = DateTime(wire: "00010101000000"), let last = DateTime(wire: "99991231235959") else { return }
    let whole = HistoryRange(accountID: account.id, from: first, to: last, inquiryType: .all)
    var (balance, sequence, incoming) = (account.openingBalance.amount, Int64(0), Int64(0))
    var after: (at: DateTime, sequence: Int64)?
    while true {
      let start = after
      let lines = try await store.read {
        try BankTransactionTable.page(
          whole, sortOrder: .ascending, after: start, skipping: 0, atMost: LedgerCheck.page, in: $0)
      }
      for line in lines {
        balance += line.direction == .incoming ? line.amount.amount : -line.amount.amount
        sequence += 1
        if line.direction == .incoming { incoming += 1 }
        guard line.sequence == sequence, line.incoming == incoming, line.balanceAfter.amount == balance else {
          report.finding = Finding(
            "account \(account.id) of bank \(account.account.bank): line \(line.sequence) does not follow from the one before"
          )
          return
        }
      }
      report.finding = try await missingLeg(of: lines, account)
      guard report.finding == nil else { return }
      report.lines += Int64(lines.count)
      report.legLines += Int64(lines.count { $0.leg != nil })
      guard let end = lines.last else { break }
      after = (end.at, end.sequence)
    }
    guard account.balance.amount == balance, account.sequence == sequence, account.incoming == incoming else {
      report.finding = Finding(
        "account \(account.id) of bank \(account.account.bank): its \(sequence) lines do not lead to its balance")
      return
    }
  }

  /// The first line that names a leg which the bank does not have, or has for another movement.
  private func missingLeg(
    of lines: [BankLedgerTransaction], _ account: BankLedgerAccount
  ) async throws -> Finding? {
    let tied = lines.filter { $0.leg != nil }
    guard !tied.isEmpty else { return nil }
    let bank = account.account.bank
    return try await store.read { session in
      for line in tied {
        guard let id = line.leg else { continue }
        let record = try BankLegTable.find(id, at: bank, in: session)
        let isOutgoing = LegID(id).map { $0.leg == .debit }
        guard let record, record.code == .accepted, record.accountID == account.id, record.amount == line.amount,
          record.sequence == line.sequence, isOutgoing == (line.direction == .outgoing)
        else {
          return Finding(
            "account \(account.id) of bank \(bank): line \(line.sequence) was written for leg \(id), which the bank "
              + (record == nil ? "does not have" : "has for another movement"))
        }
      }
      return nil
    }
  }

  /// Each line has its own leg, so as many legs as lines means that each leg has its line.
  private func checkEveryLegHasItsLine(_ report: inout LedgerReport) async throws {
    let legs = try await store.read { try BankLegTable.countWithLine(in: $0) }
    guard legs != report.legLines else { return }
    let first = try await store.read { try BankLegTable.withoutLine(in: $0) }
    report.finding = Finding(
      first.map { "bank \($0.bank): leg \($0.id) moved money, and no line of a history was written for it" }
        ?? "\(legs) legs moved money, and \(report.legLines) lines were written for legs")
  }
}
