import MaruDomain
import Testing

@Suite struct SettlementDomainTests {
  @Test(
    "a settlement day ends at its cut-off, Korean time",
    arguments: [
      ("0000", "20261125", "20261126000000"), ("0030", "20261125", "20261126003000"),
      ("2330", "20261125", "20261125233000"), ("1200", "20261125", "20261125120000"),
      ("0000", "20280228", "20280229000000"), ("0000", "20271231", "20280101000000"),
    ])
  func end(_ cutOff: String, _ date: String, _ end: String) throws {
    let rule = try #require(SettlementCutOff(wire: cutOff))
    #expect(rule.end(of: BusinessDate(wire: date)!).dateTime.wire == end)
  }

  @Test(
    "the last day that ended is found at the edges",
    arguments: [
      ("0000", "20261126000000", "20261125"), ("0000", "20261125235959", "20261124"),
      ("2330", "20261125233000", "20261125"), ("2330", "20261125232959", "20261124"),
      ("0030", "20261126002959", "20261124"), ("0030", "20261126003000", "20261125"),
    ])
  func lastEnded(_ cutOff: String, _ now: String, _ date: String) throws {
    let rule = try #require(SettlementCutOff(wire: cutOff))
    #expect(rule.lastEnded(at: DateTime(wire: now)!.instant).wire == date)
  }

  @Test(
    "no cut-off is read from anything but four digits of a time",
    arguments: ["", "24", "2400", "1260", "12:30", "００００"])
  func badCutOff(_ text: String) { #expect(SettlementCutOff(wire: text) == nil) }

  private func leg(
    _ serial: UInt64, _ leg: TransferLeg, _ amount: Int64, done: Bool = true, account: String = "10010001"
  ) -> LegRecord {
    LegRecord(
      bankTransactionID: BankTransactionID(organisation: OrganisationCode("T123456789")!, serial: serial),
      date: BusinessDate(wire: "20261125")!, leg: leg, account: AccountNumber(account)!, amount: Won(amount)!,
      isDone: done)
  }

  @Test("every kind of difference is found, and agreement is none")
  func breaks() {
    let hub = [
      leg(1, .debit, 100), leg(2, .debit, 200), leg(3, .credit, 300), leg(4, .credit, 400), leg(6, .debit, 600),
    ]
    let bank = [
      leg(1, .debit, 100), leg(3, .credit, 301), leg(4, .credit, 400, done: false), leg(5, .debit, 500),
      leg(6, .debit, 600, account: "10010002"), leg(7, .debit, 700, done: false),
    ]
    let found = Reconciliation.breaks(hub: hub, bank: bank)
    #expect(
      found.map { "\($0.kind.rawValue) \($0.hub?.amount.amount ?? 0) \($0.bank?.amount.amount ?? 0)" }.sorted() == [
        "amount_differs 300 301", "amount_differs 600 600", "missing_at_bank 200 0", "missing_at_hub 0 500",
        "status_differs 400 400",
      ])
    #expect(Reconciliation.breaks(hub: hub, bank: hub).isEmpty)
  }

  @Test("an organisation's own fee wins over the common one; nothing agreed is nothing owed")
  func fees() {
    let own = OrganisationCode("T123456789")!
    let other = OrganisationCode("T123456780")!
    let table = FeeTable(
      FeeTable.published2019 + [
        FeeTable.Rate(organisation: own, api: "transfer/withdraw", won: Won(50)!),
        FeeTable.Rate(organisation: nil, api: "transfer/deposit", won: Won(40)!),
      ], on: BusinessDate(wire: "20261124")!)
    #expect(table.rate(of: "transfer/withdraw", for: own) == Won(50)!)
    #expect(table.rate(of: "transfer/withdraw", for: other) == Won(500)!)
    #expect(table.rate(of: "transfer/deposit", for: other) == Won(40)!)
    #expect(table.rate(of: "account/balance", for: own) == .zero)
  }

  @Test("a rate holds from its day on, in whatever order rates are given")
  func datedFees() {
    let own = OrganisationCode("T123456789")!
    func day(_ text: String) -> BusinessDate { BusinessDate(wire: text)! }
    func rate(_ won: Int64, _ since: String? = nil) -> FeeTable.Rate {
      FeeTable.Rate(organisation: own, api: "transfer/withdraw", won: Won(won)!, since: since.map(day))
    }
    let rates = [rate(50), rate(60, "20261125"), rate(70, "20261201")]
    for given in [rates, rates.reversed()] {
      let found = ["20261124", "20261125", "20261130", "20261201"].map {
        FeeTable(given, on: day($0)).rate(of: "transfer/withdraw", for: own).amount
      }
      #expect(found == [50, 60, 60, 70])
    }
  }
}
