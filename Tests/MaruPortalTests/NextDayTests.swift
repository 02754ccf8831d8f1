import Foundation
import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import TestSupport
import Testing

/// The simulator's next business day: daily limits begin anew, and nothing else changes.
@Suite struct NextDayTests {
  @Test(
    "limits of the app's day and of the developer's own people count from nothing; months, and others' people, stay")
  func limits() async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      let (store, user) = (bench.test.hub.store, bench.test.person.user)
      let code = try #require(try await bench.client(stage.keys.id)).organisation
      let now = bench.test.clock.world.now()
      let (day, month) = (now.businessDate.wire, String(now.businessDate.wire.prefix(6)))
      func totals() async throws -> [String: Int64] {
        let all = try await store.read { try LimitTable.all(in: $0) }
        return Dictionary(uniqueKeysWithValues: all.map { ("\($0.subject) \($0.period)", $0.amount) })
      }
      let full = LimitCounter("\(user.text)/W", day, .greatest, .userWithdrawLimitDay)
      #expect(try await stage.withdraw(1_000).member("rsp_code") == "A0000")
      try await store.write { try LimitTable.add(try #require(Won(9_999_000)), to: [full], in: $0) }
      #expect(try await stage.withdraw(1_001).member("rsp_code") == "A0112")

      // The person is everybody's: what others have them pay counts on.
      #expect(try await stage.press().location == "\(stage.path)?done=day")
      #expect(try await totals()["\(code.text)/W \(day)"] == nil)
      #expect(try await totals()["\(code.text)/W \(month)"] == 1_000)
      #expect(try await totals()["\(user.text)/W \(day)"] == 10_000_000)
      #expect(try await stage.withdraw(1_002).member("rsp_code") == "A0112")

      // And now the developer's own.
      try await store.write { try TestPersonTable.insert(user, of: 1, at: now, in: $0) }
      #expect(try await stage.press().location == "\(stage.path)?done=day")
      #expect(try await stage.browser.get("\(stage.path)?done=day").text.contains("하루 한도를 새로 셉니다."))
      #expect(try await stage.withdraw(1_003).member("rsp_code") == "A0000")
      #expect(try await totals()["\(user.text)/W \(day)"] == 1_003)
      #expect(try await totals()["\(code.text)/W \(month)"] == 2_003)
      #expect(bench.test.clock.world.now() == now)
    }
  }

  @Test("a day does not begin while an order is open: what it took may have to be given back")
  func open() async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      try await stage.press("lost-debit", times: 1)
      #expect(try await stage.withdraw(1_000).member("rsp_code") == "A0007")
      let before = try await bench.test.hub.store.read { try LimitTable.all(in: $0) }
      let refused = try await stage.press()
      #expect(refused.status == 422 && refused.complaint.contains("끝나지 않은 이체"))
      #expect(try await bench.test.hub.store.read { try LimitTable.all(in: $0) } == before && !before.isEmpty)
    }
  }
}

extension Stage {
  /// Presses the button of the next day.
  fileprivate func press() async throws -> BrowserPage {
    // The form names what it does: that of its page is another one.
    let csrf = try await browser.get(path).hidden(of: "\(path)/expire").filter { $0.0 == "csrf" }.prefix(1)
    return try await browser.post("\(path)/expire", csrf + [("what", "day")])
  }
}
