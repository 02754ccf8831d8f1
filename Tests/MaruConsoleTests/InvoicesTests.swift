import HTTPTypes
import MaruDomain
import MaruStore
import TestSupport
import Testing

/// Invoices in the operator's console.
@Suite struct InvoicesTests {
  @Test("the last settled month is listed; one invoice adds up, says whether it is whole, and is a file, on record")
  func wholeWay() async throws {
    try await ConsoleBench.run { bench in
      let (browser, path) = (try await bench.person(.viewer), "/operator/invoices")
      #expect(try await browser.get("\(path)?lang=en").text.contains("There is nothing to pay for."))
      let code = bench.test.client.code
      try await bench.settle("20261031", of: code, uses: 1)
      try await bench.settle("20261102", of: code, uses: 12)
      let list = try await browser.get(path).text
      #expect(list.contains("\(path)/202611/\(code)") && list.contains("6,000"))
      #expect(try await browser.get("\(path)?month=202610").text.contains("\(path)/202610/\(code)"))
      let page = try await browser.get("\(path)/202611/\(code)?lang=en").text
      #expect(page.contains("6,000") && page.contains("still to be settled") && page.contains("VAT not included"))
      #expect(try await browser.get("\(path)/202610/\(code)?lang=en").text.contains("every day is settled"))
      let file = try await browser.get("\(path)/202611/\(code)/csv")
      #expect(file.text.contains("202611,\(code),total,12,,6000\r\n"))
      #expect(file.headers[.contentDisposition] == "attachment; filename=\"maru-invoice-202611-\(code).csv\"")
      #expect(try await bench.audit().first?.act == "invoice.export")
      for wrong in ["202612/\(code)", "202613/\(code)", "202611/x", "202611/M202699999/csv"] {
        #expect(try await browser.get("\(path)/\(wrong)").status == 404)
      }
    }
  }
}

extension ConsoleBench {
  /// Closes a day on which an organisation withdrew `uses` times.
  fileprivate func settle(_ day: String, of code: OrganisationCode, uses: Int64) async throws {
    let (date, now) = (try #require(BusinessDate(wire: day)), test.clock.world.now())
    let fee = FeeLine(organisation: code, api: "transfer/withdraw", count: uses, rate: try #require(Won(500)))
    try await test.hub.store.write {
      try SettlementTable.close(
        ClosedDay(date: date, firstSequence: 0, lastSequence: 0, cutOff: now, closedAt: now), positions: [],
        fees: [fee], in: $0)
    }
  }
}
