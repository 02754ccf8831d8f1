import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import Synchronization
import TestSupport
import Testing

/// A store that takes `limit` more units of work and then none: what a process that dies there leaves behind.
final class DyingStore: Store {
  private let inner: any Store
  private let left: Mutex<Int>
  init(_ inner: any Store, after limit: Int) {
    self.inner = inner
    left = Mutex(limit)
  }
  func write<Value: Sendable>(_ unit: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value {
    let alive = left.withLock { left in
      left -= 1
      return left >= 0
    }
    guard alive else { throw StoreError.closed }
    return try await inner.write(unit)
  }
  func read<Value: Sendable>(_ unit: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value {
    try await inner.read(unit)
  }
  func close() async { await inner.close() }
}

@Suite struct CrashTests {
  @Test(
    "a hub that dies at any write finishes the order after its restart, once (J-02, M-03, M-05)", arguments: 0...4,
    [false, true])
  func everyWrite(_ writes: Int, _ payeeRefuses: Bool) async throws {
    let test = try await TestHub.open(wrap: { DyingStore($0, after: writes) })
    let payer = test.account.account
    let payee = test.client.collectionAccount
    let before = (try await test.balance(of: payer), try await test.balance(of: payee))
    if payeeRefuses { test.bed.desk[payee.bank] = .refuseCredit }
    let reply = try? await test.withdraw(4_321)
    await test.close(keepingData: true)

    let reopened = try await TestHub.open(in: test.directory, clock: test.clock)
    if payeeRefuses { reopened.bed.desk[payee.bank] = .refuseCredit }
    test.clock.move(seconds: 5)
    #expect(try await reopened.hub.resumeAll() == 0)
    let after = (try await reopened.balance(of: payer), try await reopened.balance(of: payee))
    #expect(before.0 + before.1 == after.0 + after.1, "money is conserved (M-01)")
    let moved = before.0 - after.0
    #expect(moved == 0 || moved == 4_321)
    if let reply, reply.code == .success { #expect(moved == 4_321, "what was acknowledged is kept (M-05)") }
    if payeeRefuses { #expect(moved == 0) }
    if writes >= 1, !payeeRefuses { #expect(moved == 4_321, "an order on disk is carried out") }
    try await reopened.requireSoundBook()

    // The client asks again, as it must after silence: the same order, the same single movement.
    let again = try await reopened.withdraw(4_321, at: "20261124093000")
    if writes >= 1 { #expect(again.original != nil) }
    let final = try await reopened.balance(of: payer)
    #expect(before.0 - final == (payeeRefuses ? 0 : 4_321))
    try await reopened.requireSoundBook()
    await reopened.close()
  }
}
