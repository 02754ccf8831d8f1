import MaruDomain
import MaruHub
import MaruStore
import Synchronization

// What is compared when everything has settled.

extension Simulation {
  func report() throws -> SimulationReport {
    var report = SimulationReport(seed: options.seed)
    let hubStore = DirectStore(hub.disk)
    let transfers = try hubStore.readNow { try TransferTable.page(after: .min, atMost: .max, in: $0) }
    for transfer in transfers {
      processor.trace.mix("\(transfer.order.bankTransactionID) \(transfer.stage.code)")
      switch transfer.stage {
      case .completed: report.completed += 1
      case .rejected: report.rejected += 1
      case .reversed: report.reversed += 1
      case .debitSent, .debitUnknown, .creditSent, .creditUnknown, .reversalSent: break
      }
    }
    var wrong = state.withLock { $0.wrong } + book.wrong
    wrong += try settled { try await BookCheck(store: hubStore).run().findings.map(\.description) }
    var moved: Set<String> = []
    var ledgers: [BankCode: any Store] = [:]
    for host in banks {
      let (bank, ledger) = (cast.bank(of: host.party).code, DirectStore(host.disk))
      ledgers[bank] = ledger
      if let finding = try settled({ try await LedgerCheck(store: ledger).run().finding }) {
        wrong.append("bank \(bank): \(finding)")
      }
      moved.formUnion(try BankBookCheck(disk: host.disk, bank: bank).run(&wrong))
    }
    let everyLedger = ledgers
    if let finding = try settled({
      try await LegCheck(before: hubStore, banks: everyLedger, after: hubStore).run().finding
    }) {
      wrong.append("\(finding)")
    }
    let check = OutcomeCheck(transfers: transfers, moved: moved)
    check.compareWithBanks(&wrong)
    check.compareWithAnswers(book.pages, window: settings.frozenRepeatWindow, &wrong)
    check.compareWithLimits(try hubStore.readNow(LimitTable.all), cast: cast, &wrong)
    try check.compareWithExposures(hub.disk, cast: cast, &wrong)
    try hubStore.readNow { try checkSettlement(in: $0, &wrong) }
    let told = state.withLock { $0 }
    report.transfers = transfers.count
    report.notRecorded = max(0, book.pages.count - transfers.count)
    report.answers = book.answers
    report.hubCrashes = told.hubCrashes
    report.bankCrashes = told.bankCrashes
    report.unknowns = book.pages.count { $0.told.contains { if case .open = $0 { true } else { false } } }
    report.messages = network.counts
    report.steps = processor.steps
    report.stepsUnderFaults = told.stepsUnderFaults
    report.seconds = processor.now / 1_000_000
    report.wrong = wrong
    report.digest = processor.trace.digest
    report.trace = processor.trace.lines
    return report
  }

  /// Each entry of the book belongs to at most one closed day, and a day holds exactly what its entries sum to (M-10, M-11).
  private func checkSettlement(in session: any SQLSession, _ wrong: inout [String]) throws {
    var next: Int64 = 0
    for day in try SettlementTable.days(in: session) {
      if day.firstSequence != next || day.lastSequence < next {
        wrong.append("settlement day \(day.date) begins behind entry \(day.firstSequence), not behind \(next)")
      }
      next = day.lastSequence
      let kept = try SettlementTable.positions(of: day.date, in: session)
      let sums = try SettlementTable.sums(after: day.firstSequence, upTo: day.lastSequence, in: session)
      if Set(kept) != Set(sums) || kept.count != sums.count {
        wrong.append("settlement day \(day.date) holds \(kept), its entries sum to \(sums)")
      }
    }
  }

  /// Runs an async check to its end in this thread.
  private func settled<Value: Sendable>(_ check: @escaping @Sendable () async throws -> Value) throws -> Value {
    let life = PartyLife(
      of: .fintech(-1), number: 1, seed: 0, clock: PartyClock(start: start, processor: processor), processor: processor)
    let box = ResultBox<Value>()
    life.start {
      do { box.set(.success(try await check())) } catch { box.set(.failure(error)) }
    }
    while box.value == nil, processor.step() {}
    guard let value = box.value else { throw SimulationCast.Unusable(what: "a check did not end") }
    return try value.get()
  }
}

private final class ResultBox<Value: Sendable>: Sendable {
  private let held = Mutex<Result<Value, any Error>?>(nil)
  var value: Result<Value, any Error>? { held.withLock { $0 } }
  func set(_ value: Result<Value, any Error>) { held.withLock { $0 = value } }
}
