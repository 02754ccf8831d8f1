package import MaruDomain

/// 약정계좌: the two accounts that an organisation has an agreement about.
package struct AgreedAccounts: Sendable, Hashable {
  /// Where withdrawals are collected.
  package let collection: BankAccount
  /// What deposits are paid from.
  package let paying: BankAccount
  package init(collection: BankAccount, paying: BankAccount) {
    self.collection = collection
    self.paying = paying
  }
}

/// Who opens the accounts of a new organisation: the test bed does it at once, with money on them.
package protocol AgreedAccountOffice: Sendable {
  /// Opens both. Throws ``HubError`` where no bank does so.
  func openAccounts(for name: HolderName) async throws -> AgreedAccounts
  /// The banks that open such accounts.
  var openingBanks: [BankCode] { get }
  /// Opens one more at a bank: to pay from, with money on it, or to collect on. Throws ``HubError`` where that bank does not.
  func openAccount(at bank: BankCode, toPayFrom: Bool, for name: HolderName) async throws -> BankAccount
}
