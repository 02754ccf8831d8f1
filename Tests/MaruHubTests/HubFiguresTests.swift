import MaruContract
import MaruDomain
import MaruStore
import TestSupport
import Testing

@testable import MaruHub

@Suite struct HubFiguresTests {
  private static func figures(_ count: Int64) -> CallFigures {
    (0..<count).reduce(into: CallFigures()) { $0.note(microseconds: $1 * 700, hasFailed: $1 == 0) }
  }
  private static var sample: HubFigures {
    var figures = HubFigures()
    figures.seconds = 53
    figures.calls = ["account/balance": Self.figures(40), "transfer/withdraw": Self.figures(1)]
    figures.banks[BankCode("004")!] = .init(
      status: .fault, answered: 9, silent: 2, keptBack: 1, underWay: 3,
      asked: [.balance: Self.figures(7), .endService: Self.figures(1)])
    figures.banks[BankCode("088")!] = .init(status: .available, answered: 0, silent: 0, keptBack: 0, underWay: 0)
    return figures
  }

  @Test("what a hub tells is read as it was")
  func roundTrip() {
    #expect(HubFigures(text: Self.sample.text) == Self.sample)
    #expect(HubFigures(text: HubFigures().text) == HubFigures())
  }

  @Test("what another version tells beside it is left out, and what is damaged too")
  func lenient() {
    let strange = [
      "weather\tfine", "call\tx\t1", "call\tx\t1 0\tmore", "bank\t004\tQ\t1\t1\t1\t1", "bank\tx\tY\t1\t1\t1\t1",
      "bank\t011\tY\t1\t1\t1\t-1", "asked\t004\tdreams\t1 0", "asked\t099\tbalance\t1 0", "seconds\tnone", "",
      "\t\t", "call\ty\t9223372036854775807 0",
    ]
    let text = (strange + [Self.sample.text] + strange).joined(separator: "\n")
    #expect(HubFigures(text: text) == Self.sample)
    #expect(HubFigures(text: strange.joined(separator: "\n")) == HubFigures())
    var none = HubFigures()
    none.seconds = 0
    #expect(none.tenthsPerSecond == 0)
  }

  @Test("a hub alone on its files is the only one, knows its own figures, and writes nothing")
  func alone() async throws {
    let test = try await TestHub.open(guarded: true, onPostgreSQL: false)
    test.hub.signs.settle(at: "here:1", version: "1")
    try await test.hub.tellOthers()
    _ = try await test.withdraw(1_000)
    let company = try await test.hub.company()
    #expect(company.hubs.map(\.place) == ["here:1"] && company.secondsAgo == nil)
    let bank = try #require(company.banks.first { $0.code == test.account.account.bank })
    #expect(bank.figures.answered > 0 && bank.figures.asked[.debit]?.calls == 1 && bank.status == .available)
    #expect(try await test.hub.store.read { try HubSignTable.all(in: $0) } == [])
    await test.close()
  }
}
