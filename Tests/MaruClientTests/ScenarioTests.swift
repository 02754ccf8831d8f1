import MaruClient
import MaruContract
import MaruDomain
import TestSupport
import Testing

/// Scripted answers, as a fintech's own tests use them.
@Suite struct ScenarioTests {
  private static let file = """
    {"name":"잔액 부족","rules":[{"api":"transfer/withdraw","question":"debit","answer":"453","times":"1"}]}
    """

  @Test("a program plays the scenario of a file, and ends it")
  func play() async throws {
    try await LiveHub.run(guarded: true) { live in
      let scenario = try Scenario(json: Array(Self.file.utf8))
      #expect(
        scenario.rules == [
          ScriptRule(api: "transfer/withdraw", question: .debit, answer: .bank(.balanceTooLow), times: 1)
        ])
      try await live.maru.testBedPlay(scenario.rules)
      let order = try live.withdraw(1_000)
      let refused = await #expect(throws: MaruError.self) {
        try await live.maru.transferWithdraw(order, token: live.token)
      }
      #expect(refused?.failure.bank?.code == .balanceTooLow)
      try await live.maru.testBedPlay([ScriptRule(answer: .hub(.objectQuotaExceeded, nil))])
      await #expect(throws: MaruError.self) {
        try await live.maru.accountBalance(of: live.test.account.fintechUseNumber, token: live.token)
      }
      try await live.maru.testBedPlay([])
      _ = try await live.maru.accountBalance(of: live.test.account.fintechUseNumber, token: live.token)
    }
  }

  @Test("another's answers cannot be scripted without the secret")
  func stranger() async throws {
    try await LiveHub.run { live in
      let stranger = try LiveHub.client(live.test, live.url, secret: "wrong")
      await #expect(throws: MaruError.self) { try await stranger.testBedPlay([]) }
    }
  }
}
