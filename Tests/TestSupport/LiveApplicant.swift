import MaruContract
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

  package static func request(
    company: String = "마루상점 주식회사", service: String = "마루상점", addresses: [String] = []
  ) throws -> LiveRequest {
    guard let number = BusinessRegistrationNumber(typed: "123-45-67891"), let service = HolderName(service) else {
      throw TestHub.Missing("a number or a name")
    }
    return LiveRequest(
      company: company, registrationNumber: number, service: service, contact: "김민지 02-1234-5678",
      purpose: "가계부 서비스에서 잔액을 보여 줍니다.",
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

  /// The applicant agrees to the other terms that are offered.
  package func agreeToOtherTerms() async throws {
    try await onboarding.take(.agreeAmendment, try await application().id, by: party)
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

// MARK: Calls of the live service

extension LiveApplicant {
  /// The person of the test bed agrees to everything towards the live client.
  package func consented(_ test: TestHub) async throws -> Caller {
    let one = try await application()
    guard let client = one.liveClient, let code = one.liveOrganisation, let callback = one.request.callbacks.first
    else {
      throw TestHub.Missing("a live service")
    }
    let (request, _) = try await hub.oauth.authorizationRequest([
      .init("response_type", .string("code")), .init("client_id", .string(client.text)),
      .init("redirect_uri", .string(callback)), .init("scope", .string("login inquiry transfer")),
    ])
    let person = test.person.person
    let offer = await hub.offer(to: .init(ci: person.ci, name: person.name, birthDate: person.birthDate))
    guard let known = try await hub.person(test.person.user) else { throw TestHub.Missing("a person") }
    _ = try await hub.grantConsent(
      request, by: known,
      choices: offer.accounts.map { ConsentChoice(account: $0, inquiry: true, transfer: true, alias: nil) },
      text: ConsentText(version: "test", language: "kor"))
    return Caller(client: client, organisation: code, user: test.person.user, scopes: [.login, .inquiry, .transfer])
  }

  /// A withdrawal of the live service from the person's first account, a second after whatever was before.
  package func withdraw(_ amount: Int64, by caller: Caller, _ test: TestHub) async throws -> ResponseCode {
    test.clock.move(seconds: 1)
    let accounts = try await test.hub.store.read {
      try RegisteredAccountTable.all(of: test.person.user, with: caller.organisation, in: $0)
    }
    guard let account = accounts.first, let content = PrintContent("쇼핑"), let won = Won(amount) else {
      throw TestHub.Missing("an account or an amount")
    }
    return try await test.hub.withdraw(
      TransferWithdraw.Request(
        depositPrintContent: content, fintechUseNumber: account.fintechUseNumber, printContent: nil, amount: won,
        requestedAt: test.clock.world.now().dateTime, cmsNumber: nil), by: caller, call: test.newCall()
    ).code
  }
}

/// Steps of somebody who has just looked.
extension Onboarding {
  private func seen(_ id: Int64) async throws -> Int64 { try await file(id)?.application.revision ?? 0 }

  package func apply(_ request: LiveRequest, for client: ClientID, by party: Party) async throws {
    try await apply(request, for: client, seen: try await file(of: client)?.application.revision ?? 0, by: party)
  }
  package func declare(_ answers: [SecurityItem: String], _ id: Int64, by party: Party) async throws {
    try await declare(answers, id, seen: try await seen(id), by: party)
  }
  package func drawUp(_ terms: ContractTerms, _ id: Int64, _ step: LiveStep = .drawUp, by party: Party) async throws {
    try await drawUp(terms, id, step, seen: try await seen(id), by: party)
  }
  package func take(_ step: LiveStep, _ id: Int64, by party: Party, words: String = "") async throws {
    try await take(step, id, seen: try await seen(id), by: party, words: words)
  }
  package func takeKeys(_ id: Int64, by party: Party) async throws -> Keys {
    try await takeKeys(id, seen: try await seen(id), by: party)
  }
  package func renew(_ key: LiveKey, _ id: Int64, by party: Party) async throws -> String {
    try await renew(key, id, seen: try await seen(id), by: party)
  }
}
