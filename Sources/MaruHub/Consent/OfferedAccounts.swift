package import MaruBankLink
package import MaruDomain

/// An account that a person could register.
package struct OfferedAccount: Sendable, Hashable, Codable {
  package let account: BankAccount
  package let bankName: String
  package let holderName: HolderName
  package let type: AccountType
  package let productName: String
  package let branch: BranchCode
}

/// What the banks told of a person's accounts.
package struct Offer: Sendable {
  package let accounts: [OfferedAccount]
  /// Names of the banks that did not answer: they must not hold up the others.
  package let silentBanks: [String]
}

extension Hub {
  /// The person's accounts at every bank, asked all at once, in order of bank and number.
  package func offer(to person: PersonIdentity) async -> Offer {
    let answers = await withTaskGroup(of: (Bank, BankAnswer<[HeldAccount]>).self) { group in
      for link in banks.links {
        group.addTask { (link.bank, await link.accounts(heldBy: person)) }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    var accounts: [OfferedAccount] = []
    var silent: [Bank] = []
    for (bank, answer) in answers {
      switch answer {
      case .confirmed(let held):
        accounts += held.map {
          OfferedAccount(
            account: BankAccount(bank: bank.code, number: $0.number), bankName: bank.name, holderName: $0.holderName,
            type: $0.type, productName: $0.productName, branch: $0.branch)
        }
      case .refused, .unknown: silent.append(bank)
      }
    }
    return Offer(
      accounts: accounts.sorted {
        ($0.account.bank, $0.account.number.text) < ($1.account.bank, $1.account.number.text)
      },
      silentBanks: silent.sorted { $0.code < $1.code }.map(\.name))
  }
}
