import MaruBankLink
import MaruDomain
import MaruStore
import MaruTestBed
import TestSupport
import Testing

/// What a simulated bank does with debits, credits and reversals.
@Suite struct LegPostingTests {
  private func move(_ bank: SimulatedBank, _ leg: LegOrder) async -> BankAnswer<LegReceipt> {
    switch leg.id.leg {
    case .debit: await bank.debit(leg)
    case .credit: await bank.credit(leg)
    case .reversal: await bank.reverse(leg)
    }
  }

  @Test("a debit and a credit move the balance, and each is a line of the history that says so")
  func moves() async throws {
    let test = try await BankDeskFixture.open()
    let debit = await test.bank.debit(test.leg(.debit, 30_000))
    #expect(debit.value == LegReceipt(holderName: test.holder, branch: test.hub.account.branch))
    #expect(try await test.balance() == 70_000)
    #expect(await test.bank.credit(test.leg(.credit, 1, serial: 2)).code == "000")
    let lines = try await test.linesOfToday()
    #expect(lines.map(\.direction) == [.outgoing, .incoming])
    #expect(lines.map(\.balanceAfter.amount) == [70_000, 70_001])
    #expect(lines.map(\.printContent) == ["쇼핑", "쇼핑"])
    #expect(lines.map(\.remitter?.name.text) == [nil, "마루상점"], "who sent it stands at what came in")
    await test.close()
  }

  @Test(
    "the same leg gets the same answer and moves once: again, at once, after a restart (M-03, M-04)",
    arguments: [TransferLeg.debit, .credit])
  func idempotent(_ kind: TransferLeg) async throws {
    let test = try await BankDeskFixture.open()
    let leg = test.leg(kind, 30_000)
    let expected: Int64 = kind == .debit ? 70_000 : 130_000
    let answers = await withTaskGroup(of: LegReceipt?.self) { group in
      for _ in 0..<50 { group.addTask { await move(test.bank, leg).value } }
      return await group.reduce(into: [LegReceipt?]()) { $0.append($1) }
    }
    #expect(answers.allSatisfy { $0 != nil && $0 == answers[0] })
    #expect(try await test.balance() == expected)
    await test.close(keepingData: true)

    let again = try await TestHub.open(in: test.hub.directory, clock: test.hub.clock)
    let bank = try #require(again.bed.banks.first { $0.bank == test.bank.bank })
    #expect(await move(bank, leg).value == answers[0])
    #expect(try await again.balance(of: test.account) == expected)
    await again.close()
  }

  @Test("a refused leg stays refused, though it could be done now (M-04)")
  func refusedStays() async throws {
    let test = try await BankDeskFixture.open(balance: 100)
    let leg = test.leg(.debit, 101)
    #expect(await test.bank.debit(leg).code == "453")
    try await test.hub.setBalance(1_000, of: test.account)
    #expect(await test.bank.debit(leg).code == "453")
    #expect(try await test.balance() == 1_000)
    #expect(await test.bank.debit(test.leg(.debit, 101, serial: 2)).code == "000")
    await test.close()
  }

  @Test(
    "the same id with another amount or account is refused with 822, moves nothing and changes no record (M-04)",
    arguments: [TransferLeg.debit, .credit])
  func otherBody(_ kind: TransferLeg) async throws {
    let test = try await BankDeskFixture.open()
    #expect(await move(test.bank, test.leg(kind, 10_000)).code == "000")
    let after = try await test.balance()
    #expect(await move(test.bank, test.leg(kind, 10_001)).code == "822")
    #expect(await move(test.bank, test.leg(kind, 10_000, account: AccountNumber("9999999999")!)).code == "822")
    #expect(try await test.balance() == after)
    #expect(await move(test.bank, test.leg(kind, 10_000)).code == "000")
    guard case .done = await test.bank.status(of: test.id(kind)).value else {
      Issue.record("the first answer was forgotten")
      return
    }
    #expect(try await test.linesOfToday().count == 1)
    await test.close()
  }

  @Test("a balance that would not fit twelve digits is refused, not left unknown for ever")
  func overflow() async throws {
    let test = try await BankDeskFixture.open(balance: 999_999_999_999)
    #expect(await test.bank.credit(test.leg(.credit, 1)).code == "499")
    #expect(try await test.balance() == 999_999_999_999)
    await test.close()
  }

  @Test("debit, credit and reversal of one bank_tran_id are legs of their own; so are those of another day")
  func separate() async throws {
    let test = try await BankDeskFixture.open()
    #expect(await test.bank.debit(test.leg(.debit, 100)).code == "000")
    #expect(await test.bank.credit(test.leg(.credit, 100)).code == "000")
    #expect(await test.bank.reverse(test.leg(.reversal, 100)).code == "000")
    let order = test.leg(.debit, 100)
    let tomorrow = LegOrder(
      id: LegID(
        bankTransactionID: order.id.bankTransactionID, date: order.id.date.adding(days: 1), leg: .debit),
      account: order.account, amount: order.amount, expectedHolder: nil, printContent: nil, counterparty: nil)
    #expect(await test.bank.debit(tomorrow).code == "000", "M-14: an id is unique within its day")
    #expect(try await test.balance() == 100_000)
    await test.close()
  }

  /// What happened to the original, what is given back, and the bank's answer.
  static let reversals: [(original: (TransferLeg, Int64)?, amount: Int64, code: String, balance: Int64)] = [
    ((.debit, 5_000), 5_000, "000", 100_000),
    ((.debit, 5_000), 4_999, "701", 95_000),
    ((.debit, 5_000), 5_001, "701", 95_000),
    ((.debit, 200_000), 200_000, "701", 100_000),
    ((.credit, 5_000), 5_000, "701", 105_000),
    (nil, 5_000, "701", 100_000),
  ]

  @Test("a reversal gives back an accepted debit, to the won, and nothing else", arguments: reversals.indices)
  func reversal(_ index: Int) async throws {
    let row = Self.reversals[index]
    let test = try await BankDeskFixture.open()
    if let (kind, amount) = row.original { _ = await move(test.bank, test.leg(kind, amount)) }
    #expect(await test.bank.reverse(test.leg(.reversal, row.amount)).code == row.code)
    #expect(try await test.balance() == row.balance)
    await test.close()
  }

  @Test("a debit is given back once, also when fifty ask at once, and to its own account only (M-07)")
  func reversedOnce() async throws {
    let test = try await BankDeskFixture.open()
    _ = await test.bank.debit(test.leg(.debit, 5_000))
    let other = try #require(
      try await test.hub.bankStore.read { try BankAccountTable.page(after: 0, atMost: 1_000, in: $0) }
        .first { $0.account.bank == test.account.bank && $0.account != test.account })
    #expect(await test.bank.reverse(test.leg(.reversal, 5_000, serial: 9)).code == "701")
    let codes = await withTaskGroup(of: String?.self) { group in
      for _ in 0..<50 { group.addTask { await test.bank.reverse(test.leg(.reversal, 5_000)).code } }
      return await group.reduce(into: Set<String?>()) { $0.insert($1) }
    }
    #expect(codes == ["000"])
    #expect(try await test.balance() == 100_000)
    #expect(try await test.linesOfToday().map(\.kind) == ["대체", "취소"])

    _ = await test.bank.debit(test.leg(.debit, 7_000, serial: 2))
    let before = try await test.hub.balance(of: other.account)
    let wrong = test.leg(.reversal, 7_000, serial: 2, account: other.account.number)
    #expect(await test.bank.reverse(wrong).code == "701")
    #expect(try await test.hub.balance(of: other.account) == before)
    await test.close()
  }

  /// Each state with what it lets through: debit, credit, reversal of an earlier debit, balance inquiry.
  static let states: [(state: BankAccountState, debit: String, credit: String, reversal: String, inquiry: String)] = [
    (.normal, "000", "000", "000", "000"),
    (.closed, "415", "415", "000", "415"),
    (.suspended, "420", "420", "000", "000"),
    (.noDeposit, "000", "426", "000", "000"),
    (.noDebit, "427", "000", "000", "000"),
  ]

  @Test("an account's state decides what may be done; what was taken is always given back", arguments: states.indices)
  func everyState(_ index: Int) async throws {
    let row = Self.states[index]
    let test = try await BankDeskFixture.open()
    #expect(await test.bank.debit(test.leg(.debit, 1_000)).code == "000")
    try await test.hub.setState(row.state, of: test.account)
    #expect(await test.bank.debit(test.leg(.debit, 10, serial: 2)).code == row.debit)
    #expect(await test.bank.credit(test.leg(.credit, 10, serial: 3)).code == row.credit)
    #expect(await test.bank.reverse(test.leg(.reversal, 1_000)).code == row.reversal)
    let balance = await test.bank.balance(of: test.account.number)
    #expect(balance.code == row.inquiry)
    if let found = balance.value {
      #expect(found.balance.amount == (try await test.balance()))
      #expect(found.available.amount == (row.debit == "000" ? found.balance.amount : 0))
    }
    await test.close()
  }

  @Test("the payee's name is compared where it is given, blanks aside")
  func names() async throws {
    let test = try await BankDeskFixture.open()
    let spaced = test.holder.text.map(String.init).joined(separator: " ")
    let rows = [(test.holder.text, "000"), (spaced, "000"), ("남의이름", "815"), (test.holder.text + "님", "815")]
    for (index, (name, code)) in rows.enumerated() {
      let leg = test.leg(.credit, 1, serial: UInt64(index + 1), holder: name)
      #expect(await test.bank.credit(leg).code == code, "\(index)")
    }
    #expect(await test.bank.credit(test.leg(.credit, 1, serial: 9)).code == "000")
    #expect(try await test.balance() == 100_003)
    await test.close()
  }

  @Test("an account that is not there is refused with 412, and so remembered")
  func unknownAccount() async throws {
    let test = try await BankDeskFixture.open()
    let nobody = AccountNumber("9999999999")!
    for kind in [TransferLeg.debit, .credit] {
      #expect(await move(test.bank, test.leg(kind, 10, account: nobody)).code == "412")
      guard case .refused(let refusal) = await test.bank.status(of: test.id(kind)).value else {
        Issue.record("no refusal of \(kind)")
        continue
      }
      #expect(refusal.code.text == "412" && refusal.by == test.account.bank)
    }
    #expect(await test.bank.balance(of: nobody).code == "412")
    #expect(await test.bank.holder(of: nobody, info: nil).code == "412")
    #expect(await test.bank.endService(.inquiry, of: nobody).code == "412")
    #expect(await test.bank.status(of: test.id(.debit, serial: 77)).value == .notFound)
    await test.close()
  }

  @Test("the last won can be taken, one more cannot", arguments: [(100_000, "000"), (100_001, "453")])
  func edge(_ amount: Int64, _ code: String) async throws {
    let test = try await BankDeskFixture.open()
    #expect(await test.bank.debit(test.leg(.debit, amount)).code == code)
    await test.close()
  }
}
