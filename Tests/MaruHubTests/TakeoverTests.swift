import MaruBankLink
import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed
import Synchronization
import TestSupport
import Testing

/// A door that lets everybody through once it is open.
final class Door: Sendable {
  private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

  func pass() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiting.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }

  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }
}

/// A bank that a test stops at: before the hub knows whether it is ready, or between a debit and its answer.
struct StoppedBank: InterposedLink {
  let inner: SimulatedBank
  var ready: @Sendable () async -> Bool = { true }
  var debited: @Sendable () async -> Void = {}

  func isReady() async -> Bool { await ready() }
  func debit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> {
    let answer = await inner.debit(leg)
    await debited()
    return answer
  }
}

/// A hub that goes on with what another hub has begun, while that one is only slow.
@Suite struct TakeoverTests {
  /// A hub like `test`'s over the same store, with a number of its own and another link to the payer's bank.
  private func hub(_ test: TestHub, number: Int64, _ stop: (inout StoppedBank) -> Void) -> Hub {
    let links = test.bed.banks.map { bank -> any BankLink in
      guard bank.bank.code == test.account.account.bank else { return bank }
      var stopped = StoppedBank(inner: bank)
      stop(&stopped)
      return stopped
    }
    return Hub(
      store: test.hub.store, banks: BankDirectory(links), oauth: test.hub.oauth, identity: test.hub.identity,
      world: test.clock.world, settings: test.hub.settings, logger: test.hub.logger, hasher: test.hub.hasher,
      number: number)
  }

  @Test(
    "an order that another hub has just begun is put in doubt first: a late refusal there rejects nothing (M-03, M-12)")
  func freshDebit() async throws {
    let test = try await TestHub.open()
    let (payer, payee) = (test.account.account, test.client.collectionAccount)
    let before = (try await test.balance(of: payer), try await test.balance(of: payee))
    let (begun, refused, answered) = (Door(), Door(), Door())
    // Finds out that the payer's bank is down, slowly.
    let slow = hub(test, number: 1) { bank in
      bank.ready = {
        begun.open()
        await refused.pass()
        return false
      }
    }
    // Sends the debit, and hears of it only when the slow hub has given its answer.
    let other = hub(test, number: 2) { bank in
      bank.debited = {
        refused.open()
        await answered.pass()
      }
    }
    let request = TransferWithdraw.Request(
      depositPrintContent: try #require(PrintContent("쇼핑")), fintechUseNumber: test.account.fintechUseNumber,
      amount: try #require(Won(7_000)), requestedAt: test.clock.world.now().dateTime)
    async let reply = slow.withdraw(request, by: test.user, call: test.newCall())
    await begun.pass()
    async let open = other.resumeAll()
    let told = try await reply
    answered.open()
    #expect(told.code == .timeExceeded, "the slow hub knows that it knows nothing")
    #expect(try await open == 0)
    let stored = try await test.hub.store.read { try TransferTable.page(after: .min, atMost: 2, in: $0) }
    #expect(stored.map(\.stage.isCompleted) == [true])
    #expect(try await test.balance(of: payer) == before.0 - 7_000)
    #expect(try await test.balance(of: payee) == before.1 + 7_000)
    try await test.requireSoundBook()
    await test.close()
  }
}
