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
    var moved: [String: MovedLeg] = [:]
    var ledgers: [BankCode: any Store] = [:]
    for host in banks {
      let (bank, ledger) = (cast.bank(of: host.party).code, DirectStore(host.disk))
      ledgers[bank] = ledger
      if let finding = try settled({ try await LedgerCheck(store: ledger).run().finding }) {
        wrong.append("bank \(bank): \(finding)")
      }
      moved.merge(try BankBookCheck(disk: host.disk, bank: bank).run(&wrong)) { first, _ in first }
    }
    let everyLedger = ledgers
    if let finding = try settled({
      try await LegCheck(before: hubStore, banks: everyLedger, after: hubStore).run().finding
    }) {
      wrong.append("\(finding)")
    }
    let check = OutcomeCheck(transfers: transfers, moved: Set(moved.keys))
    check.compareWithBanks(&wrong)
    check.compareWithAnswers(book.pages, window: settings.frozenRepeatWindow, &wrong)
    check.compareWithLimits(try hubStore.readNow(LimitTable.all), cast: cast, &wrong)
    try check.compareWithExposures(hub.disk, cast: cast, &wrong)
    let hasWrongClock = plan.entries.contains { if case .clock(.hub, _) = $0.trouble { true } else { false } }
    let settlement = SettlementCheck(
      moved: moved, transfers: transfers, growth: hasWrongClock ? nil : growth, reports: reports.all,
      end: hub.clock.now)
    try hubStore.readNow { try settlement.run(in: $0, &wrong) }
    let told = state.withLock { $0 }
    report.transfers = transfers.count
    report.notRecorded = max(0, book.pages.count - transfers.count)
    report.answers = book.answers
    report.hubCrashes = told.hubCrashes
    report.bankCrashes = told.bankCrashes
    report.unknowns = book.pages.count { $0.told.contains { if case .open = $0 { true } else { false } } }
    for disk in [hub.disk] + banks.map(\.disk) {
      report.interruptions += disk.interruptions
      report.unheardCommits += disk.unheard
    }
    report.messages = network.counts
    report.steps = processor.steps
    report.stepsUnderFaults = told.stepsUnderFaults
    report.seconds = processor.now / 1_000_000
    report.wrong = wrong
    report.digest = processor.trace.digest
    report.trace = processor.trace.lines
    return report
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
