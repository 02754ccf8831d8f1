// The steps of a visit to the consent pages, in their order. Each takes an open visit and leaves it stored.

package import MaruContract
package import MaruDomain
import MaruStore

extension Hub {
  /// Step one: finds the person and sends a one-time number. Throws ``ConsentTrouble/noSuchPerson`` or
  /// ``ConsentTrouble/tooManyNumbers``.
  package func identify(_ open: OpenConsent, _ claim: IdentityClaim) async throws {
    guard let person = try await identity.person(matching: claim) else { throw ConsentTrouble.noSuchPerson }
    var open = open
    open.session.person = person
    try await sendNumber(&open, to: person)
  }

  /// A new number in place of one that did not arrive. Tries are not given back.
  package func sendNumberAgain(_ open: OpenConsent) async throws {
    guard let person = open.session.person else { throw ConsentTrouble.otherStep }
    var open = open
    try await sendNumber(&open, to: person)
  }

  private func sendNumber(_ open: inout OpenConsent, to person: VerifiedPerson) async throws {
    let (sent, shown) = try await sendOneTimeNumber(to: person)
    open.session.shownNumber = shown
    open.session.phase = .number
    try await save(open.session, id: open.id, number: sent, isNew: false)
  }

  /// Step two: the one-time number. Throws ``ConsentTrouble``.
  package func confirm(_ open: OpenConsent, number: String) async throws {
    guard open.session.phase == .number, let sent = open.number else { throw ConsentTrouble.otherStep }
    try await checkOneTimeNumber(number, against: sent, ofVisit: digest(open.id))
    var session = open.session
    await list(&session)
    // Used once: the same number opens nothing again.
    try await save(session, id: open.id, number: nil, isNew: false)
  }

  /// Asks the banks again, after one did not answer.
  package func listAgain(_ open: OpenConsent) async throws {
    guard open.session.phase == .accounts else { throw ConsentTrouble.otherStep }
    var session = open.session
    await list(&session)
    try await save(session, id: open.id, number: nil, isNew: false)
  }

  /// Shows the visit in another language.
  package func setLanguage(_ open: OpenConsent, _ language: PageLanguage) async throws -> OpenConsent {
    guard open.session.language != language else { return open }
    var open = open
    open.session.language = language
    try await save(open.session, id: open.id, number: open.number, isNew: false)
    return open
  }

  /// What the organisation already holds of the person's accounts, to tell on the page.
  package func agreed(_ open: OpenConsent) async throws -> [BankAccount: RegisteredAccount] {
    guard let person = open.session.person else { return [:] }
    let organisation = open.session.request.organisation
    return try await store.read { session in
      guard let known = try PersonTable.find(ci: person.ci, in: session) else { return [:] }
      let accounts = try RegisteredAccountTable.all(of: known.user, with: organisation, in: session)
      return Dictionary(accounts.map { ($0.account, $0) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// Step three, yes: stores the consent and returns where the browser goes. A visit gives one consent only.
  package func allow(_ open: OpenConsent, _ choices: [ConsentChoice], text: ConsentText) async throws -> String {
    let session = open.session
    guard session.phase == .accounts, let verified = session.person else { throw ConsentTrouble.otherStep }
    let wanted = choices.contains { choice in
      (choice.inquiry && session.request.scopes.contains(.inquiry))
        || (choice.transfer && session.request.scopes.contains(.transfer))
    }
    guard wanted || session.request.scopes == .login else { throw ConsentTrouble.nothingChosen }
    try await close(open)
    let person = try await register(verified)
    return try await grantConsent(session.request, by: person, choices: choices, text: text).redirectTo
  }

  /// No, at any step: ends the visit and returns where the browser goes.
  package func deny(_ open: OpenConsent) async throws -> String {
    try await close(open)
    return open.session.request.callback(
      error: "access_denied", description: "사용자가 동의하지 않았습니다. The user did not consent.")
  }

  private func close(_ open: OpenConsent) async throws {
    let idHash = digest(open.id)
    guard try await store.write({ try ConsentSessionTable.remove(idHash, in: $0) }) else { throw ConsentTrouble.gone }
  }
}
