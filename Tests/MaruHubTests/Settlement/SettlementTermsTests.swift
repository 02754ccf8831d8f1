import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed
import TestSupport
import Testing

@Suite struct SettlementTermsTests {
  private func won(_ amount: Int64) -> Won { Won(amount) ?? .zero }

  private func terms(_ test: TestHub) -> SettlementTerms { SettlementTerms(store: test.hub.store) }

  private func deposit(_ test: TestHub, _ amount: Int64) async throws -> ResponseCode {
    let account = test.account.account
    return try await test.hub.deposit2(
      .init(
        passPhrase: try #require(PassPhrase("NONE")), withdrawPrintContent: try #require(PrintContent("환급")),
        nameCheck: .off, count: 1,
        rows: [
          .init(
            number: 1, bankCode: account.bank, accountNumber: account.number, holderName: nil,
            printContent: try #require(PrintContent("환급")), amount: won(amount))
        ], requestedAt: test.clock.world.now().dateTime), by: test.organisation, call: test.newCall()
    ).code
  }

  private func used(_ test: TestHub) async throws -> Int64? {
    try await terms(test).sheet().prefunds.first { $0.party == test.organisation.organisation }?.used
  }

  @Test("a prefunded limit holds from the next order on, counts what is not settled, and is new after settlement")
  func prefund() async throws {
    let test = try await TestHub.open()
    let code = test.organisation.organisation
    #expect(try await deposit(test, 3_000) == .success, "the hub knows the organisation by now, without a limit")
    try await terms(test).setPrefund(won(10_000), of: code)
    #expect(try await used(test) == 3_000)
    let refusal = HubError(.organisationDepositLimitDay, field: "tran_amt")
    await #expect(throws: refusal) { _ = try await deposit(test, 7_001) }
    #expect(try await deposit(test, 7_000) == .success)
    test.clock.move(seconds: 1)
    await #expect(throws: refusal) { _ = try await deposit(test, 1) }
    #expect(try await test.withdraw(50_000).code == .success, "withdraws are another matter")

    test.clock.move(seconds: 86_400)
    _ = try await Settlement(store: test.hub.store, world: test.clock.world).close(
      try #require(BusinessDate(wire: "20261124")))
    #expect(try await used(test) == 0)
    #expect(try await deposit(test, 10_000) == .success)
    try await terms(test).setPrefund(nil, of: code)
    #expect(try await deposit(test, 10_001) == .success)
    #expect(try await terms(test).sheet().prefunds.isEmpty)
    #expect(try await test.bookFindings().isEmpty)
    await test.close()
  }

  @Test("a prefunded limit holds to the won, however many orders come at once (M-02), and a failed one frees its share")
  func atOnce() async throws {
    let test = try await TestHub.open()
    try await terms(test).setPrefund(won(10_000), of: test.organisation.organisation)
    let done = try await withThrowingTaskGroup(of: Bool.self) { group in
      for amount in 1_001...1_015 as ClosedRange<Int64> {
        group.addTask {
          do { return try await deposit(test, amount) == .success } catch is HubError { return false }
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(done == 9, "nine of a thousand and some fit into ten thousand")
    let before = try #require(try await used(test))
    #expect(before <= 10_000)
    test.bed.desk[test.account.account.bank] = .refuseCredit
    test.clock.move(seconds: 1)
    #expect(try await deposit(test, 500) != .internalFault)
    #expect(try await used(test) == before)
    await test.close()
  }

  @Test("an organisation that is stored anew keeps its prefunded limit")
  func kept() async throws {
    let test = try await TestHub.open()
    let code = test.organisation.organisation
    try await terms(test).setPrefund(won(10_000), of: code)
    try await test.hub.store.write { session in
      let found = try #require(try OrganisationTable.find(code, in: session))
      try OrganisationTable.save(found, in: session)
    }
    #expect(try await terms(test).sheet().prefunds.map(\.limit) == [won(10_000)])
    await test.close()
  }

  @Test("a cap that is set and taken away is shown and counts what is owed")
  func caps() async throws {
    let test = try await TestHub.open()
    let bank = test.account.account.bank
    #expect(try await test.withdraw(3_000).code == .success)
    try await terms(test).setCap(won(4_000), of: bank, participants: [bank])
    let shown = try await terms(test).sheet().caps
    #expect(shown.map(\.party) == [bank] && shown.map(\.limit) == [won(4_000)] && shown.map(\.used) == [3_000])
    test.clock.move(seconds: 1)
    #expect(try await test.withdraw(1_001).code == .bankRefused)
    try await terms(test).setCap(nil, of: bank, participants: [])
    test.clock.move(seconds: 1)
    #expect(try await test.withdraw(1_001).code == .success)
    #expect(try await terms(test).sheet().caps.isEmpty)
    await test.close()
  }

  @Test("a cap of a bank that takes no part is refused and bounds nobody; one that is known by its accounts is taken")
  func unknownBank() async throws {
    let test = try await TestHub.open()
    let stranger = try #require(BankCode("999"))
    await #expect(throws: SettlementTerms.Refused.noSuchBank(stranger)) {
      try await terms(test).setCap(won(4_000), of: stranger, participants: [test.account.account.bank])
    }
    #expect(try await terms(test).sheet().caps.isEmpty)
    try await terms(test).setCap(won(4_000), of: test.account.account.bank, participants: [])
    #expect(try await terms(test).sheet().caps.map(\.party) == [test.account.account.bank])
    await test.close()
  }

  @Test("fees count for the next day that is closed: an organisation's own, else the common one, else the published")
  func fees() async throws {
    let test = try await TestHub.open()
    let code = test.organisation.organisation
    let terms = terms(test)
    func fee(of date: String) async throws -> Int64? {
      test.clock.move(seconds: 1)
      #expect(try await test.withdraw(1_000).code == .success)
      test.clock.move(seconds: 86_399)
      let closed = try await Settlement(store: test.hub.store, world: test.clock.world).close(
        try #require(BusinessDate(wire: date)))
      return closed.fees.first { $0.api == "transfer/withdraw" }?.rate.amount
    }
    #expect(try await fee(of: "20261124") == 500)
    try await terms.setFee(won(70), of: "transfer/withdraw", for: nil)
    #expect(try await fee(of: "20261125") == 70)
    try await terms.setFee(won(50), of: "transfer/withdraw", for: code)
    #expect(try await fee(of: "20261126") == 50)
    try await terms.setFee(nil, of: "transfer/withdraw", for: code)
    try await terms.setFee(nil, of: "transfer/withdraw", for: nil)
    #expect(try await fee(of: "20261127") == 500)
    await test.close()
  }

  @Test("an organisation or an API that does not exist is refused, and changes nothing")
  func unknown() async throws {
    let test = try await TestHub.open()
    let nobody = try #require(OrganisationCode("Z999999999"))
    let before = try await test.contents()
    await #expect(throws: SettlementTerms.Refused.noSuchOrganisation(nobody)) {
      try await terms(test).setPrefund(won(1), of: nobody)
    }
    await #expect(throws: SettlementTerms.Refused.noSuchOrganisation(nobody)) {
      try await terms(test).setFee(won(1), of: "transfer/withdraw", for: nobody)
    }
    await #expect(throws: SettlementTerms.Refused.noSuchAPI("transfer/everything")) {
      try await terms(test).setFee(won(1), of: "transfer/everything", for: nil)
    }
    #expect(try await test.contents() == before)
    await test.close()
  }
}
