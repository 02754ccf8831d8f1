import MaruBankLink
package import MaruDomain
package import MaruHub
package import MaruStore

/// What a comparison of the hub's transfers with the banks' legs saw.
package struct LegReport: Sendable {
  /// Legs that moved money at the banks given.
  package var legs: Int64 = 0
  /// Banks of the hub's transfers whose ledgers are not among those given.
  package var elsewhere: Set<BankCode> = []
  /// The first thing that is wrong; nil where hub and banks agree.
  package var finding: Finding?
}

/// Proves that hub and banks tell the same story: every leg of a settled transfer stands at its bank, and no bank moved
/// anything that the hub did not order. Reads only, in pages; also while a hub runs, if the moments are taken in order.
package struct LegCheck: Sendable {
  private static let page = 500
  private let before: any Store
  private let banks: [BankCode: any Store]
  private let former: [BankCode: any Store]
  private let after: any Store

  /// `before` is the hub's book at a moment before the banks', `after` one behind it: what was settled before must be at the
  /// banks, and what is at the banks must have been ordered after. `former` are ledgers in which banks kept their books before
  /// they moved elsewhere: a leg stands in the one or in the other.
  package init(
    before: any Store, banks: [BankCode: any Store], former: [BankCode: any Store] = [:], after: any Store
  ) {
    self.before = before
    self.banks = banks
    self.former = former
    self.after = after
  }

  /// Runs the comparison. Throws ``StoreError`` where a file itself cannot be read.
  package func run(progress: @Sendable (Double) -> Void = { _ in }) async throws -> LegReport {
    var report = LegReport()
    do {
      try await checkNothingIsMissing(&report) { progress($0 * 0.5) }
      if report.finding == nil { try await checkNothingIsTooMuch(&report) { progress(0.5 + $0 * 0.5) } }
    } catch let error as StoreError {
      guard let what = error.damage else { throw error }
      report.finding = Finding(what)
    }
    return report
  }

  private func checkNothingIsMissing(_ report: inout LegReport, _ progress: (Double) -> Void) async throws {
    let total = max(1, try await before.read { try TransferTable.lastID(in: $0) })
    var last = Int64.min
    while true {
      let start = last
      let page = try await before.read { try TransferTable.page(after: start, atMost: LegCheck.page, in: $0) }
      guard let end = page.last?.order.id else { return }
      for transfer in page {
        for leg in transfer.stage.bookedLegs {
          let bank = transfer.order.party(of: leg).account.bank
          let id = LegID(leg, of: transfer.order)
          let found = try await record(of: id, at: bank)
          if let found, found.code == .accepted, found.matches(transfer.order, leg) { continue }
          guard banks[bank] != nil else {
            report.elsewhere.insert(bank)
            continue
          }
          report.finding = Finding(
            "transfer \(transfer.order.id) is \(transfer.stage.code), but bank \(bank) \(found == nil ? "does not know" : "has not moved") leg \(id)"
          )
          return
        }
      }
      last = end
      progress(Double(end) / Double(total))
    }
  }

  private func checkNothingIsTooMuch(_ report: inout LegReport, _ progress: (Double) -> Void) async throws {
    let ledgers = (Array(banks) + Array(former)).sorted { $0.key < $1.key }
    for (index, ledger) in ledgers.enumerated() {
      let (bank, store) = (ledger.key, ledger.value)
      var last = ""
      while true {
        let start = last
        let page = try await store.read { try BankLegTable.page(at: bank, after: start, atMost: LegCheck.page, in: $0) }
        guard let end = page.last?.id else { break }
        for record in page where record.code == .accepted {
          report.legs += 1
          report.finding = try await whatIsWrong(with: record, at: bank)
          guard report.finding == nil else { return }
        }
        last = end
      }
      progress(Double(index + 1) / Double(ledgers.count))
    }
  }

  /// A leg that moved money belongs to a transfer in whose stage it may have, and stands in one ledger of its bank.
  private func whatIsWrong(with record: BankLegRecord, at bank: BankCode) async throws -> Finding? {
    guard let id = LegID(record.id) else { throw StoreError.damaged("leg id \(record.id) at bank \(bank)") }
    let transfer = try await after.read { try TransferTable.find(id.bankTransactionID, on: id.date, in: $0) }
    guard let transfer, transfer.order.party(of: id.leg).account.bank == bank, record.matches(transfer.order, id.leg),
      transfer.stage.possibleLegs.contains(id.leg)
    else {
      return Finding(
        "bank \(bank) moved leg \(id), which "
          + (transfer.map { "does not belong to transfer \($0.order.id) (\($0.stage.code))" }
            ?? "the hub never ordered"))
    }
    if banks[bank] != nil, former[bank] != nil {
      var moved = 0
      for store in [banks[bank], former[bank]].compactMap({ $0 }) {
        let found = try await store.read { try BankLegTable.find(record.id, at: bank, in: $0) }
        if found?.code == .accepted { moved += 1 }
      }
      if moved > 1 { return Finding("bank \(bank) moved leg \(id) in its ledger of before and in that of now") }
    }
    if case .rejected = transfer.stage, try await !isGivenBack(id, at: bank) {
      return Finding("bank \(bank) moved leg \(id) of transfer \(transfer.order.id), which was rejected")
    }
    return nil
  }

  /// What the bank has of a leg: an answer that moved money before one that did not.
  private func record(of id: LegID, at bank: BankCode) async throws -> BankLegRecord? {
    var answer: BankLegRecord?
    for store in [banks[bank], former[bank]].compactMap({ $0 }) {
      let found = try await store.read { try BankLegTable.find(id.description, at: bank, in: $0) }
      if answer?.code != .accepted { answer = found ?? answer }
    }
    return answer
  }

  /// Whether debit and reversal of the leg's transfer both stand at the payer's bank.
  private func isGivenBack(_ id: LegID, at bank: BankCode) async throws -> Bool {
    for leg in [TransferLeg.debit, .reversal] {
      guard try await record(of: id.sibling(leg), at: bank)?.code == .accepted else { return false }
    }
    return true
  }
}

extension BankLegRecord {
  fileprivate func matches(_ order: TransferOrder, _ leg: TransferLeg) -> Bool {
    amount == order.amount && number == order.party(of: leg).account.number
  }
}

extension TransferStage {
  /// The legs that may have moved money while a transfer stands here.
  fileprivate var possibleLegs: Set<TransferLeg> {
    switch self {
    // A fresh order is credited before its debit is recorded (decision 4); after a crash both may be there, and the payer's
    // bank not answer.
    case .debitSent, .debitUnknown, .creditSent, .creditUnknown, .completed: [.debit, .credit]
    case .reversalSent, .reversed: [.debit, .reversal]
    // Only both together: a late debit that reconciliation gave back.
    case .rejected: [.debit, .reversal]
    }
  }
}
