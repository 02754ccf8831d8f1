import MaruBankLink
package import MaruDomain
package import MaruStore

/// What comparing one bank's day brought.
package struct ReconciliationOutcome: Sendable {
  package let date: BusinessDate
  package let bank: BankCode
  /// Legs that the hub booked at the bank.
  package let hubLegs: Int
  /// Lines of the bank's statement.
  package let bankLines: Int
  /// Whether the bank's day is over, so that nothing can be added to its statement.
  package let isClosed: Bool
  /// Every difference with what became of it.
  package let breaks: [StoredBreak]
}

/// Why a day cannot be compared with a bank.
package enum ReconciliationError: Error, Sendable, CustomStringConvertible {
  /// No such bank takes part.
  case noSuchBank(BankCode)
  /// The bank gave no statement.
  case noStatement(BankCode, String)
  /// The day, or a later one, was taken out of the book: its legs could not be told from missing ones.
  case archived(BusinessDate)

  package var description: String {
    switch self {
    case .noSuchBank(let bank): "\(bank) is no participating bank"
    case .noStatement(let bank, let why): "bank \(bank) gave no statement: \(why)"
    case .archived(let date): "\(date) was taken out of the book: it can be compared no more"
    }
  }
}

extension Hub {
  /// Compares the book with the statement of `bank` for `date`, leg by leg, mends what the rules allow and keeps the rest as an
  /// open case (대사). Running it again changes nothing that was settled.
  ///
  /// A bank books a leg when it decides, which may be a day after the hub sent it: what the day's own statement lacks is looked
  /// for in the following ones, up to the present, before it counts as missing. (The hub books after the bank, never before.)
  package func reconcile(_ date: BusinessDate, with bank: BankCode) async throws -> ReconciliationOutcome {
    guard let link = banks[bank] else { throw ReconciliationError.noSuchBank(bank) }
    // Legs of an order of that day may have been booked on any later one.
    let archived = try await store.read { try JournalSealTable.lastDay(in: $0) }
    guard archived.map({ $0 < date }) ?? true else { throw ReconciliationError.archived(date) }
    var sheet = try await statement(of: date, from: link)
    let ownDay = sheet.lines.count
    var hub = try await bookedLegs(at: bank, on: date, and: sheet.lines)
    try await addLaterLines(to: &sheet, for: hub, after: date, from: link)
    var breaks = Reconciliation.breaks(hub: hub, bank: sheet.lines)
    if !sheet.isClosed { breaks.removeAll { $0.kind == .missingAtBank } }

    var kept: [StoredBreak] = []
    for found in breaks {
      if let stored = try await keep(found, date: date, bank: bank, link: link) { kept.append(stored) }
    }
    // What was mended is in the book by now; a whole day is not read again for nothing.
    if !breaks.isEmpty { hub = try await bookedLegs(at: bank, on: date, and: sheet.lines) }
    let (hubLegs, now) = (hub.count, world.now())
    try await store.write {
      try ReconciliationTable.ran(date, bank, at: now, hubLegs: hubLegs, bankLines: ownDay, in: $0)
    }
    return ReconciliationOutcome(
      date: date, bank: bank, hubLegs: hubLegs, bankLines: ownDay, isClosed: sheet.isClosed, breaks: kept)
  }

  private struct Sheet {
    var lines: [LegRecord] = []
    var isClosed = true
  }

  private func statement(of date: BusinessDate, from link: any BankLink) async throws -> Sheet {
    var sheet = Sheet()
    var cursor: TraceInfo?
    repeat {
      switch await link.statement(of: date, after: cursor) {
      case .confirmed(let page):
        sheet.isClosed = page.isClosed
        sheet.lines += page.lines.map { line in
          LegRecord(
            bankTransactionID: line.id.bankTransactionID, date: line.id.date, leg: line.id.leg, account: line.account,
            amount: line.amount, isDone: line.code == .accepted)
        }
        cursor = page.next
      case .refused(let refusal):
        throw ReconciliationError.noStatement(link.bank.code, "\(refusal.code) \(refusal.message)")
      case .unknown(let reason): throw ReconciliationError.noStatement(link.bank.code, "\(reason.rawValue)")
      }
    } while cursor != nil
    return sheet
  }

  /// Legs that the book has: those of the day's own orders, and those that the lines of other days name.
  private func bookedLegs(
    at bank: BankCode, on date: BusinessDate, and lines: [LegRecord]
  ) async throws -> [LegRecord] {
    let (first, last) = (SerialSource.firstKey(of: date), SerialSource.firstKey(of: date.adding(days: 1)))
    return try await store.read { session in
      var legs = try JournalTable.legs(at: bank, ofTransfersFrom: first, to: last, in: session)
      var known = Set(legs.map(\.key))
      for line in lines where line.date != date && known.insert(line.key).inserted {
        guard let transfer = try TransferTable.find(line.bankTransactionID, on: line.date, in: session) else {
          continue
        }
        let key = transfer.order.id
        legs += try JournalTable.legs(at: bank, ofTransfersFrom: key, to: key + 1, in: session).filter {
          $0.key == line.key
        }
      }
      return legs
    }
  }

  /// Looks for legs that the day's own statement lacks in those of up to a week after it.
  private func addLaterLines(
    to sheet: inout Sheet, for hub: [LegRecord], after date: BusinessDate, from link: any BankLink
  ) async throws {
    let today = world.now().businessDate
    var missing = Set(hub.map(\.key)).subtracting(sheet.lines.map(\.key))
    var day = date.adding(days: 1)
    while !missing.isEmpty, day <= min(today, date.adding(days: 7)) {
      let later = try await statement(of: day, from: link)
      let found = later.lines.filter { missing.contains($0.key) }
      sheet.lines += found
      missing.subtract(found.map(\.key))
      day = day.adding(days: 1)
    }
  }

  /// Opens the case of a difference and mends it where the rules allow; nil where it is the trace of an earlier repair.
  private func keep(
    _ found: ReconciliationBreak, date: BusinessDate, bank: BankCode, link: any BankLink
  ) async throws -> StoredBreak? {
    let leg = found.bank ?? found.hub
    let transfer = try await store.read { session in
      try leg.flatMap { try TransferTable.find($0.bankTransactionID, on: $0.date, in: session) }
    }
    if found.kind == .missingAtHub, found.bank?.leg == .reversal, case .rejected = transfer?.stage { return nil }
    let now = world.now()
    let stored = try await store.write {
      try ReconciliationTable.open(found, date: date, bank: bank, at: now, in: $0)
    }
    guard stored.state == .open, let words = try await repair(found, transfer, link) else { return stored }
    let at = world.now()
    _ = try await store.write {
      try ReconciliationTable.settle(
        stored.id, from: .open, to: .repaired, author: "maru", words: words, at: at, in: $0)
    }
    return StoredBreak(
      id: stored.id, date: stored.date, bank: stored.bank, legKey: stored.legKey, kind: stored.kind,
      hubAmount: stored.hubAmount, bankAmount: stored.bankAmount, state: .repaired, foundAt: stored.foundAt)
  }

  /// What the rules allow: to go on with a transfer that is still open, and to give back a debit of an order that was answered
  /// as failed. Everything else would be a guess about money. Returns what was done, or nil.
  private func repair(
    _ found: ReconciliationBreak, _ transfer: StoredTransfer?, _ link: any BankLink
  ) async throws -> String? {
    guard found.kind == .missingAtHub, let line = found.bank, var transfer else { return nil }
    if !transfer.stage.isFinal {
      let id = transfer.order.id
      // It may be under way right now: the bank decides first, the book follows.
      await desk.wait(for: id)
      _ = await resume(id)
      let (isBooked, now) = try await store.read { session in
        (
          try JournalTable.legs(at: link.bank.code, ofTransfersFrom: id, to: id + 1, in: session).contains {
            $0.key == line.key
          }, try TransferTable.find(id, in: session)
        )
      }
      if isBooked { return "the transfer was still open; asked the banks again, and the leg is in the book now" }
      guard let now, now.stage.isFinal else { return nil }
      transfer = now
    }
    guard case .rejected = transfer.stage, line.leg == .debit, line.amount == transfer.order.amount else { return nil }
    guard case .confirmed = await link.reverse(legOrder(.reversal, of: transfer)) else { return nil }
    return "the order had been answered as failed; the bank gave the debit back under the same bank_tran_id"
  }
}

extension SerialSource {
  /// The smallest key that a transfer of `date` can have.
  package static func firstKey(of date: BusinessDate) -> Int64 { Instant(date: date).milliseconds << 20 }
}
