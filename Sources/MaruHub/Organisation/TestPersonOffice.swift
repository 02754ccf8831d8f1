package import MaruDomain

/// What a developer wishes of an invented person; what is nil is invented too.
package struct PersonWish: Sendable, Hashable {
  /// One account that the person shall hold.
  package struct Account: Sendable, Hashable {
    package var bank: BankCode?
    /// What is on it after its history.
    package var balance: Won?
    package init(bank: BankCode? = nil, balance: Won? = nil) {
      self.bank = bank
      self.balance = balance
    }
  }
  package var name: HolderName?
  package var birthDate: BusinessDate?
  /// `M` or `F`.
  package var gender: String?
  /// None stands for two of any kind.
  package var accounts: [Account]
  package init(
    name: HolderName? = nil, birthDate: BusinessDate? = nil, gender: String? = nil, accounts: [Account] = []
  ) {
    self.name = name
    self.birthDate = birthDate
    self.gender = gender
    self.accounts = accounts
  }
}

/// Who invents people for a developer's tests: with accounts at simulated banks, and half a year behind them.
package protocol TestPersonOffice: Sendable {
  /// A person who was not there before. Throws ``HubError`` where no simulated bank is here, or not the one wished for.
  func invent(_ wish: PersonWish) async throws -> VerifiedPerson
}
