import MaruContract
import MaruDomain
import MaruHub
import MaruTestBed
import TestSupport
import Testing

@Suite struct DepositTests {
  private func request(
    _ test: TestHub, _ rows: [(BankAccount, String?, Int64)], phrase: String = "NONE", check: NameCheck = .on
  ) -> TransferDeposit2.Request {
    TransferDeposit2.Request(
      passPhrase: PassPhrase(phrase)!, withdrawPrintContent: PrintContent("환급")!, nameCheck: check, count: rows.count,
      rows: rows.enumerated().map { index, row in
        TransferDeposit2.Row(
          number: index + 1, bankCode: row.0.bank, accountNumber: row.0.number,
          holderName: row.1.flatMap { HolderName($0) }, printContent: PrintContent("환급")!, amount: Won(row.2)!)
      }, requestedAt: test.clock.world.now().dateTime)
  }

  @Test("rows of a list succeed and fail alone: A0009 and each row's own code")
  func mixedRows() async throws {
    let test = try await TestHub.open()
    let good = test.account.account
    let name = test.person.person.name.text
    let unknown = BankAccount(bank: good.bank, number: AccountNumber("9999999999")!)
    let before = try await test.balance(of: good)
    let reply = try await test.hub.deposit2(
      request(test, [(good, name, 100), (good, "남의이름", 200), (unknown, name, 300), (good, name, 400)]),
      by: test.organisation, call: test.newCall())
    #expect(reply.code == .partlyFailed)
    #expect(reply.body.rows.map { $0.bank.code?.text } == ["000", "815", "412", "000"])
    #expect(try await test.balance(of: good) == before + 500)
    try await test.requireSoundBook()
    await test.close()
  }

  @Test("with the name check off a wrong name does not matter")
  func nameCheckOff() async throws {
    let test = try await TestHub.open()
    let reply = try await test.hub.deposit2(
      request(test, [(test.account.account, "남의이름", 200)], check: .off), by: test.organisation, call: test.newCall())
    #expect(reply.code == .success)
    await test.close()
  }

  @Test("an equal row of the same list is refused, not paid silently once")
  func equalRows() async throws {
    let test = try await TestHub.open()
    let row = (test.account.account, Optional(test.person.person.name.text), Int64(250))
    let before = try await test.balance(of: test.account.account)
    let reply = try await test.hub.deposit2(
      request(test, [row, row]), by: test.organisation, call: test.newCall())
    #expect(reply.body.rows.map { $0.bank.code?.text } == ["000", "499"])
    #expect(try await test.balance(of: test.account.account) == before + 250)
    await test.close()
  }

  @Test("the pass phrase is taken plainly and as SHA-512, and nothing else is")
  func passPhrase() async throws {
    let test = try await TestHub.open()
    let name = test.person.person.name.text
    let phrase = test.client.passPhrase
    for (amount, good) in [(1, phrase), (2, passPhraseDigest(phrase)), (3, "NONE")] as [(Int64, String)] {
      let reply = try await test.hub.deposit2(
        request(test, [(test.account.account, name, amount)], phrase: good), by: test.organisation,
        call: test.newCall())
      #expect(reply.code == .success)
    }
    for bad in ["1111", passPhraseDigest("1111"), passPhraseDigest(phrase).uppercased()] {
      await #expect(throws: HubError(.passPhraseWrong, field: "wd_pass_phrase")) {
        try await test.hub.deposit2(
          request(test, [(test.account.account, name, 9)], phrase: bad), by: test.organisation, call: test.newCall())
      }
    }
    await test.close()
  }

  @Test("production does not take NONE for the pass phrase")
  func noneInProduction() async throws {
    var settings = HubSettings()
    settings.acceptsPassPhraseNone = false
    let test = try await TestHub.open(settings: settings)
    await #expect(throws: HubError(.passPhraseWrong, field: "wd_pass_phrase")) {
      try await test.hub.deposit2(
        request(test, [(test.account.account, test.person.person.name.text, 9)]), by: test.organisation,
        call: test.newCall())
    }
    await test.close()
  }

  @Test("recheck finds an order by what was sent, and says 701 for one that never was")
  func recheck() async throws {
    let test = try await TestHub.open()
    let sent = test.clock.world.now().dateTime
    let reply = try await test.withdraw(3_000)
    func ask(_ amount: Int64) async throws -> TransferResultRow {
      let answer = try await test.hub.transferRecheck(
        TransferRecheck.Request(
          checkType: .withdraw, count: 1,
          rows: [
            .init(
              number: 1, requestedAt: sent, form: .fintechUseNumber,
              fintechUseNumber: test.account.fintechUseNumber, amount: Won(amount)!)
          ], requestedAt: sent), by: test.organisation)
      return try #require(answer.body.rows.first)
    }
    #expect(try await ask(3_000).bank.bankTransactionID == reply.body.bank.bankTransactionID)
    #expect(try await ask(3_000).bank.code?.text == "000")
    #expect(try await ask(3_001).bank.code?.text == "701")
    await test.close()
  }
}
