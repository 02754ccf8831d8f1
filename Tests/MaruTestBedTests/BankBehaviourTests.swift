import MaruBankLink
import MaruDomain
import MaruStore
import MaruTestBed
import TestSupport
import Testing

/// The switches of the test bed: what a caller hears, and what happened to the money.
@Suite struct BankBehaviourTests {
  /// Each mood with what a debit and a credit hear, and whether the money moved all the same.
  static let moods: [(mood: BankBehaviour, debit: Heard, credit: Heard, debited: Bool, credited: Bool)] = [
    (.up, .code("000"), .code("000"), true, true),
    (.down, .silence(.notSent), .silence(.notSent), false, false),
    (.refuseCredit, .code("000"), .code("499"), true, false),
    (.loseAnswer, .silence(.connectionLost), .silence(.connectionLost), true, true),
    (.slow(.seconds(2)), .code("000"), .code("000"), true, true),
  ]

  enum Heard: Equatable, Sendable {
    case code(String)
    case silence(UnknownReason)
    init(_ answer: BankAnswer<LegReceipt>) {
      switch answer {
      case .confirmed: self = .code("000")
      case .refused(let refusal): self = .code(refusal.code.text)
      case .unknown(let reason): self = .silence(reason)
      }
    }
  }

  @Test(
    "what is heard and what happened are two things; the status tells what happened (M-12)", arguments: moods.indices)
  func mood(_ index: Int) async throws {
    let row = Self.moods[index]
    let test = try await BankDeskFixture.open()
    test.hub.bed.desk[test.account.bank] = row.mood
    #expect(Heard(await test.bank.debit(test.leg(.debit, 1_000))) == row.debit)
    #expect(Heard(await test.bank.credit(test.leg(.credit, 10))) == row.credit)
    #expect(try await test.balance() == 100_000 - (row.debited ? 1_000 : 0) + (row.credited ? 10 : 0))

    test.hub.bed.desk[test.account.bank] = .up
    for (kind, moved) in [(TransferLeg.debit, row.debited), (.credit, row.credited)] {
      switch await test.bank.status(of: test.id(kind)).value {
      case .done: #expect(moved)
      case .refused, .notFound: #expect(!moved)
      case nil: Issue.record("no status")
      }
    }
    await test.close()
  }

  @Test("a bank that is slower than the deadline does it all the same, once (M-12)")
  func tooSlow() async throws {
    let test = try await BankDeskFixture.open()
    test.hub.bed.desk[test.account.bank] = .slow(.seconds(60))
    #expect(Heard(await test.bank.debit(test.leg(.debit, 1_000))) == .silence(.timedOut))
    test.hub.bed.desk[test.account.bank] = .up
    try await until { try await test.balance() != 100_000 }
    #expect(try await test.balance() == 99_000)
    #expect(await test.bank.debit(test.leg(.debit, 1_000)).code == "000")
    #expect(try await test.balance() == 99_000)
    await test.close()
  }

  @Test("a switch turns one bank, not its neighbours")
  func oneBank() async throws {
    let test = try await BankDeskFixture.open()
    test.hub.bed.desk[test.account.bank] = .down
    for bank in test.hub.bed.banks {
      #expect((await bank.health().reason == .notSent) == (bank.bank.code == test.account.bank))
    }
    await test.close()
  }

  @Test("who holds an account: name always, the real-name number compared as far as it is given")
  func holder() async throws {
    let test = try await BankDeskFixture.open()
    let account = try #require(
      try await test.hub.bankStore.read { try BankAccountTable.find(test.account, in: $0) })
    let birth = String(account.holderInfo.text.prefix(6))
    let wrong = birth.hasPrefix("0") ? "990101" : "000101"
    for (info, code) in [(nil, "000"), (birth, "000"), (account.holderInfo.text, "000"), (wrong, "463")] {
      let answer = await test.bank.holder(of: test.account.number, info: info.map { HolderInfo($0)! })
      #expect(answer.code == code, "\(info ?? "none")")
      if let found = answer.value { #expect(found.name == test.holder && found.type == account.type) }
    }
    await test.close()
  }

  @Test("a person's accounts are told to who brings the CI, closed ones left out; a stranger has none")
  func accounts() async throws {
    let test = try await BankDeskFixture.open()
    let person = test.hub.person.person
    func held(_ ci: String) async -> [AccountNumber] {
      let identity = PersonIdentity(ci: ci, name: person.name, birthDate: person.birthDate)
      return await test.bank.accounts(heldBy: identity).value?.map(\.number) ?? []
    }
    let own = person.accounts.filter { $0.bank == test.account.bank }.map(\.number)
    let open = await held(person.ci)
    #expect(open.contains(test.account.number) && Set(open).isSubset(of: own))
    try await test.hub.setState(.closed, of: test.account)
    #expect(await held(person.ci) == open.filter { $0 != test.account.number })
    #expect(await held("another").isEmpty)
    await test.close()
  }

  @Test("the participating banks have the standard's codes, each once")
  func banks() {
    let codes = ParticipatingBanks.all.map(\.bank.code.text)
    #expect(codes == codes.sorted())
    #expect(Set(codes).count == 19)
    #expect(ParticipatingBanks.all.allSatisfy { (10...16).contains($0.digits) && $0.bank.name.count <= 20 })
  }
}
