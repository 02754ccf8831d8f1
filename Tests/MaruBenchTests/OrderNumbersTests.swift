import MaruDomain
import Testing

@testable import maru_bench

@Suite("orders of a load")
struct OrderNumbersTests {
  @Test("no two orders are the same, and none lies outside the hub's tolerance")
  func unique() throws {
    let numbers = OrderNumbers(accounts: 3)
    var seen: Set<String> = []
    var amounts: Set<Int64> = []
    let first = try #require(DateTime(wire: String(decoding: numbers.next().requestedAt, as: UTF8.self))).instant
    for _ in 0..<5_000 {
      let order = numbers.next()
      let requestedAt = String(decoding: order.requestedAt, as: UTF8.self)
      #expect(seen.insert("\(order.account) \(requestedAt) \(order.amount)").inserted)
      amounts.insert(order.amount)
      let time = try #require(DateTime(wire: requestedAt)).instant
      #expect(abs(time.milliseconds(since: first)) < 600_000)
    }
    // 480 seconds times three accounts for each amount.
    #expect(amounts == [1, 2, 3, 4])
  }
}
