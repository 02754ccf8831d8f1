import MaruDomain
import Testing

@Suite struct LimitsTests {
  private static func won(_ amount: Int64) -> Won { Won(amount) ?? .zero }

  private let limits = TransferLimits(
    withdrawEach: won(100), withdrawDay: won(1_000), withdrawMonth: won(5_000), depositEach: won(200),
    depositDay: won(2_000), depositMonth: won(6_000), userWithdrawEach: won(80), userWithdrawDay: won(500))

  @Test(
    "an order over a limit per transaction is refused, the organisation's first",
    arguments: [
      (CheckType.withdraw, 80, nil), (.withdraw, 81, .userWithdrawLimitEach), (.withdraw, 100, .userWithdrawLimitEach),
      (.withdraw, 101, .organisationWithdrawLimitEach), (.deposit, 200, nil),
      (.deposit, 201, .organisationDepositLimitEach),
    ] as [(CheckType, Int64, ResponseCode?)])
  func each(kind: CheckType, amount: Int64, code: ResponseCode?) {
    #expect(limits.brokenByOne(Self.won(amount), kind: kind) == code)
  }

  @Test("a withdraw counts into the organisation's day and month and the user's day")
  func withdrawCounters() throws {
    let organisation = try #require(OrganisationCode("M202600001"))
    let user = try #require(UserSeqNo("1100000001"))
    let date = try #require(BusinessDate(wire: "20261130"))
    let counters = limits.counters(kind: .withdraw, organisation: organisation, user: user, date: date)
    #expect(
      counters == [
        LimitCounter("M202600001/W", "20261130", Self.won(1_000), .organisationWithdrawLimitDay),
        LimitCounter("M202600001/W", "202611", Self.won(5_000), .organisationWithdrawLimitMonth),
        LimitCounter("1100000001/W", "20261130", Self.won(500), .userWithdrawLimitDay),
      ])
    // The next day and the next month start anew.
    let next = limits.counters(kind: .withdraw, organisation: organisation, user: user, date: date.adding(days: 1))
    #expect(next.map(\.period) == ["20261201", "202612", "20261201"])
  }

  @Test("a deposit counts into the organisation's totals only")
  func depositCounters() throws {
    let organisation = try #require(OrganisationCode("M202600001"))
    let date = try #require(BusinessDate(wire: "20261130"))
    let counters = limits.counters(kind: .deposit, organisation: organisation, user: nil, date: date)
    #expect(counters.map(\.code) == [.organisationDepositLimitDay, .organisationDepositLimitMonth])
    #expect(counters.allSatisfy { $0.subject == "M202600001/D" })
  }
}
