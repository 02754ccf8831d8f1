package import MaruDomain
package import MaruStore

/// What a person agreed to, as it stands.
package struct MyConsents: Sendable {
  /// A service of an account that an organisation may use.
  package struct Service: Sendable {
    package let service: AccountService
    package let since: Instant
    /// The yes counts up to here.
    package let until: Instant
    package let hasExpired: Bool
  }

  package struct Account: Sendable {
    package let registered: RegisteredAccount
    package let bankName: String
    package let services: [Service]
  }

  /// Everything towards one organisation.
  package struct Organisation: Sendable {
    package let code: OrganisationCode
    package let name: String
    /// When the person was linked; nil where they are not (any more).
    package let linkedAt: Instant?
    /// Accounts with a service that is agreed to.
    package let accounts: [Account]
    /// By `login`, `inquiry` and `transfer`.
    package let lastUses: [String: Instant]
    package var isInForce: Bool { linkedAt != nil || !accounts.isEmpty }
  }

  /// What the platform knows of the person; nil where it knows nothing.
  package let person: Person?
  /// Those that may do something, in the order of their names.
  package let organisations: [Organisation]
  /// Everything that was agreed to or ended, oldest first.
  package let history: [ConsentRecord]
  /// Of every organisation in the history.
  package let names: [OrganisationCode: String]

  /// Services of accounts that are agreed to.
  package var serviceCount: Int { organisations.flatMap(\.accounts).reduce(0) { $0 + $1.services.count } }
}

extension Hub {
  /// What a person agreed to. Nobody becomes a user by looking.
  package func myConsents(of verified: VerifiedPerson) async throws -> MyConsents {
    let (now, seconds) = (world.now(), settings.consentDays * 86_400)
    let found = try await store.read { session -> (Person, [ConsentRecord], [ConsentUse])? in
      guard let person = try PersonTable.find(ci: verified.ci, in: session) else { return nil }
      return (
        person, try ConsentRecordTable.all(of: person.user, in: session),
        try ConsentUseTable.all(of: person.user, in: session)
      )
    }
    guard let (person, history, written) = found else {
      return MyConsents(person: nil, organisations: [], history: [], names: [:])
    }
    let uses = written + consentUses.waiting(of: person.user)
    let codes = Set(history.map(\.organisation)).sorted { $0.text < $1.text }
    let rows = try await store.read { session in
      try codes.map { code in
        (
          code, try OrganisationTable.find(code, in: session)?.name.text ?? code.text,
          try PersonTable.linkedAt(person.user, to: code, in: session),
          try RegisteredAccountTable.all(of: person.user, with: code, in: session)
        )
      }
    }
    let organisations = rows.map { code, name, linkedAt, accounts in
      MyConsents.Organisation(
        code: code, name: name, linkedAt: linkedAt,
        accounts: accounts.filter { $0.state == .inUse }.map { account in
          MyConsents.Account(
            registered: account, bankName: banks.name(of: account.account.bank),
            services: AccountService.allCases.compactMap { service in
              account.agreedAt(service).map { since in
                let until = since.adding(seconds: seconds)
                return MyConsents.Service(service: service, since: since, until: until, hasExpired: until <= now)
              }
            })
        },
        lastUses: Dictionary(
          uses.filter { $0.key.organisation == code }.map { ($0.key.service, $0.at) }, uniquingKeysWith: max))
    }
    return MyConsents(
      person: person,
      organisations: organisations.filter(\.isInForce).sorted { ($0.name, $0.code.text) < ($1.name, $1.code.text) },
      history: history,
      names: Dictionary(rows.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first }))
  }
}
