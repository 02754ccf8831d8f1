import MaruContract
package import MaruDomain
import MaruOAuth
package import MaruStore

/// From developer to live service: every step in one unit of work with its trail, its line of the audit log and its letter.
package struct Onboarding: Sendable {
  let hub: Hub
  /// The whole address of a path of the developer site.
  private let link: @Sendable (String) -> String

  package init(hub: Hub, link: @escaping @Sendable (String) -> String) {
    self.hub = hub
    self.link = link
  }

  /// Who takes a step, from which address.
  package struct Party: Sendable {
    let hand: LiveHand
    let developer: Int64?
    let address: String

    package static func applicant(_ developer: Developer, from address: String) -> Party {
      Party(hand: .applicant, developer: developer.id, address: address)
    }
    package static func `operator`(_ one: Operator, from address: String) -> Party {
      Party(hand: .operator(one.name, one.role), developer: nil, address: address)
    }

    var name: String {
      if case .operator(let name, _) = hand { return name }
      return ""
    }
  }

  /// Why a step is not taken, beside ``LiveRefusal``.
  package enum Trouble: Error, Sendable, Hashable {
    /// There is no such application, or it is somebody else's.
    case unknown
    /// An item of the check-list has no answer, or one that is too long.
    case answerMissing(SecurityItem)
    /// An account of the contract is at no bank that takes part.
    case noSuchBank(BankCode)
    /// An application says nothing of its documents, and none was uploaded.
    case documentsMissing
  }

  /// Everything about one application.
  package struct File: Sendable {
    package let application: LiveApplication
    package let answers: [SecurityItem: String]
    /// The newest that was drawn up.
    package let contract: LiveContract?
    /// The newest that was approved: offered to the applicant, or agreed already.
    package let approved: LiveContract?
    /// The newest that the applicant agreed to.
    package let agreed: LiveContract?
    /// Terms to begin a contract with: the accounts and limits that the app has in test, and the published fees.
    package let suggested: ContractTerms?
    /// What binds the live organisation now, with the fees of the next settlement day: what other terms begin with.
    package let inForce: ContractTerms?
    package let trail: [LiveTrailStep]
  }

  package func file(_ id: Int64) async throws -> File? {
    try await hub.store.read { session in
      try LiveApplicationTable.find(id, in: session).map { try file($0, in: session) }
    }
  }

  /// The newest application for an app in test.
  package func file(of client: ClientID) async throws -> File? {
    try await hub.store.read { session in
      try LiveApplicationTable.newest(of: client, in: session).map { try file($0, in: session) }
    }
  }

  private func file(_ one: LiveApplication, in session: any SQLSession) throws -> File {
    let tested = try ClientTable.find(one.client, in: session)?.organisation
    return File(
      application: one, answers: try SecurityAnswerTable.all(of: one.id, in: session),
      contract: try LiveContractTable.newest(of: one.id, in: session),
      approved: try LiveContractTable.approved(of: one.id, in: session),
      agreed: try LiveContractTable.agreed(of: one.id, in: session),
      suggested: try tested.flatMap { try LiveTerms.inForce($0, on: nextDay, in: session) },
      inForce: try one.liveOrganisation.flatMap { try LiveTerms.inForce($0, on: nextDay, in: session) },
      trail: try LiveApplicationTable.trail(of: one.id, in: session))
  }

  // MARK: Steps that bring something along

  /// Applies for an app, or again after a return; `revision` is that of the newest application that was seen, 0 where there was none.
  /// Throws ``LiveRefusal`` where an application is under way.
  package func apply(
    _ request: LiveRequest, for client: ClientID, seen revision: Int64, by party: Party
  ) async throws {
    let now = hub.world.now()
    try await hub.store.write { session in
      guard let developer = party.developer else { throw LiveRefusal.notTheirs }
      guard try DeveloperAppTable.client(client, of: developer, in: session) != nil else { throw Trouble.unknown }
      let known = try LiveApplicationTable.newest(of: client, in: session)
      guard (known?.revision ?? 0) == revision else { throw LiveRefusal.changed }
      if let known, !known.stage.isOver {
        try take(.apply, known, seen: revision, by: party, words: "", at: now, in: session) { one in
          one.request = request
        }
        return try bindDocuments(to: known.id, of: client, request, in: session)
      }
      // The first one begins at the stage before any application.
      let one = LiveApplication(
        id: try SerialTable.next("live_application", in: session), client: client, developer: developer, stage: .test,
        revision: revision, request: request, appliedAt: now, changedAt: now)
      try LiveApplicationTable.insert(one, in: session)
      try take(.apply, one, seen: revision, by: party, words: "", at: now, in: session)
      try bindDocuments(to: one.id, of: client, request, in: session)
    }
  }

  /// What waited goes with the application from now on.
  private func bindDocuments(
    to id: Int64, of client: ClientID, _ request: LiveRequest, in session: any SQLSession
  ) throws {
    try LiveDocumentTable.bind(client, to: id, in: session)
    guard try !request.documents.isEmpty || !LiveDocumentTable.all(of: id, in: session).isEmpty else {
      throw Trouble.documentsMissing
    }
  }

  /// Declares how each item of the check-list is met.
  package func declare(
    _ answers: [SecurityItem: String], _ id: Int64, seen revision: Int64, by party: Party
  ) async throws {
    if let missing = SecurityItem.allCases.first(where: { item in
      !(answers[item].map { SecurityItem.answerLengths.contains($0.count) } ?? false)
    }) {
      throw Trouble.answerMissing(missing)
    }
    try await take(.declare, id, seen: revision, by: party) { one, session in
      try SecurityAnswerTable.save(answers, of: one.id, in: session)
    }
  }

  /// Draws up the contract, or other terms for a live service (`step` ``LiveStep/amend``); a second operator has to approve them.
  package func drawUp(
    _ terms: ContractTerms, _ id: Int64, _ step: LiveStep = .drawUp, seen revision: Int64, by party: Party
  ) async throws {
    for account in [terms.collectionAccount, terms.payingAccount] where hub.banks[account.bank] == nil {
      throw Trouble.noSuchBank(account.bank)
    }
    try await take(step, id, seen: revision, by: party) { one, session in
      try LiveContractTable.append(terms, of: one.id, by: party.name, in: session)
    }
  }

  /// The keys of a live service, shown once.
  package struct Keys: Sendable {
    package let client: ClientID
    package let secret: String
    package let passPhrase: String
  }

  /// Makes client and organisation of the contract, apart from those in test, and gives out the keys, once. Calls with them are
  /// refused until the service is opened.
  package func takeKeys(_ id: Int64, seen revision: Int64, by party: Party) async throws -> Keys {
    let world = hub.world
    let (secret, passPhrase) = (world.randomHex(bytes: 16), digits(8))
    let phraseHash = Self.hash(ofPassPhrase: passPhrase)
    guard let client = ClientID("l7live\(world.randomHex(bytes: 16))") else { throw HubError(.internalFault) }
    // Drawn before the unit of work: it may run more than once.
    let numbers = (0..<8).map { _ in digits(9) }
    try await take(.takeKeys, id, seen: revision, by: party) { one, session in
      guard let terms = try LiveContractTable.agreed(of: one.id, in: session)?.terms,
        let number = try OrganisationCode.freeNumber(of: numbers, in: session),
        let code = OrganisationCode(liveService: number)
      else { throw HubError(.internalFault, cause: "application \(one.id) has no contract, or no free code") }
      // The name that was screened: the app in test is called whatever its developer likes.
      let name = one.request.service
      try LiveTerms.bind(
        Organisation(
          code: code, name: name, collectionAccount: terms.collectionAccount, payingAccount: terms.payingAccount,
          limits: terms.limits, passPhraseHash: phraseHash, allowedAddresses: one.request.addresses), terms,
        since: nil, in: session)
      try AuthorizationServer.register(
        id: client, secret: secret, organisation: code, name: name.text, redirectURIs: one.request.callbacks,
        scopes: one.request.scopes, in: session)
      one.liveClient = client
      one.liveOrganisation = code
    }
    return Keys(client: client, secret: secret, passPhrase: passPhrase)
  }

  /// The settlement day behind the one that is under way.
  private var nextDay: BusinessDate { hub.settings.cutOff.lastEnded(at: hub.world.now()).adding(days: 2) }

  // MARK: Every step

  /// Takes a step that brings nothing along but words; `revision` is that of the application as it was looked at, and no step is taken
  /// on what was not seen. Throws ``LiveRefusal`` and ``Trouble``.
  package func take(
    _ step: LiveStep, _ id: Int64, seen revision: Int64, by party: Party, words: String = ""
  ) async throws {
    let (nextDay, moment) = (nextDay, hub.world.now())
    try await take(step, id, seen: revision, by: party, words: words) { one, session in
      switch step {
      case .approveContract, .approveAmendment: try LiveContractTable.approve(one.id, by: party.name, in: session)
      case .agree, .agreeAmendment: try LiveContractTable.agree(one.id, at: moment, in: session)
      default: break
      }
      // What both sides agreed to holds from here on; the first contract from its keys on.
      guard step == .agreeAmendment, let code = one.liveOrganisation,
        let terms = try LiveContractTable.agreed(of: one.id, in: session)?.terms,
        let now = try OrganisationTable.find(code, in: session)
      else { return }
      try LiveTerms.bind(
        Organisation(
          code: code, name: now.name, collectionAccount: terms.collectionAccount, payingAccount: terms.payingAccount,
          limits: terms.limits, passPhraseHash: now.passPhraseHash, allowedAddresses: now.allowedAddresses), terms,
        since: nextDay, in: session)
    }
  }

  private func take(
    _ step: LiveStep, _ id: Int64, seen revision: Int64, by party: Party, words: String = "",
    _ change: @escaping @Sendable (inout LiveApplication, any SQLSession) throws -> Void
  ) async throws {
    let now = hub.world.now()
    let organisation = try await hub.store.write { session in
      guard let one = try LiveApplicationTable.find(id, in: session),
        party.developer == nil || party.developer == one.developer
      else { throw Trouble.unknown }
      return try take(step, one, seen: revision, by: party, words: words, at: now, in: session) {
        try change(&$0, session)
      }
    }
    // At once on this hub; on others within a second, for what they remember is no older.
    if let organisation { hub.forgetOrganisation(organisation) }
  }

  /// One step within a unit of work; returns the organisation that it decides about, where there is one.
  @discardableResult
  private func take(
    _ step: LiveStep, _ before: LiveApplication, seen revision: Int64, by party: Party, words: String,
    at now: Instant, in session: any SQLSession, _ change: (inout LiveApplication) throws -> Void = { _ in }
  ) throws -> OrganisationCode? {
    guard before.revision == revision else { throw LiveRefusal.changed }
    var one = before
    one.stage = try step.taken(
      at: before.stage, by: party.hand, proposer: before.proposer, offersTerms: before.offersTerms, reason: words)
    one.changedAt = now
    if step.isProposal {
      one.proposer = party.name
    } else if !step.keepsProposal {
      one.proposer = nil
    }
    one.offersTerms = step == .approveAmendment || (before.offersTerms && step.keepsProposal)
    try change(&one)
    guard try LiveApplicationTable.update(one, in: session) else { throw LiveRefusal.changed }
    if let code = one.liveOrganisation { try OrganisationTable.setService(one.stage.service, of: code, in: session) }
    let trail = LiveTrailStep(
      at: now, who: party.name, step: step, from: before.stage, to: one.stage, words: words)
    try LiveApplicationTable.append(trail, to: one.id, in: session)
    try AuditTable.append(
      AuditRecord(
        at: now, who: party.name.isEmpty ? "developer/\(one.developer)" : party.name,
        act: "application.\(step.rawValue)",
        subject: "\(one.id)", words: words, address: party.address), in: session)
    try tell(trail, about: one, in: session)
    return one.liveOrganisation
  }

  private func tell(_ step: LiveTrailStep, about one: LiveApplication, in session: any SQLSession) throws {
    guard let developer = try DeveloperTable.find(one.developer, in: session) else { return }
    let name = try ClientTable.find(one.client, in: session)?.name ?? one.client.text
    let letter = LiveWords(PageLanguage(rawValue: developer.language) ?? .korean).letter(
      step, app: name, link: link("/developers/apps/\(one.client)/live"))
    try OutboxTable.append(
      OutboxMessage(recipient: developer.email, subject: letter.subject, body: letter.body, sentAt: step.at),
      isDelivered: hub.settings.deliversLetters, in: session)
  }
}
