import MaruDomain
import Testing

@Suite struct InvoiceTests {
  @Test(
    "a month is six digits of one that exists",
    arguments: [
      ("202611", true), ("202600", false), ("202613", false), ("20261", false), ("2026111", false), ("2026-1", false),
      ("000001", false), ("", false),
    ])
  func months(_ text: String, _ exists: Bool) {
    #expect((SettlementMonth(wire: text) != nil) == exists)
  }

  @Test("the file has a line for each API and rate, and the sum of them")
  func csv() throws {
    let code = try #require(OrganisationCode("M202600001"))
    let (withdraw, deposit) = (try #require(Won(500)), try #require(Won(400)))
    let invoice = Invoice(
      organisation: code, month: try #require(SettlementMonth(wire: "202611")),
      lines: [
        FeeLine(organisation: code, api: "transfer/deposit", count: 3, rate: deposit),
        FeeLine(organisation: code, api: "transfer/withdraw", count: 2, rate: withdraw),
      ], isWhole: true)
    #expect(
      invoice.csv == "month,organisation,api,uses,won_a_use,won\r\n202611,M202600001,transfer/deposit,3,400,1200\r\n"
        + "202611,M202600001,transfer/withdraw,2,500,1000\r\n202611,M202600001,total,5,,2200\r\n")
    #expect(invoice.month.description == "2026-11")
  }
}
