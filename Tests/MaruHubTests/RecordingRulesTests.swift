import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import Synchronization
import TestSupport
import Testing

/// A store that lets a test come in between: before the next write, or in place of every read.
final class InterruptedStore: Store {
  private let inner: any Store
  private let before = Mutex<(@Sendable (any SQLSession) throws -> Void)?>(nil)
  private let readsFail = Mutex(false)
  init(_ inner: any Store) { self.inner = inner }

  func beforeNextWrite(_ unit: @escaping @Sendable (any SQLSession) throws -> Void) {
    before.withLock { $0 = unit }
  }
  func failReads() { readsFail.withLock { $0 = true } }

  func write<Value: Sendable>(_ unit: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value {
    let first = before.withLock { before in
      defer { before = nil }
      return before
    }
    if let first { try await inner.write(first) }
    return try await inner.write(unit)
  }
  func read<Value: Sendable>(_ unit: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value {
    if readsFail.withLock({ $0 }) { throw StoreError.engine("the disk is gone") }
    return try await inner.read(unit)
  }
  func close() async { await inner.close() }
}

@Suite struct RecordingRulesTests {
  @Test(
    "an order that came in time stays one order, however late it is repeated (M-03, M-04, M-14)",
    arguments: [601, 661, 86_400])
  func lateRepeat(_ seconds: Int64) async throws {
    let test = try await TestHub.open()
    let before = try await test.balance(of: test.account.account)
    let first = try await test.withdraw(7_000, at: "20261124093000")
    test.clock.move(seconds: seconds)
    let again = try await test.withdraw(7_000, at: "20261124093000")
    #expect(first.body == again.body)
    #expect(try await test.balance(of: test.account.account) == before - 7_000)
    await test.close()
  }

  @Test("production answers a late repeat with its outcome, and refuses an order it does not know (M-03)")
  func lateRepeatInProduction() async throws {
    var settings = HubSettings()
    settings.frozenRepeatWindow = nil
    let test = try await TestHub.open(settings: settings)
    let before = try await test.balance(of: test.account.account)
    let first = try await test.withdraw(7_000, at: "20261124093000")
    test.clock.move(seconds: 3_600)
    #expect(try await test.withdraw(7_000, at: "20261124093000").body == first.body)
    await #expect(throws: HubError(.formatError, field: "tran_dtime")) {
      try await test.withdraw(7_001, at: "20261124093000")
    }
    #expect(try await test.balance(of: test.account.account) == before - 7_000)
    await test.close()
  }

  @Test("a consent that ends while an order is on its way stops it: looked at where the order is recorded")
  func consentEnds() async throws {
    let store = Mutex<InterruptedStore?>(nil)
    let test = try await TestHub.open(wrap: { inner in
      let interrupted = InterruptedStore(inner)
      store.withLock { $0 = interrupted }
      return interrupted
    })
    let before = try await test.balance(of: test.account.account)
    // The account is in the hub's memory, consent and all.
    #expect(try await test.withdraw(1_000).code == .success)
    var ended = test.account
    ended.transferAgreedAt = nil
    let account = ended
    store.withLock { $0 }?.beforeNextWrite { _ = try RegisteredAccountTable.update(account, in: $0) }
    await #expect(throws: HubError(.withdrawalConsentMissing, field: "fintech_use_num")) {
      try await test.withdraw(2_000)
    }
    #expect(try await test.balance(of: test.account.account) == before - 1_000)
    try await test.requireSoundBook()
    await test.close()
  }

  @Test("a store that fails around an order leaves it unknown, never failed: the client must ask (M-05, J-04)")
  func storeFails() async throws {
    let dead = try await TestHub.open(wrap: { DyingStore($0, after: 0) })
    await #expect(throws: HubError(.timeExceeded)) { try await dead.withdraw(1_000) }
    await dead.close()

    let store = Mutex<InterruptedStore?>(nil)
    let test = try await TestHub.open(wrap: { inner in
      let interrupted = InterruptedStore(inner)
      store.withLock { $0 = interrupted }
      return interrupted
    })
    #expect(try await test.withdraw(1_000).code == .success)
    store.withLock { $0 }?.failReads()
    await #expect(throws: HubError(.timeExceeded)) { try await test.withdraw(1_000) }
    await test.close()
  }
}
