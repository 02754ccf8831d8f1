import MaruBankLink
import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed
import TestSupport
import Testing

@Suite struct GuardedBankTests {
  private func guarded(_ test: TestHub, _ bank: BankCode, hours: ServiceHours = ServiceHours()) throws
    -> GuardedBankLink
  {
    var rules = BankGate.Rules()
    rules.hours = hours
    let link = try #require(test.bed.banks.first { $0.bank.code == bank })
    return GuardedBankLink(link, rules: rules, world: test.clock.world)
  }

  @Test("five silences keep further calls back; the bank is asked for its health before the next one goes through")
  func breaker() async throws {
    let test = try await TestHub.open()
    let account = test.account.account
    let link = try guarded(test, account.bank)
    test.bed.desk[account.bank] = .down
    for _ in 0..<5 { _ = await link.balance(of: account.number) }
    #expect(link.gate.counts.silent == 5)
    #expect(link.availability == .fault)
    _ = await link.balance(of: account.number)
    #expect(link.gate.counts.silent == 5 && link.gate.counts.keptBack == 1, "not asked")

    test.clock.move(seconds: 2)
    _ = await link.balance(of: account.number)
    #expect(link.gate.counts.silent == 5 && link.gate.counts.keptBack == 2, "its health was asked, not its balance")
    test.bed.desk[account.bank] = .up
    test.clock.move(seconds: 4)
    guard case .confirmed = await link.balance(of: account.number) else {
      Issue.record("the bank is back")
      return
    }
    #expect(link.availability == .available)
    #expect(link.gate.counts.underWay == 0)
    await test.close()
  }

  @Test("in a maintenance window nothing is sent, and bank/status says which end of the day it is")
  func window() async throws {
    let test = try await TestHub.open(clock: TestClock("20261124233000"))
    let account = test.account.account
    let link = try guarded(test, account.bank, hours: ServiceHours([ServiceHours.Window("2330-0030")!]))
    guard case .unknown(.closed) = await link.balance(of: account.number) else {
      Issue.record("the window is open")
      return
    }
    guard case .confirmed(.closing) = await link.health() else {
      Issue.record("it is closing")
      return
    }
    test.clock.move(seconds: 3_600)
    guard case .confirmed = await link.balance(of: account.number) else {
      Issue.record("it is open again")
      return
    }
    await test.close()
  }
}
