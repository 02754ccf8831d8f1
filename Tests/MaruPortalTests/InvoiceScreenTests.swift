import HTTPTypes
import MaruDomain
import MaruStore
import TestSupport
import Testing

/// What a live service owes, as its applicant sees it.
@Suite struct InvoiceScreenTests {
  @Test("the live page leads to each month's invoice, page and file; others, and apps in test, have none")
  func wholeWay() async throws {
    try await SiteBench.run { bench in
      let stage = try await Stage(bench)
      let (path, store) = ("/developers/apps/\(stage.keys.id)/live", bench.test.hub.store)
      let (code, now) = (try #require(OrganisationCode("L123456789")), bench.test.clock.world.now())
      let fee = FeeLine(organisation: code, api: "transfer/withdraw", count: 12, rate: try #require(Won(500)))
      try await store.write { session in
        let day = try #require(BusinessDate(wire: "20261102"))
        try SettlementTable.close(
          ClosedDay(date: day, firstSequence: 0, lastSequence: 0, cutOff: now, closedAt: now), positions: [],
          fees: [fee], in: session)
      }
      #expect(try await stage.browser.get("\(path)/invoices/202611").status == 404)
      let number = try #require(BusinessRegistrationNumber("1234567891"))
      let name = try #require(HolderName("마루"))
      try await store.write { session in
        var one = LiveApplication(
          id: 1, client: stage.client, developer: 1, stage: .live, revision: 1,
          request: LiveRequest(
            company: "마루", registrationNumber: number, service: name, contact: "a", purpose: "b", scopes: [.login],
            callbacks: [], addresses: [], documents: "c"), appliedAt: now, changedAt: now)
        one.liveOrganisation = code
        try LiveApplicationTable.insert(one, in: session)
      }
      let live = try await stage.browser.get(path).text
      #expect(live.contains("\(path)/invoices/202611") && live.contains("2026-11: 6,000원"))
      let page = try await stage.browser.get("\(path)/invoices/202611?lang=en").text
      #expect(page.contains("Sum: 6,000 won") && page.contains("still to be settled"))
      let file = try await stage.browser.get("\(path)/invoices/202611/csv")
      #expect(file.text.contains("total,12,,6000") && file.headers[.contentDisposition]?.contains("202611.csv") == true)
      for wrong in ["202610", "x", "202610/csv"] {
        #expect(try await stage.browser.get("\(path)/invoices/\(wrong)").status == 404)
      }
      let other = try await bench.developer("other@example.com")
      #expect(try await other.get("\(path)/invoices/202611").status == 404)
    }
  }
}
