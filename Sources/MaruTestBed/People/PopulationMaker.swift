import Foundation
import MaruBankLink
import MaruDomain
import MaruStore

/// Invents the people, organisations and accounts of a seed. The same seed gives the same ones, on every day and machine.
package struct PopulationMaker {
  private static let peopleCount = 40
  static let surnames = ["김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "신", "권", "황"]
  static let givenNamesOfMen = [
    "민준", "서준", "도윤", "예준", "시우", "하준", "지호", "주원", "현우", "준서", "건우", "우진", "선호", "동현", "재윤", "성민",
  ]
  static let givenNamesOfWomen = [
    "서연", "서윤", "지우", "서현", "하은", "민서", "지유", "윤서", "채원", "수아", "지민", "예은", "다은", "은서", "소율", "혜진",
  ]
  private static let products: [(AccountType, String)] = [
    (.demand, "보통예금"), (.demand, "주거래우대통장"), (.demand, "급여통장"), (.demand, "저축예금"), (.savings, "정기적금"),
  ]
  static let branches = ["본점", "강남역", "여의도", "광화문", "해운대", "대전둔산", "분당정자", "홍대입구", "잠실", "수원시청"]

  private let seed: UInt64
  private var numbers: Set<BankAccount> = []
  private var accounts: [BankLedgerAccount] = []

  package init(seed: UInt64) { self.seed = seed }

  /// The whole population of the seed.
  package static func make(seed: UInt64) -> Population {
    var maker = PopulationMaker(seed: seed)
    var random = SeededRandom(seed: seed, purpose: "people")
    var people: [TestPerson] = []
    var names: Set<String> = []
    while people.count < peopleCount {
      guard let person = maker.person(&random, avoiding: names, index: people.count) else { continue }
      names.insert(person.name.text)
      people.append(person)
    }
    let organisations = [("마루상점", "088", "004"), ("한강페이", "020", "011")].enumerated().compactMap {
      maker.organisation(name: $1.0, collectionBank: $1.1, payingBank: $1.2, index: $0)
    }
    return Population(people: people, organisations: organisations, accounts: maker.accounts)
  }

  private mutating func person(
    _ random: inout SeededRandom, avoiding names: Set<String>, index: Int
  ) -> TestPerson? {
    let gender = random.chance(50) ? "M" : "F"
    let given = random.one(of: gender == "M" ? Self.givenNamesOfMen : Self.givenNamesOfWomen)
    let text = random.one(of: Self.surnames) + given
    // Adults only: born 1958 to 2004.
    let birth = BusinessDate(daysSinceEpoch: random.number(-4380...12_600))
    let phone = "010" + random.digits(8)
    let ci = Data(random.bytes(64)).base64EncodedString()
    guard !names.contains(text), let name = HolderName(text) else { return nil }
    let wire = birth.wire
    let century = wire.hasPrefix("19") ? (gender == "M" ? "1" : "2") : (gender == "M" ? "3" : "4")
    guard let info = HolderInfo(wire.dropFirst(2) + century) else { return nil }

    var held: [BankAccount] = []
    // The first five have what a test needs at hand: two accounts that work, and one that does not.
    let count = index < 5 ? 3 : Int(random.number(1...4))
    for position in 0..<count {
      let entry = random.one(of: ParticipatingBanks.all)
      let (type, product) = position == 0 ? (.demand, "주거래우대통장") : random.one(of: Self.products)
      let opening = opening(index: index, position: position, &random)
      let account = open(
        at: entry, holder: name, ci: ci, info: info, type: type, product: product,
        state: state(index: index, position: position, &random), opening: opening, &random)
      held.append(account)
    }
    return TestPerson(
      name: name, birthDate: birth, phone: phone, gender: gender, email: "user\(index + 1)@example.com", ci: ci,
      accounts: held)
  }

  /// The fourth person's second account is closed, the fifth's suspended; elsewhere a few are not usable.
  private func state(index: Int, position: Int, _ random: inout SeededRandom) -> BankAccountState {
    if index < 5 {
      if position == 2 { return [.normal, .noDeposit, .noDebit, .closed, .suspended][index] }
      return .normal
    }
    guard position > 0, random.chance(12) else { return .normal }
    return random.one(of: [.closed, .suspended, .noDeposit])
  }

  private func opening(index: Int, position: Int, _ random: inout SeededRandom) -> Int64 {
    let usual = random.number(300...9_000) * 1_000
    if index < 5 { return position == 0 ? usual + 5_000_000 : usual }
    // Some people have next to nothing.
    return random.chance(10) ? random.number(0...3) * 1_000 : usual
  }

  private mutating func organisation(
    name: String, collectionBank: String, payingBank: String, index: Int
  ) -> TestOrganisation? {
    var random = SeededRandom(seed: seed, purpose: "organisation \(index)")
    guard let holder = HolderName(name), let code = OrganisationCode("T" + random.digits(9)),
      let info = HolderInfo(random.digits(10)),
      let client = ClientID("l7xx" + hexText(random.bytes(16))),
      let collection = ParticipatingBanks.all.first(where: { $0.bank.code.text == collectionBank }),
      let paying = ParticipatingBanks.all.first(where: { $0.bank.code.text == payingBank })
    else { return nil }
    return TestOrganisation(
      code: code, name: holder, clientID: client, clientSecret: hexText(random.bytes(16)),
      redirectURI: "http://localhost:8880/html/callback.html",
      collectionAccount: open(
        at: collection, holder: holder, ci: "", info: info, type: .demand, product: "기업자유예금", state: .normal,
        opening: 0, &random),
      payingAccount: open(
        at: paying, holder: holder, ci: "", info: info, type: .demand, product: "기업자유예금", state: .normal,
        opening: 100_000_000_000, &random),
      passPhrase: random.digits(8))
  }

  private mutating func open(
    at entry: (bank: Bank, digits: Int, prefix: String), holder: HolderName, ci: String,
    info: HolderInfo, type: AccountType, product: String, state: BankAccountState, opening: Int64,
    _ random: inout SeededRandom
  ) -> BankAccount {
    let branch = random.one(of: Self.branches)
    let branchDigits = random.digits(4)
    while true {
      let text = entry.prefix + random.digits(entry.digits - entry.prefix.utf8.count)
      guard let number = AccountNumber(text), let balance = SignedWon(opening),
        let code = BranchCode(entry.bank.code.text + branchDigits),
        let lastAt = DateTime(date: BusinessDate(daysSinceEpoch: 0), secondOfDay: 0)
      else { continue }
      let account = BankAccount(bank: entry.bank.code, number: number)
      guard numbers.insert(account).inserted else { continue }
      accounts.append(
        BankLedgerAccount(
          id: Int64(accounts.count + 1), account: account, holderName: holder, holderCI: ci, holderInfo: info,
          type: type, productName: product, branch: code, branchName: branch, state: state, openingBalance: balance,
          balance: balance, sequence: 0, incoming: 0, lastAt: lastAt))
      return account
    }
  }
}
