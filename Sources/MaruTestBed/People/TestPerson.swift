package import MaruDomain
package import MaruStore

/// A person of the test bed: invented, with accounts at several banks.
package struct TestPerson: Sendable, Hashable {
  package let name: HolderName
  package let birthDate: BusinessDate
  /// Digits only.
  package let phone: String
  /// `M` or `F`.
  package let gender: String
  package let email: String
  /// 연계정보: 88 characters of base64 of 64 bytes.
  package let ci: String
  package let accounts: [BankAccount]
  package init(
    name: HolderName, birthDate: BusinessDate, phone: String, gender: String, email: String, ci: String,
    accounts: [BankAccount]
  ) {
    self.name = name
    self.birthDate = birthDate
    self.phone = phone
    self.gender = gender
    self.email = email
    self.ci = ci
    self.accounts = accounts
  }
}

/// An organisation of the test bed with the keys of its one application.
package struct TestOrganisation: Sendable, Hashable {
  package let code: OrganisationCode
  package let name: HolderName
  package let clientID: ClientID
  package let clientSecret: String
  package let redirectURI: String
  package let collectionAccount: BankAccount
  package let payingAccount: BankAccount
  /// 이체용 암호문구.
  package let passPhrase: String
  package init(
    code: OrganisationCode, name: HolderName, clientID: ClientID, clientSecret: String, redirectURI: String,
    collectionAccount: BankAccount, payingAccount: BankAccount, passPhrase: String
  ) {
    self.code = code
    self.name = name
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.redirectURI = redirectURI
    self.collectionAccount = collectionAccount
    self.payingAccount = payingAccount
    self.passPhrase = passPhrase
  }
}

/// Everything that follows from a seed.
package struct Population: Sendable {
  package let people: [TestPerson]
  package let organisations: [TestOrganisation]
  /// The accounts with their balance before any history.
  package let accounts: [BankLedgerAccount]
  package init(people: [TestPerson], organisations: [TestOrganisation], accounts: [BankLedgerAccount]) {
    self.people = people
    self.organisations = organisations
    self.accounts = accounts
  }
}
