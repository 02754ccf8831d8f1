import MaruDomain
import Testing

@testable import MaruStore

/// Fees of settled days, summed by month, on both engines.
@Suite struct InvoiceStatementsTests {
  private static let other = OrganisationCode("M202600002")!

  private static func close(_ day: String, _ fees: [FeeLine], in session: any SQLSession) throws {
    let date = BusinessDate(wire: day)!
    try SettlementTable.close(
      ClosedDay(date: date, firstSequence: 0, lastSequence: 0, cutOff: Samples.now, closedAt: Samples.now),
      positions: [], fees: fees, in: session)
  }

  private static func fee(
    _ count: Int64, _ won: Int64, _ api: String = "transfer/withdraw",
    to organisation: OrganisationCode = Samples.organisation
  ) -> FeeLine {
    FeeLine(organisation: organisation, api: api, count: count, rate: Samples.won(won))
  }

  @Test(
    "a month has the fees of its days, a line for each API and rate, and no other month's", arguments: StoreDriver.all)
  func months(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        let november = SettlementMonth(wire: "202611")!
        #expect(try SettlementTable.months(9, in: session).isEmpty)
        #expect(try SettlementTable.invoice(to: Samples.organisation, of: november, in: session) == nil)
        try Self.close("20261031", [Self.fee(1, 500)], in: session)
        try Self.close(
          "20261101", [Self.fee(2, 500), Self.fee(3, 400, "transfer/deposit"), Self.fee(7, 500, to: Self.other)],
          in: session)
        try Self.close("20261130", [Self.fee(4, 450)], in: session)

        let invoice = try #require(try SettlementTable.invoice(to: Samples.organisation, of: november, in: session))
        #expect(invoice.lines == [Self.fee(3, 400, "transfer/deposit"), Self.fee(4, 450), Self.fee(2, 500)])
        #expect(invoice.amount == 4_000 && invoice.isWhole, "the last day of the month is closed")
        #expect(try SettlementTable.months(9, in: session).map(\.wire) == ["202611", "202610"])
        #expect(try SettlementTable.months(1, in: session).map(\.wire) == ["202611"])
        let all = try SettlementTable.invoices(of: november, atMost: 9, in: session)
        #expect(all.map(\.organisation) == [Samples.organisation, Self.other])
        #expect(all.map(\.uses) == [9, 7] && all.map(\.amount) == [4_000, 3_500])
        let behind = try SettlementTable.invoices(
          of: november, after: Samples.organisation.text, atMost: 9, in: session)
        #expect(behind == Array(all.dropFirst()))
        #expect(try SettlementTable.invoices(of: november, atMost: 1, in: session) == Array(all.prefix(1)))
        let own = try SettlementTable.invoices(to: Samples.organisation, atMost: 9, in: session)
        #expect(own.map(\.month.wire) == ["202611", "202610"] && own.map(\.amount) == [4_000, 500])

        try Self.close("20261202", [Self.fee(1, 500)], in: session)
        let december = try SettlementTable.invoice(
          to: Samples.organisation, of: SettlementMonth(wire: "202612")!, in: session)
        #expect(december?.isWhole == false)
      }
    }
  }
}
