import MaruBankLink
import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import Synchronization
import TestSupport
import Testing

/// Orders of one organisation on one account go to its bank one after the other; others do not wait for them.
@Suite struct OrderQueueTests {
  /// Who is at the bank, and who was.
  private final class Visits: Sendable {
    private let state = Mutex<(now: Int, most: Int, all: Int)>((0, 0, 0))
    var now: Int { state.withLock { $0.now } }
    var most: Int { state.withLock { $0.most } }
    var all: Int { state.withLock { $0.all } }
    func come() {
      state.withLock { state in
        state.now += 1
        state.all += 1
        state.most = max(state.most, state.now)
      }
    }
    func leave() { state.withLock { $0.now -= 1 } }
  }

  @Test("five orders on one account at the same moment: the bank has one at a time, and another account's passes them")
  func inTurn() async throws {
    let test = try await TestHub.open()
    let (visits, door) = (Visits(), Door())
    let bank = test.account.account.bank
    let links = test.bed.banks.map { link -> any BankLink in
      guard link.bank.code == bank else { return link }
      return StoppedBank(
        inner: link,
        debited: {
          visits.come()
          await door.pass()
          visits.leave()
        })
    }
    let hub = Hub(
      store: test.hub.store, banks: BankDirectory(links), oauth: test.hub.oauth, identity: test.hub.identity,
      world: test.clock.world, settings: test.hub.settings, logger: test.hub.logger, hasher: test.hub.hasher)
    let other = try #require(try await test.registrations().first { $0.account.bank != bank })
    try await test.setBalance(1_000_000, of: test.account.account)
    try await test.setBalance(1_000_000, of: other.account)
    let content = try #require(PrintContent("쇼핑"))
    let at = test.clock.world.now().dateTime
    @Sendable func withdraw(_ amount: Int64, from number: FintechUseNumber) async throws -> ResponseCode {
      let won = try #require(Won(amount))
      let request = TransferWithdraw.Request(
        depositPrintContent: content, fintechUseNumber: number, amount: won, requestedAt: at)
      return try await hub.withdraw(request, by: test.user, call: test.newCall()).code
    }
    try await withThrowingTaskGroup(of: ResponseCode.self) { group in
      for amount in Int64(1)...5 { group.addTask { try await withdraw(amount, from: test.account.fintechUseNumber) } }
      try await until { try await test.hub.store.read { try TransferTable.openCount(in: $0) } == 5 }
      try await until { visits.now == 1 }
      #expect(try await withdraw(6, from: other.fintechUseNumber) == .success, "another account's waits for nobody")
      #expect(visits.now == 1 && visits.all == 1)
      door.open()
      for try await code in group { #expect(code == .success) }
    }
    #expect(visits.all == 5 && visits.most == 1)
    #expect(try await test.balance(of: test.account.account) == 1_000_000 - 15)
    try await test.requireSoundBook()
    await test.close()
  }
}
