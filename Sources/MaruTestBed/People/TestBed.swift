import MaruBankLink
package import MaruDomain
import MaruHub
package import MaruStore

/// The test bed: simulated banks with their people, behind the same boundary as any real bank.
package struct TestBed: Sendable {
  package let people: [TestPerson]
  package let organisations: [TestOrganisation]
  package private(set) var banks: [SimulatedBank]
  package let desk: BankDesk
  let store: any Store
  let world: World

  /// The data directory was filled from another seed.
  package struct OtherSeed: Error, Sendable, CustomStringConvertible {
    package let found: String
    package let wanted: UInt64
    package var description: String {
      "the data was made with --seed \(found), not \(wanted): use that seed, or another --data directory"
    }
  }

  /// Opens the banks over `store`, which is filled from `seed` when it is empty.
  ///
  /// Throws ``OtherSeed`` when it holds another seed's people, ``StoreError`` when it cannot be used.
  package static func open(
    store: any Store, seed: UInt64, world: World, bankTimeout: Duration
  ) async throws -> TestBed {
    try await open(store: store, seed: seed, world: world) { _ in bankTimeout }
  }

  /// The same with a time of its own for each bank.
  package static func open(
    store: any Store, seed: UInt64, world: World, bankTimeout: (BankCode) -> Duration
  ) async throws -> TestBed {
    let population = PopulationMaker.make(seed: seed)
    try await fill(store, with: population, of: seed, at: nil, world: world)
    let desk = BankDesk()
    return TestBed(
      people: population.people, organisations: population.organisations,
      banks: ParticipatingBanks.all.map {
        SimulatedBank(bank: $0.bank, store: store, desk: desk, world: world, timeout: bankTimeout($0.bank.code))
      },
      desk: desk, store: store, world: world)
  }

  /// The same test bed without the banks that take part from outside; notes beside their accounts which these are.
  package func without(_ banks: Set<BankCode>) async throws -> TestBed {
    let codes = banks.map(\.text).sorted().joined(separator: ",")
    if try await store.read({ try SettingTable.find(TestBed.elsewhere, in: $0) }) ?? "" != codes {
      try await store.write { try SettingTable.save(TestBed.elsewhere, codes, in: $0) }
    }
    var rest = self
    rest.banks.removeAll { banks.contains($0.bank.code) }
    return rest
  }

  private static let elsewhere = "elsewhere"

  /// The banks that had accounts here and keep their books elsewhere now, as the last hub on this database had it.
  package static func banksElsewhere(in session: any SQLSession) throws -> Set<BankCode> {
    let codes = try SettingTable.find(elsewhere, in: session) ?? ""
    return Set(codes.split(separator: ",").compactMap { BankCode(String($0)) })
  }

  /// Fills an empty store with the accounts of a seed and their histories: those of one bank, or of all for nil.
  static func fill(
    _ store: any Store, with population: Population, of seed: UInt64, at bank: BankCode?, world: World
  ) async throws {
    if let known = try await store.read({ try SettingTable.find("seed", in: $0) }) {
      guard known == String(seed) else { throw OtherSeed(found: known, wanted: seed) }
      return
    }
    let (accounts, lines) = histories(population, seed: seed, at: bank, today: world.now().businessDate)
    try await store.write { session in
      // Another process may have been faster.
      guard try SettingTable.find("seed", in: session) == nil else { return }
      for account in accounts { try BankAccountTable.insert(account, in: session) }
      try BankTransactionTable.append(lines, in: session)
      try SettingTable.save("seed", String(seed), in: session)
    }
  }

  private static func histories(
    _ population: Population, seed: UInt64, at bank: BankCode?, today: BusinessDate
  ) -> ([BankLedgerAccount], [BankLedgerTransaction]) {
    let personal = population.accounts.filter { !$0.holderCI.isEmpty }
    var accounts: [BankLedgerAccount] = []
    var lines: [BankLedgerTransaction] = []
    for account in population.accounts where bank == nil || account.account.bank == bank {
      if account.holderCI.isEmpty {
        accounts.append(account)
        continue
      }
      let others = personal.filter { $0.holderCI != account.holderCI }
      var maker = HistoryMaker(seed: seed, account: account, today: today, others: others)
      let (after, history) = maker.make(for: account)
      accounts.append(after)
      lines += history
    }
    return (accounts, lines)
  }
}
