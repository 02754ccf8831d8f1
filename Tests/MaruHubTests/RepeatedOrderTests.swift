import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import TestSupport
import Testing

@Suite struct RepeatedOrderTests {
  @Test("duplicate order moves money once and is answered alike (M-03, M-04)")
  func twice() async throws {
    let test = try await TestHub.open()
    let before = try await test.balance(of: test.account.account)
    let first = try await test.withdraw(7_000)
    let again = try await test.withdraw(7_000)
    #expect(first.body == again.body)
    #expect(again.original?.id != nil, "the first call's id is given again")
    #expect(try await test.balance(of: test.account.account) == before - 7_000)
    await test.close()
  }

  @Test("fifty equal orders at once move money once (M-03)")
  func atOnce() async throws {
    let test = try await TestHub.open()
    let before = try await test.balance(of: test.account.account)
    let bodies = try await withThrowingTaskGroup(of: TransferWithdraw.Response.self) { group in
      for _ in 0..<50 { group.addTask { try await test.withdraw(7_000).body } }
      return try await group.reduce(into: Set<TransferWithdraw.Response>()) { $0.insert($1) }
    }
    #expect(bodies.count == 1)
    #expect(try await test.balance(of: test.account.account) == before - 7_000)
    try await test.requireSoundBook()
    await test.close()
  }

  @Test("a repeat after a restart is still a repeat (M-03, M-15)")
  func acrossRestart() async throws {
    let test = try await TestHub.open()
    let before = try await test.balance(of: test.account.account)
    let first = try await test.withdraw(7_000)
    await test.close(keepingData: true)
    let reopened = try await TestHub.open(in: test.directory, clock: test.clock)
    let again = try await reopened.withdraw(7_000)
    #expect(first.body == again.body)
    #expect(try await reopened.balance(of: test.account.account) == before - 7_000)
    await reopened.close()
  }

  @Test(
    "a frozen tran_dtime is a repeat for 60 seconds on the test bed",
    arguments: [(59, false), (60, true), (3_600, true)])
  func frozen(_ seconds: Int64, _ isNew: Bool) async throws {
    let test = try await TestHub.open()
    let before = try await test.balance(of: test.account.account)
    let first = try await test.withdraw(7_000, at: "20160310101921")
    test.clock.move(seconds: seconds)
    let again = try await test.withdraw(7_000, at: "20160310101921")
    #expect((first.body != again.body) == isNew)
    #expect(try await test.balance(of: test.account.account) == before - (isNew ? 14_000 : 7_000))
    await test.close()
  }

  @Test("within ten minutes of the hub's clock a repeat stays a repeat", arguments: [61, 599])
  func notFrozen(_ seconds: Int64) async throws {
    let test = try await TestHub.open()
    let first = try await test.withdraw(7_000, at: "20261124093000")
    test.clock.move(seconds: seconds)
    #expect(try await test.withdraw(7_000, at: "20261124093000").body == first.body)
    await test.close()
  }

  @Test("production refuses a tran_dtime that is more than ten minutes off, naming the field")
  func production() async throws {
    var settings = HubSettings()
    settings.frozenRepeatWindow = nil
    let test = try await TestHub.open(settings: settings)
    await #expect(throws: HubError(.formatError, field: "tran_dtime")) {
      try await test.withdraw(7_000, at: "20160310101921")
    }
    #expect(try await test.withdraw(7_000, at: "20261124092500").code == .success)
    await test.close()
  }
}
