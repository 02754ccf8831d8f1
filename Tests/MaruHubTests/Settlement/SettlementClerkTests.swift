import MaruDomain
import MaruHub
import MaruStore
import Synchronization
import TestSupport
import Testing

/// A directory of reports that takes nothing while it is full.
final class ShelvedReports: SettlementReports {
  private let state = Mutex<(isFull: Bool, published: [BusinessDate])>((false, []))
  private let whenPublished: @Sendable () -> Void
  /// A day whose report cannot be written, whatever room there is.
  let stuck: BusinessDate?

  init(stuck: BusinessDate? = nil, whenPublished: @escaping @Sendable () -> Void = {}) {
    self.stuck = stuck
    self.whenPublished = whenPublished
  }

  var isFull: Bool {
    get { state.withLock { $0.isFull } }
    set { state.withLock { $0.isFull = newValue } }
  }
  var published: [BusinessDate] { state.withLock { $0.published } }

  func has(_ date: BusinessDate) -> Bool { published.contains(date) }
  func publish(_ settled: SettledDay) throws {
    try state.withLock { state in
      guard !state.isFull, settled.day.date != stuck else { throw StoreError.full }
      state.published.append(settled.day.date)
    }
    whenPublished()
  }
}

@Suite struct SettlementClerkTests {
  private let days = ["20261124", "20261125", "20261126"].compactMap { BusinessDate(wire: $0) }

  private func clerk(_ test: TestHub, _ reports: ShelvedReports) -> SettlementClerk {
    SettlementClerk(hub: test.hub, cutOff: .midnight, reports: reports)
  }

  private func closed(_ test: TestHub) async throws -> [BusinessDate] {
    try await test.hub.store.read { try SettlementTable.days(in: $0) }.map(\.date)
  }

  private func compared(_ test: TestHub, _ date: BusinessDate) async throws -> Set<BankCode> {
    try await test.hub.store.read { try ReconciliationTable.compared(on: date, in: $0) }
  }

  @Test("the report of a day that was closed by a hub which then died is written after its restart, and once")
  func diedBetween() async throws {
    let test = try await TestHub.open()
    #expect(try await test.withdraw(1_000).code == .success)
    test.clock.move(seconds: 3 * 86_400)
    // What the life that ended has done: lines under three days, and no report.
    #expect(try await Settlement(store: test.hub.store, world: test.clock.world).closeEnded().count == 3)
    let reports = ShelvedReports()
    await clerk(test, reports).work()
    #expect(reports.published == days)
    let banks = Set(test.hub.banks.links.map(\.bank.code))
    for day in days { #expect(try await compared(test, day) == banks) }
    await clerk(test, reports).work()
    #expect(reports.published == days)
    await test.close()
  }

  @Test("a report that cannot be written is tried again; the day stays closed")
  func triedAgain() async throws {
    let test = try await TestHub.open()
    #expect(try await test.withdraw(1_000).code == .success)
    test.clock.move(seconds: 86_400)
    let reports = ShelvedReports()
    let clerk = clerk(test, reports)
    reports.isFull = true
    await clerk.work()
    #expect(try await closed(test) == [days[0]])
    #expect(reports.published.isEmpty)
    reports.isFull = false
    await clerk.work()
    await clerk.work()
    #expect(reports.published == [days[0]])
    await test.close()
  }

  @Test("a day whose report cannot be written keeps no later day back, and is tried again")
  func stuckDay() async throws {
    let test = try await TestHub.open()
    #expect(try await test.withdraw(1_000).code == .success)
    test.clock.move(seconds: 3 * 86_400)
    let reports = ShelvedReports(stuck: days[0])
    let clerk = clerk(test, reports)
    await clerk.work()
    #expect(reports.published == Array(days.dropFirst()))
    let banks = Set(test.hub.banks.links.map(\.bank.code))
    #expect(try await compared(test, days[2]) == banks)
    await clerk.work()
    #expect(reports.published == Array(days.dropFirst()))
    await test.close()
  }

  @Test("a stop does not wait until all banks are compared; the rest is compared after the next start")
  func stopped() async throws {
    let test = try await TestHub.open()
    #expect(try await test.withdraw(1_000).code == .success)
    test.clock.move(seconds: 86_400)
    let reports = ShelvedReports { withUnsafeCurrentTask { $0?.cancel() } }
    let clerk = clerk(test, reports)
    await Task { await clerk.work() }.value
    #expect(reports.published == [days[0]])
    #expect(try await compared(test, days[0]).isEmpty)
    await clerk.work()
    #expect(try await compared(test, days[0]) == Set(test.hub.banks.links.map(\.bank.code)))
    await test.close()
  }

  @Test("banks that a hub had not compared when it died are compared after its restart")
  func comparedLater() async throws {
    let test = try await TestHub.open()
    #expect(try await test.withdraw(1_000).code == .success)
    test.clock.move(seconds: 86_400)
    let reports = ShelvedReports()
    for settled in try await Settlement(store: test.hub.store, world: test.clock.world).closeEnded() {
      try reports.publish(settled)
    }
    #expect(try await compared(test, days[0]).isEmpty)
    await clerk(test, reports).work()
    #expect(try await compared(test, days[0]) == Set(test.hub.banks.links.map(\.bank.code)))
    await test.close()
  }
}
