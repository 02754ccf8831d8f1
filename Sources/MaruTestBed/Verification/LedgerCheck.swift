import MaruDomain
package import MaruHub
package import MaruStore

/// What a check of simulated banks' ledgers saw.
package struct LedgerReport: Sendable {
  package var accounts: Int64 = 0
  package var lines: Int64 = 0
  /// The first thing that is wrong; nil in sound ledgers.
  package var finding: Finding?
}

/// Proves the ledgers of one database of simulated banks from their own lines: each account's history is whole and leads from
/// its opening balance to its balance. Reads only, in pages.
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
    } catch StoreError.damaged(let what) {
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
      report.lines += Int64(lines.count)
      guard let end = lines.last else { break }
      after = (end.at, end.sequence)
    }
    guard account.balance.amount == balance, account.sequence == sequence, account.incoming == incoming else {
      report.finding = Finding(
        "account \(account.id) of bank \(account.account.bank): its \(sequence) lines do not lead to its balance")
      return
    }
  }
}
