import MaruBankLink
package import MaruDomain
package import MaruHub
import MaruStore

/// A new organisation's accounts: open the moment it asks, the paying one with money on it.
extension TestBed: AgreedAccountOffice {
  private static let payingBalance: Int64 = 10_000_000_000

  package func openAccounts(for name: HolderName) async throws -> AgreedAccounts {
    // Banks that are processes of their own keep their books elsewhere.
    let here = ParticipatingBanks.all.filter { entry in banks.contains { $0.bank.code == entry.bank.code } }
    guard let collecting = here.first(where: { $0.bank.code.text == "088" }) ?? here.first,
      let paying = here.first(where: { $0.bank.code.text == "004" }) ?? here.last
    else { throw HubError(.registeredDataWrong, detail: "no simulated bank is here to open an account") }
    return try await store.write { session in
      AgreedAccounts(
        collection: try open(at: collecting, for: name, balance: 0, in: session),
        paying: try open(at: paying, for: name, balance: TestBed.payingBalance, in: session))
    }
  }

  package var openingBanks: [BankCode] { banks.map(\.bank.code) }

  package func openAccount(at bank: BankCode, toPayFrom: Bool, for name: HolderName) async throws -> BankAccount {
    guard let entry = ParticipatingBanks.all.first(where: { $0.bank.code == bank }), openingBanks.contains(bank) else {
      throw HubError(.registeredDataWrong, detail: "that bank opens no accounts here")
    }
    return try await store.write { session in
      try open(at: entry, for: name, balance: toPayFrom ? TestBed.payingBalance : 0, in: session)
    }
  }

  private func open(
    at entry: (bank: Bank, digits: Int, prefix: String), for name: HolderName, balance: Int64,
    in session: any SQLSession
  ) throws -> BankAccount {
    guard let info = HolderInfo(digits(10)), let branch = BranchCode(entry.bank.code.text + "0001"),
      let amount = SignedWon(balance), let never = DateTime(date: BusinessDate(daysSinceEpoch: 0), secondOfDay: 0)
    else { throw HubError(.internalFault, cause: "an account could not be made") }
    while true {
      guard let number = AccountNumber(entry.prefix + digits(entry.digits - entry.prefix.utf8.count)) else { continue }
      let account = BankAccount(bank: entry.bank.code, number: number)
      guard try BankAccountTable.find(account, in: session) == nil else { continue }
      try BankAccountTable.insert(
        BankLedgerAccount(
          id: try BankAccountTable.lastID(in: session) + 1, account: account, holderName: name, holderCI: "",
          holderInfo: info, type: .demand, productName: "기업자유예금", branch: branch, branchName: "본점", state: .normal,
          openingBalance: amount, balance: amount, sequence: 0, incoming: 0, lastAt: never), in: session)
      return account
    }
  }

  private func digits(_ count: Int) -> String {
    String(world.randomBytes(count).map { Character(UnicodeScalar(0x30 + $0 % 10)) })
  }
}
