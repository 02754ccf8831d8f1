import Foundation
import MaruBankLink
import MaruDomain
package import MaruHub
import MaruStore

/// People whom a developer asks for, beside those of the seed.
extension TestBed: TestPersonOffice {
  package func invent(_ wish: PersonWish) async throws -> VerifiedPerson {
    var random = SeededRandom(seed: world.randomWord(), purpose: "invented person")
    let gender = wish.gender ?? (random.chance(50) ? "M" : "F")
    let birth = wish.birthDate ?? BusinessDate(daysSinceEpoch: random.number(-4_380...12_600))
    let given = random.one(of: gender == "M" ? PopulationMaker.givenNamesOfMen : PopulationMaker.givenNamesOfWomen)
    let wire = birth.wire
    let digit = wire.hasPrefix("19") ? (gender == "M" ? "1" : "2") : (gender == "M" ? "3" : "4")
    guard let name = wish.name ?? HolderName(random.one(of: PopulationMaker.surnames) + given),
      let info = HolderInfo(wire.dropFirst(2) + digit)
    else { throw HubError(.internalFault, cause: "a person could not be made") }
    let person = VerifiedPerson(
      ci: Data(random.bytes(64)).base64EncodedString(), name: name, birthDate: birth, phone: "010" + random.digits(8),
      gender: gender, email: "user\(random.digits(6))@example.com")
    let places = try places(wish.accounts.isEmpty ? [.init(), .init()] : wish.accounts, &random)
    let (rest, today) = (random, DateTime(world.now()))
    try await store.write { session in
      var random = rest
      let others = try people.prefix(12).compactMap { try BankAccountTable.find($0.accounts[0], in: session) }
      for place in places {
        try open(place, for: person, info, today, others, &random, in: session)
      }
    }
    return person
  }

  private struct Place {
    let bank: (bank: Bank, digits: Int, prefix: String)
    let balance: Won?
  }

  /// Banks that are processes of their own keep their books elsewhere.
  private func places(_ wishes: [PersonWish.Account], _ random: inout SeededRandom) throws -> [Place] {
    let here = ParticipatingBanks.all.filter { entry in banks.contains { $0.bank.code == entry.bank.code } }
    return try wishes.map { wish in
      let possible = wish.bank.map { code in here.filter { $0.bank.code == code } } ?? here
      guard !possible.isEmpty else {
        throw HubError(.registeredDataWrong, field: "bank_code_std", detail: "no such simulated bank is here")
      }
      return Place(bank: random.one(of: possible), balance: wish.balance)
    }
  }

  private func open(
    _ place: Place, for person: VerifiedPerson, _ info: HolderInfo, _ now: DateTime, _ others: [BankLedgerAccount],
    _ random: inout SeededRandom, in session: any SQLSession
  ) throws {
    let bank = place.bank
    let opening = place.balance?.amount ?? random.number(300...9_000) * 1_000
    let branch = bank.bank.code.text + random.digits(4)
    while true {
      guard let number = AccountNumber(bank.prefix + random.digits(bank.digits - bank.prefix.utf8.count)),
        let balance = SignedWon(opening), let code = BranchCode(branch),
        let never = DateTime(date: BusinessDate(daysSinceEpoch: 0), secondOfDay: 0)
      else { throw HubError(.internalFault, cause: "an account could not be made") }
      let account = BankAccount(bank: bank.bank.code, number: number)
      guard try BankAccountTable.find(account, in: session) == nil else { continue }
      let fresh = BankLedgerAccount(
        id: try BankAccountTable.lastID(in: session) + 1, account: account, holderName: person.name,
        holderCI: person.ci, holderInfo: info, type: .demand, productName: "주거래우대통장", branch: code,
        branchName: random.one(of: PopulationMaker.branches), state: .normal, openingBalance: balance,
        balance: balance, sequence: 0, incoming: 0, lastAt: never)
      var maker = HistoryMaker(seed: random.next(), account: fresh, today: now.date, others: others)
      var (after, lines) = maker.make(for: fresh)
      try BankAccountTable.insert(after, in: session)
      try BankTransactionTable.append(lines, in: session)
      if let wished = place.balance.flatMap({ SignedWon($0.amount) }) {
        try adjust(&after, to: wished, at: now, in: session)
      }
      return
    }
  }
}
