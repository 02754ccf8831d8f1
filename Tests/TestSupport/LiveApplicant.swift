package import MaruDomain
package import MaruHub
import MaruOAuth
package import MaruStore

/// A developer with an app in test, the operators of each role, and the way to a live service.
package struct LiveApplicant: Sendable {
  package let hub: Hub
  package let onboarding: Onboarding
  package let developer: Developer
  package let client: ClientID
  package static let clientID = "l7xx0000000000000000000000000000live"

  /// Two of operations, for what takes four eyes.
  package static let screener = Operator(
    id: 1, name: "soo", role: .screening, createdAt: Instant(milliseconds: 0))
  package static let officer = Operator(id: 2, name: "jun", role: .security, createdAt: Instant(milliseconds: 0))
  package static let first = Operator(id: 3, name: "minji", role: .operations, createdAt: Instant(milliseconds: 0))
  package static let second = Operator(id: 4, name: "haneul", role: .operations, createdAt: Instant(milliseconds: 0))
  package static let admin = Operator(id: 5, name: "boss", role: .admin, createdAt: Instant(milliseconds: 0))

  /// Registers developer and app at a hub; the app's organisation has the accounts of the test bed's first one.
  package init(_ test: TestHub, language: String = "kor") async throws {
    hub = test.hub
    onboarding = Onboarding(hub: test.hub, link: { "http://site.test\($0)" })
    guard let client = ClientID(Self.clientID), let code = OrganisationCode("D123456789") else {
      throw TestHub.Missing("an id")
    }
    self.client = client
    let now = test.clock.world.now()
    let developer = Developer(
      id: 77, email: "dev@example.com", passwordHash: [1], passwordSalt: [], language: language, createdAt: now,
      verifiedAt: now)
    self.developer = developer
    let model = test.client.code
    try await hub.store.write { session in
      try DeveloperTable.insert(developer, in: session)
      guard let known = try OrganisationTable.find(model, in: session), let name = HolderName("나의 앱") else {
        throw TestHub.Missing("an organisation")
      }
      try OrganisationTable.save(
        Organisation(
          code: code, name: name, collectionAccount: known.collectionAccount, payingAccount: known.payingAccount,
          limits: known.limits, passPhraseHash: known.passPhraseHash, allowedAddresses: []), in: session)
      try AuthorizationServer.register(
        id: client, secret: "test secret", organisation: code, name: name.text,
        redirectURIs: ["https://app.example/back"], scopes: [.login, .inquiry, .transfer, .oob], in: session)
      try DeveloperAppTable.insert(client, of: developer.id, at: now, in: session)
    }
  }

  package var party: Onboarding.Party { .applicant(developer, from: "192.0.2.1") }

  package static func party(_ one: Operator) -> Onboarding.Party { .operator(one, from: "192.0.2.2") }

  package static func request(company: String = "마루상점 주식회사", addresses: [String] = []) throws -> LiveRequest {
    guard let number = BusinessRegistrationNumber(typed: "123-45-67891") else { throw TestHub.Missing("a number") }
    return LiveRequest(
      company: company, registrationNumber: number, contact: "김민지 02-1234-5678", purpose: "가계부 서비스에서 잔액을 보여 줍니다.",
      scopes: [.login, .inquiry, .transfer, .oob], callbacks: ["https://app.example/back"], addresses: addresses,
      documents: "https://app.example/documents")
  }

  package static let answers = Dictionary(
    uniqueKeysWithValues: SecurityItem.allCases.map { ($0, "지키고 있습니다: \($0.rawValue)") })

  /// The terms to begin with, changed.
  package func terms(
    prefund: Won? = nil, withdrawFee: Won? = nil, _ change: (inout TransferLimits) -> Void = { _ in }
  ) async throws -> ContractTerms {
    guard let suggested = try await onboarding.file(of: client)?.suggested else { throw TestHub.Missing("terms") }
    var limits = suggested.limits
    change(&limits)
    guard
      let terms = ContractTerms(
        collectionAccount: suggested.collectionAccount, payingAccount: suggested.payingAccount, limits: limits,
        prefund: prefund, withdrawFee: withdrawFee ?? suggested.withdrawFee, depositFee: suggested.depositFee)
    else { throw TestHub.Missing("terms that agree") }
    return terms
  }

  package func application() async throws -> LiveApplication {
    guard let found = try await onboarding.file(of: client)?.application else {
      throw TestHub.Missing("an application")
    }
    return found
  }

  package func take(_ step: LiveStep, by one: Operator, _ words: String = "") async throws {
    try await onboarding.take(step, try await application().id, by: Self.party(one), words: words)
  }

  /// Goes the straight way up to a stage; returns the keys where they were taken.
  @discardableResult
  package func go(
    to stage: LiveStage, request: LiveRequest? = nil, terms: ContractTerms? = nil
  ) async throws -> Onboarding.Keys? {
    var keys: Onboarding.Keys?
    try await onboarding.apply(try request ?? Self.request(), for: client, by: party)
    let id = try await application().id
    let way: [(LiveStage, () async throws -> Void)] = [
      (.screening, {}), (.approved, { try await take(.approve, by: Self.screener) }),
      (.declared, { try await onboarding.declare(Self.answers, id, by: party) }),
      (.cleared, { try await take(.clear, by: Self.officer) }),
      (
        .drawn,
        {
          let drawn = if let terms { terms } else { try await self.terms() }
          try await onboarding.drawUp(drawn, id, by: Self.party(Self.first))
        }
      ), (.offered, { try await take(.approveContract, by: Self.second) }),
      (.contracted, { try await onboarding.take(.agree, id, by: party) }),
      (.keysAsked, { try await take(.askKeys, by: Self.first) }),
      (.keysGranted, { try await take(.grantKeys, by: Self.second) }),
      (.keyed, { keys = try await onboarding.takeKeys(id, by: party) }),
      (.live, { try await take(.open, by: Self.first) }),
    ]
    for (reached, step) in way {
      try await step()
      if reached == stage { return keys }
    }
    throw TestHub.Missing("a straight way to \(stage)")
  }
}
