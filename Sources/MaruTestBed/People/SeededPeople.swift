import Crypto
package import MaruDomain
package import MaruHub
import MaruOAuth
package import MaruStore

/// A person of the test bed as the hub knows them.
package struct SeededPerson: Sendable {
  package let person: TestPerson
  package let user: UserSeqNo
  package let accounts: [(account: BankAccount, state: BankAccountState)]
}

/// The people of the test bed, with their numbers on the platform.
package struct SeededPeople: Sendable {
  package let people: [SeededPerson]
}

extension TestBed {
  /// Makes the test bed's organisations, clients and people known to a hub. Idempotent: what is there stays as it is.
  package func register(at hub: Hub) async throws -> SeededPeople {
    for organisation in organisations {
      try await hub.store.write { session in
        guard try OrganisationTable.find(organisation.code, in: session) == nil else { return }
        try OrganisationTable.save(organisation.contract, in: session)
        try AuthorizationServer.register(
          id: organisation.clientID, secret: organisation.clientSecret, organisation: organisation.code,
          name: organisation.name.text, redirectURIs: [organisation.redirectURI],
          scopes: [.login, .inquiry, .transfer, .oob], in: session)
      }
    }
    let users = try await hub.register(
      people.map {
        VerifiedPerson(
          ci: $0.ci, name: $0.name, birthDate: $0.birthDate, phone: $0.phone, gender: $0.gender, email: $0.email)
      })
    let accounts = people.flatMap(\.accounts)
    let found = try await store.read { try BankAccountTable.find(accounts, in: $0) }
    let states = Dictionary(zip(accounts, found.map { $0?.state ?? .closed })) { first, _ in first }
    return SeededPeople(
      people: zip(people, users).map { person, known in
        SeededPerson(person: person, user: known.user, accounts: person.accounts.map { ($0, states[$0] ?? .closed) })
      })
  }

  /// Closes the banks' store.
  package func close() async { await store.close() }
}

extension TestOrganisation {
  /// The contract of a test organisation: limits as the real test host had them (10,000,000 won a day and user).
  var contract: Organisation {
    let million: Int64 = 1_000_000
    func won(_ amount: Int64) -> Won { Won(amount) ?? .greatest }
    return Organisation(
      code: code, name: name, collectionAccount: collectionAccount, payingAccount: payingAccount,
      limits: TransferLimits(
        withdrawEach: won(10 * million), withdrawDay: won(100_000 * million), withdrawMonth: won(900_000 * million),
        depositEach: won(10 * million), depositDay: won(100_000 * million), depositMonth: won(900_000 * million),
        userWithdrawEach: won(10 * million), userWithdrawDay: won(10 * million)),
      passPhraseHash: Array(SHA256.hash(data: Array(passPhraseDigest(passPhrase).utf8))), allowedAddresses: [])
  }
}

extension ParticipatingBanks {
  /// The bank's name, or its code where it is none of the test bed's.
  package static func name(of code: BankCode) -> String {
    all.first { $0.bank.code == code }?.bank.name ?? code.text
  }
}
