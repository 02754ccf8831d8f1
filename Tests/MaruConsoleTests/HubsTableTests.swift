import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import TestSupport
import Testing

/// Operators and banks are shown the figures of all hubs over the database, and which hubs there are.
@Suite struct HubsTableTests {
  private static func figures(_ count: Int64, failing: Bool = false) -> CallFigures {
    (0..<count).reduce(into: CallFigures()) { sum, _ in sum.note(microseconds: 2_000, hasFailed: failing) }
  }

  @Test("a hub that has its files to itself is listed alone")
  func alone() async throws {
    try await ConsoleBench.run(onPostgreSQL: false) { bench in
      bench.test.hub.signs.settle(at: "here:8080", version: "0.1.0")
      let browser = try await bench.person(.viewer)
      let page = try await browser.get("/operator?lang=en").text
      #expect(
        page.contains("Figures of calls are this hub&#39;s last minute.") || page.contains("this hub's last minute."))
      #expect(page.contains("<code>here:8080</code>") && page.contains(">sent this page<"))
      #expect(try await browser.get("/operator?lang=ko").text.contains("호출 수치는 이 중계센터의 지난 1분입니다."))
    }
  }

  #if Postgres
    @Test("several hubs are added up and listed, with what is wrong with them", .enabled(if: TestStores.hasServer))
    func several() async throws {
      try await ConsoleBench.run(guarded: true, onPostgreSQL: true) { bench in
        let (test, now) = (bench.test, bench.test.clock.world.now())
        let code = test.account.account.bank
        test.hub.signs.settle(at: "one:8081", version: "0.1.0")
        test.hub.callWatch.note([
          CallRecord(
            stamp: now, apiTransactionID: "x", caller: nil, api: "account/balance", code: .success, microseconds: 2_000)
        ])
        var told = HubFigures()
        told.calls = ["account/balance": Self.figures(40, failing: true), "user/me": Self.figures(2)]
        told.banks[code] = .init(
          status: .fault, answered: 1_230_000, silent: 7, keptBack: 3, underWay: 2, asked: [.balance: Self.figures(5)])
        let text = told.text
        func tell(beat: Int64, ahead: Int64) async throws {
          let sign = HubSign(
            hub: 400, place: "<two>:8082", version: "0.2.0", startedAt: now,
            toldAt: test.clock.world.now().adding(seconds: ahead), beat: beat, figures: text)
          try await test.hub.store.write { try HubSignTable.save(sign, in: $0) }
        }
        let browser = try await bench.person(.viewer)
        func page(_ language: String) async throws -> String {
          try await browser.get("/operator?lang=\(language)").text
        }
        try await tell(beat: 1, ahead: 0)
        let english = try await page("en")
        #expect(english.contains("are those of 2 hubs together; what the others told is up to 0 s old."), "\(english)")
        #expect(english.contains("&lt;two&gt;:8082") && !english.contains("<two>") && english.contains(">0.2.0<"))
        #expect(english.contains(">41<") && english.contains(">user/me<") && english.contains(">1,230,000<"))
        #expect(english.contains("down (at 1 of 2 hubs)") && english.contains(">0 s ago<"))
        let korean = try await page("ko")
        #expect(korean.contains("중계센터 2곳의 합계이며, 다른 곳의 것은 0초 전까지의 것입니다."))
        #expect(korean.contains("장애 (2곳 중 1곳)") && korean.contains(">이 화면을 보낸 곳<"))
        test.clock.move(seconds: 13)
        #expect(try await page("en").contains("<td class=\"bad\">13 s ago<"))
        try await tell(beat: 2, ahead: 90)
        #expect(try await page("en").contains("0 s ago, clock 90 s ahead"))
        try await tell(beat: 3, ahead: -90)
        #expect(try await page("ko").contains("0초 전, 시계가 90초 느림"))
        let bank = try await bench.person("narae", at: code)
        let theirs = try await bank.get("/bank/\(code.text)?lang=en").text
        #expect(theirs.contains("since each hub") && theirs.contains("those of 2 hubs together"), "\(theirs)")
        #expect(
          theirs.contains(">1,230,000<") && theirs.contains("down (at 1 of 2 hubs)") && theirs.contains(">balance<"))
        test.clock.move(seconds: 31)
        let after = try await page("en")
        #expect(!after.contains("8082") && after.contains("last minute."), "\(after)")
      }
    }
  #endif
}
