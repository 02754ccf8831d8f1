import MaruBankLink
import MaruDomain
import MaruStore
import TestSupport
import Testing

/// What the hub relies on, of every connector to every bank (`BankLink`).
@Suite struct BankLinkConformanceTests {
  private let nobody = AccountNumber("9999999999")!

  @Test("a balance is the account's, and names what it is", arguments: Connector.allCases)
  func balance(_ connector: Connector) async throws {
    try await LinkedBank.with(connector) { (bank: LinkedBank) async throws in
      let stored = try #require(
        try await bank.hub.bankStore.read { try BankAccountTable.find(bank.account, in: $0) })
      let found = try #require(await bank.link.balance(of: bank.account.number).value)
      #expect(found.balance == stored.balance && found.available.amount == stored.balance.amount)
      #expect((found.type, found.productName, found.branch) == (stored.type, stored.productName, stored.branch))
      #expect(await bank.link.balance(of: nobody).refusal?.code == .noSuchAccount)
      #expect(await bank.link.balance(of: nobody).refusal?.by == bank.account.bank)
    }
  }

  @Test("the holder is told, the real-name number compared", arguments: Connector.allCases)
  func holder(_ connector: Connector) async throws {
    try await LinkedBank.with(connector) { (bank: LinkedBank) async throws in
      let number = bank.account.number
      #expect(await bank.link.holder(of: number, info: nil).value?.name == bank.holder)
      let wrong = await bank.link.holder(of: number, info: HolderInfo("0000000000")!)
      #expect(wrong.refusal?.code == .realNameNumberDiffers)
      #expect(await bank.link.holder(of: nobody, info: nil).refusal?.code == .noSuchAccount)
    }
  }

  @Test("a person's accounts are theirs; a stranger has none; a service can be ended", arguments: Connector.allCases)
  func accounts(_ connector: Connector) async throws {
    try await LinkedBank.with(connector) { (bank: LinkedBank) async throws in
      let person = bank.hub.person.person
      let own = PersonIdentity(ci: person.ci, name: person.name, birthDate: person.birthDate)
      let found = try #require(await bank.link.accounts(heldBy: own).value)
      #expect(found.contains { $0.number == bank.account.number && $0.holderName == bank.holder })
      let other = PersonIdentity(
        ci: String(repeating: "A", count: 86) + "==", name: person.name, birthDate: person.birthDate)
      #expect(await bank.link.accounts(heldBy: other).value == [])
      for service in AccountService.allCases {
        #expect(await bank.link.endService(service, of: bank.account.number).value != nil)
        #expect(await bank.link.endService(service, of: nobody).refusal?.code == .noSuchAccount)
      }
    }
  }

  @Test("a history is complete by cursor and by page_index, both ways", arguments: Connector.allCases)
  func history(_ connector: Connector) async throws {
    try await LinkedBank.with(connector) { (bank: LinkedBank) async throws in
      let all = try #require(await bank.page(1, size: 900).value).transactions
      #expect(all.count > 10)
      for order in SortOrder.allCases {
        for byCursor in [true, false] {
          var lines: [AccountTransaction] = []
          var (index, cursor): (Int, TraceInfo?) = (1, nil)
          repeat {
            let page = try #require(
              await bank.page(index, size: 7, cursor: byCursor ? cursor : nil, order: order).value)
            #expect(page.totalCount == all.count)
            lines += page.transactions
            cursor = page.next
            index += 1
          } while cursor != nil
          #expect(lines == (order == .descending ? all : all.reversed()))
        }
      }
      let bad = await bank.page(1, size: 7, cursor: TraceInfo("NOTACURSOR")!)
      #expect(bad.refusal != nil)
    }
  }

  @Test("a leg moves once and is answered alike, also fifty times at once (M-03, M-04)", arguments: Connector.allCases)
  func idempotent(_ connector: Connector) async throws {
    try await LinkedBank.with(connector) { (bank: LinkedBank) async throws in
      let link = bank.link
      let answers = await withTaskGroup(of: LegReceipt?.self) { group in
        for _ in 0..<50 { group.addTask { await link.debit(bank.leg(.debit, 30_000)).value } }
        return await group.reduce(into: [LegReceipt?]()) { $0.append($1) }
      }
      #expect(answers.allSatisfy { $0?.holderName == bank.holder })
      #expect(try await bank.balance() == 70_000)
      #expect(await link.status(of: bank.id(.debit)).value == answers[0].map(LegStatus.done))
      let other = await link.debit(bank.leg(.debit, 30_001))
      #expect(other.value == nil, "the same id with another amount")
      #expect(try await bank.balance() == 70_000)
    }
  }

  @Test("a refused leg moves nothing and stays refused", arguments: Connector.allCases)
  func refused(_ connector: Connector) async throws {
    try await LinkedBank.with(connector) { (bank: LinkedBank) async throws in
      let link = bank.link
      #expect(await link.debit(bank.leg(.debit, 100_001)).refusal?.code == .balanceTooLow)
      try await bank.hub.setBalance(200_000, of: bank.account)
      #expect(await link.debit(bank.leg(.debit, 100_001)).refusal?.code == .balanceTooLow)
      #expect(try await bank.balance() == 200_000)
      guard case .refused(let refusal) = await link.status(of: bank.id(.debit)).value else {
        Issue.record("the refusal was not kept")
        return
      }
      #expect(refusal.code == .balanceTooLow && refusal.by == bank.account.bank)
      #expect(await link.credit(bank.leg(.credit, 1, account: nobody)).refusal?.code == .noSuchAccount)
      #expect(await link.credit(bank.leg(.credit, 1, serial: 2, holder: "남의이름")).refusal?.code == .holderNameDiffers)
      #expect(await link.status(of: bank.id(.credit, serial: 77)).value == .notFound)
    }
  }

  @Test("a reversal gives back an accepted debit, once", arguments: Connector.allCases)
  func reversal(_ connector: Connector) async throws {
    try await LinkedBank.with(connector) { (bank: LinkedBank) async throws in
      let link = bank.link
      #expect(await link.reverse(bank.leg(.reversal, 500)).refusal?.code == .originalNotFound)
      _ = await link.debit(bank.leg(.debit, 500, serial: 2))
      for _ in 0..<3 { #expect(await link.reverse(bank.leg(.reversal, 500, serial: 2)).value != nil) }
      #expect(try await bank.balance() == 100_000)
      #expect(await link.reverse(bank.leg(.reversal, 499, serial: 2)).refusal != nil)
      #expect(try await bank.balance() == 100_000)
    }
  }

  @Test(
    "what is printed arrives as it was written", arguments: Connector.allCases, ["한글 내용", "a\"b\\c/d", "🏦 é ｆ", " x "])
  func texts(_ connector: Connector, _ text: String) async throws {
    try await LinkedBank.with(connector) { (bank: LinkedBank) async throws in
      _ = await bank.link.credit(bank.leg(.credit, 5, print: text))
      let newest = await bank.page(1, size: 1).value?.transactions.first
      #expect(newest?.printContent == text)
      #expect(newest?.remitter == Remitter(name: bank.hub.client.name, account: bank.hub.client.collectionAccount))
    }
  }

  @Test("every leg is a line of its day's statement, in the order of decision", arguments: Connector.allCases)
  func statement(_ connector: Connector) async throws {
    try await LinkedBank.with(connector) { (bank: LinkedBank) async throws in
      let link = bank.link
      _ = await link.debit(bank.leg(.debit, 300))
      _ = await link.debit(bank.leg(.debit, 900_000, serial: 2))
      _ = await link.reverse(bank.leg(.reversal, 300))
      let page = try #require(await link.statement(of: BusinessDate(wire: "20261124")!, after: nil).value)
      #expect(page.lines.map(\.id) == [bank.id(.debit), bank.id(.debit, serial: 2), bank.id(.reversal)])
      #expect(page.lines.map(\.code.text) == ["000", "453", "000"])
      #expect(page.lines.map(\.amount.amount) == [300, 900_000, 300])
      #expect(page.lineCount == 3 && page.next == nil)
      let before = try #require(await link.statement(of: BusinessDate(wire: "20261123")!, after: nil).value)
      #expect(before.lines.isEmpty)
    }
  }

  @Test(
    "a bank that is down or loses its answer is silent: no refusal, and the status tells later (M-12)",
    arguments: Connector.allCases)
  func silent(_ connector: Connector) async throws {
    try await LinkedBank.with(connector) { (bank: LinkedBank) async throws in
      let (link, code) = (bank.link, bank.account.bank)
      #expect(await link.health().value == .available)
      bank.hub.bed.desk[code] = .down
      #expect(await link.debit(bank.leg(.debit, 100)).reason != nil)
      #expect(await link.health().reason != nil)
      #expect(try await bank.balance() == 100_000)
      bank.hub.bed.desk[code] = .loseAnswer
      #expect(await link.debit(bank.leg(.debit, 100, serial: 2)).reason != nil)
      bank.hub.bed.desk[code] = .up
      #expect(await link.status(of: bank.id(.debit)).value == .notFound)
      guard case .done = await link.status(of: bank.id(.debit, serial: 2)).value else {
        Issue.record("what happened is not told")
        return
      }
      #expect(try await bank.balance() == 99_900)
    }
  }
}
