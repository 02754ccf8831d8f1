import Crypto
import Foundation
import MaruBankLink
import MaruDomain
import MaruStore
import TestSupport
import Testing

@testable import MaruTestBed

@Suite struct BankCheckTests {
  /// The bank as the check meets it, through `client`.
  private func bankUnderTest(
    _ running: RunningBank, client: BankClient? = nil, seal: SealKey? = nil
  ) async throws -> BankUnderTest {
    let open = try await running.account()
    // Bank 004 of this seed has none that is closed yet.
    let closed = try #require(
      try await running.standalone.accounts().first { $0.account != open.account && $0.state == .normal })
    try await running.bank.store.write { try BankAccountTable.setState(.closed, of: closed.id, in: $0) }
    let client = client ?? running.client
    return BankUnderTest(
      link: HTTPBankLink(bank: running.bank.bank, client: client), client: client,
      accounts: CheckAccounts(
        open: open.account.number, holder: open.holderName, closed: closed.account.number,
        unknown: try #require(AccountNumber("0000000000"))),
      world: running.clock.world, seal: seal)
  }

  private static let sealChecks = Set(SealChecks.all.map(\.korean))

  @Test("a bank that keeps every rule passes every check, signatures included")
  func right() async throws {
    let clock = TestClock()
    let now = clock.world.now()
    let (hub, bank) = (P256.Signing.PrivateKey(), P256.Signing.PrivateKey())
    func trusted(_ key: P256.Signing.PrivateKey) -> [TrustedSeal] {
      [TrustedSeal(key.publicKey, validFrom: now, validUntil: now.adding(seconds: 3_600))]
    }
    try await RunningBank.with(
      clock: clock, hub: PartyCredentials(seals: (SealKey(hub), trusted(bank))),
      bank: PartyCredentials(seals: (SealKey(bank), trusted(hub)))
    ) { running in
      let bank = try await bankUnderTest(running, seal: SealKey(hub))
      let before = try await bank.balance()
      for check in BankCheck.all { #expect(await check.run(on: bank) == .passed, "\(check.korean) \(check.english)") }
      #expect(try await bank.balance() == before, "the account has what it had")
    }
  }

  @Test("a bank with one mistake fails the rules that it breaks", arguments: WrongBank.Mistake.allCases)
  func wrong(mistake: WrongBank.Mistake) async throws {
    try await RunningBank.with { running in
      try await WrongBank.with(mistake, before: running) { client in
        let bank = try await bankUnderTest(running, client: client)
        let checks = BankCheck.all.filter { mistake.broken.contains($0.korean) }
        #expect(checks.count == mistake.broken.count)
        for check in checks {
          let result = await check.run(on: bank)
          guard case .failed(let why) = result else {
            Issue.record("\(check.korean) ended with \(result)")
            continue
          }
          #expect(!why.isEmpty)
        }
      }
    }
  }

  @Test("a bank that looks at no signature fails every rule about signatures")
  func unsealed() async throws {
    try await RunningBank.with { running in
      let bank = try await bankUnderTest(running, seal: SealKey(P256.Signing.PrivateKey()))
      for check in SealChecks.all {
        guard case .failed = await check.run(on: bank) else {
          Issue.record("\(check.korean) did not fail")
          continue
        }
      }
    }
  }

  @Test("each rule is one that some mistake breaks, and has a name of its own")
  func complete() {
    let names = BankCheck.all.map(\.korean)
    #expect(Set(names).count == names.count)
    let broken = WrongBank.Mistake.allCases.reduce(into: Self.sealChecks) { $0.formUnion($1.broken) }
    #expect(broken == Set(names))
  }

  @Test("what was not given is skipped, and said so")
  func skipped() async throws {
    try await RunningBank.with { running in
      var bank = try await bankUnderTest(running)
      bank = BankUnderTest(
        link: bank.link, client: bank.client,
        accounts: CheckAccounts(
          open: bank.accounts.open, holder: nil, closed: nil, unknown: bank.accounts.unknown), world: bank.world,
        seal: nil)
      var skipped = 0
      for check in BankCheck.all {
        if case .skipped(let why) = await check.run(on: bank) {
          skipped += 1
          #expect(!why.isEmpty)
        }
      }
      #expect(skipped == 1 + SealChecks.all.count)
    }
  }
}
