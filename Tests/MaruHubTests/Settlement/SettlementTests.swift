import MaruBankLink
import MaruDomain
import MaruHub
import MaruStore
import MaruTestBed
import TestSupport
import Testing

@Suite struct SettlementTests {
  private func settlement(_ test: TestHub) -> Settlement {
    Settlement(store: test.hub.store, world: test.clock.world)
  }

  @Test("a closed day holds every entry once: nets sum to zero and equal what moved (M-10, M-11, M-13)")
  func closes() async throws {
    let test = try await TestHub.open()
    for amount in [1_000, 2_000, 3_000] as [Int64] {
      test.clock.move(seconds: 1)
      #expect(try await test.withdraw(amount).code == .success)
    }
    let today = test.clock.world.now().businessDate
    await #expect(throws: SettlementError.notOver(today)) { try await settlement(test).close(today) }
    test.clock.move(seconds: 86_400)
    let settled = try await settlement(test).close(today)
    #expect(settled.netting.sum == 0)
    #expect(settled.netting.held == 0)
    let payer = test.account.account.bank
    let payee = test.client.collectionAccount.bank
    #expect(
      Set(settled.netting.payments) == [
        NetPayment(bank: payer, side: .bankPays, amount: 6_000),
        NetPayment(bank: payee, side: .bankReceives, amount: 6_000),
      ])
    let fee = try #require(settled.fees.first { $0.api == "transfer/withdraw" })
    #expect(fee.count == 3 && fee.amount == 1_500)

    #expect(try await settlement(test).close(today) == settled, "closing again changes nothing")
    #expect(try await test.withdraw(500).code == .success)
    test.clock.move(seconds: 86_400)
    let next = try await settlement(test).close(today.adding(days: 1))
    #expect(next.day.firstSequence == settled.day.lastSequence)
    #expect(next.netting.payments.map(\.amount) == [500, 500])
    await #expect(throws: SettlementError.laterDayClosed(today.adding(days: 1))) {
      try await settlement(test).close(today.adding(days: -1))
    }
    await test.close()
  }

  @Test("what a bank answers after the cut-off falls into the next day; the remainder is carried (M-10, M-11)")
  func lateAnswer() async throws {
    let test = try await TestHub.open(clock: TestClock("20261124235959"))
    let payee = test.client.collectionAccount.bank
    test.bed.desk[payee] = .loseAnswer
    #expect(try await test.withdraw(9_000).code == .timeExceeded)
    test.clock.move(seconds: 60)
    let first = try await settlement(test).close(BusinessDate(wire: "20261124")!)
    #expect(first.netting.held == 9_000, "debited, not yet known to be credited")
    test.bed.desk[payee] = .up
    #expect(try await test.hub.resumeAll() == 0)
    test.clock.move(seconds: 86_400)
    let second = try await settlement(test).close(BusinessDate(wire: "20261125")!)
    #expect(second.netting.held == -9_000)
    #expect(first.netting.sum == 0 && second.netting.sum == 0)
    await test.close()
  }

  @Test("days nobody closed are closed one after the other")
  func catchesUp() async throws {
    let test = try await TestHub.open()
    #expect(try await test.withdraw(1_000).code == .success)
    test.clock.move(seconds: 3 * 86_400)
    #expect(try await test.withdraw(2_000).code == .success)
    let closed = try await settlement(test).closeEnded()
    #expect(closed.map { $0.day.lastSequence - $0.day.firstSequence } == [2, 0, 0])
    #expect(try await settlement(test).closeEnded().isEmpty)
    await test.close()
  }

  @Test("the report's files agree with each other, and its XML names each payment once")
  func report() async throws {
    let test = try await TestHub.open()
    #expect(try await test.withdraw(4_000).code == .success)
    test.clock.move(seconds: 86_400)
    let settled = try await settlement(test).close(BusinessDate(wire: "20261124")!)
    let report = SettlementReport(settled, bankName: { "\($0), \"Bank\" <&>" })
    #expect(report.files.map(\.name).count == 4)
    #expect(report.positionsCSV.contains(",4000,0,-4000\r\n"))
    #expect(report.positionsCSV.contains("\"\"Bank\"\""), "RFC 4180 quotes")
    let xml = String(decoding: report.files[3].contents, as: UTF8.self)
    #expect(xml.contains("<NbOfTxs>2</NbOfTxs>"))
    #expect(xml.contains("Ccy=\"KRW\">8000<"))
    #expect(xml.contains("&lt;&amp;&gt;") && !xml.contains("<&>"))
    await test.close()
  }
}

@Suite struct ExposureTests {
  @Test("a net debit cap holds to the won, however many orders come at once (M-02)")
  func cap() async throws {
    let test = try await TestHub.open()
    let bank = test.account.account.bank
    try await test.hub.store.write { try ExposureTable.setCap(Won(10_000)!, of: bank, in: $0) }
    let codes = try await withThrowingTaskGroup(of: (ResponseCode, String?).self) { group in
      for amount in 1_001...1_015 as ClosedRange<Int64> {
        group.addTask {
          let reply = try await test.withdraw(amount)
          return (reply.code, reply.body.bank.code?.text)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(codes.filter { $0.0 == .success }.count == 9, "nine of a thousand and some fit into ten thousand")
    #expect(codes.filter { $0.0 != .success }.allSatisfy { $0.0 == .bankRefused && $0.1 == "999" })
    let used = try await test.hub.store.read { try ExposureTable.exposure(of: bank, in: $0) }
    #expect(try #require(used) <= 10_000)
    #expect(try await test.bookFindings().isEmpty)

    test.clock.move(seconds: 86_400)
    _ = try await Settlement(store: test.hub.store, world: test.clock.world).close(BusinessDate(wire: "20261124")!)
    #expect(try await test.hub.store.read { try ExposureTable.exposure(of: bank, in: $0) } == 0, "settled")
    #expect(try await test.withdraw(9_000).code == .success)
    await test.close()
  }

  @Test("a bank that the others owe takes orders: what they owe counts below zero (M-02)")
  func owed() async throws {
    let test = try await TestHub.open()
    let bank = test.account.account.bank
    try await test.hub.store.write { session in
      try ExposureTable.setCap(Won(10_000)!, of: bank, in: session)
      try ExposureTable.credited(Won(5_000)!, at: bank, in: session)
    }
    #expect(try await test.withdraw(12_000).code == .success)
    #expect(try await test.hub.store.read { try ExposureTable.exposure(of: bank, in: $0) } == 7_000)
    #expect(try await test.withdraw(3_001).body.bank.code?.text == "999")
    #expect(try await test.withdraw(3_000).code == .success)
    await test.close()
  }

  @Test("an order that moved nothing frees its share; a cap that is set late counts what is owed already")
  func released() async throws {
    let test = try await TestHub.open()
    let bank = test.account.account.bank
    #expect(try await test.withdraw(3_000).code == .success)
    try await test.hub.store.write { try ExposureTable.setCap(Won(10_000)!, of: bank, in: $0) }
    #expect(try await test.hub.store.read { try ExposureTable.exposure(of: bank, in: $0) } == 3_000)
    test.bed.desk[test.client.collectionAccount.bank] = .refuseCredit
    #expect(try await test.withdraw(6_000).code == .bankRefused)
    #expect(try await test.hub.store.read { try ExposureTable.exposure(of: bank, in: $0) } == 3_000)
    await test.close()
  }
}
