import Crypto
import Foundation
package import MaruContract
package import MaruDomain
import MaruOAuth
import MaruStore

/// How the consent pages are bounded.
package enum ConsentRules {
  /// A visit lasts so long, in seconds.
  package static let sessionSeconds: Int64 = 900
  /// A one-time number lasts so long, in seconds.
  package static let numberSeconds: Int64 = 180
  /// Wrong numbers of one visit, new numbers included (RTS article 4(3)(b)).
  package static let tries: Int64 = 5
}

extension Hub {
  /// Opens a visit for a checked request; returns its id, 128 random bits as hexadecimal.
  ///
  /// With `auth_type` 2 the user is proven by a login token of theirs: 801 when it is another user's, O0002 when it is none.
  package func startConsent(
    _ members: [WireValue.Member], headers: AuthorizeHeaders, addsAccounts: Bool
  ) async throws(HubError) -> (id: String, query: AuthorizeQuery) {
    let (request, query) = try await oauth.authorizationRequest(members)
    try await checkService(of: request.organisation)
    var prefill = headers.prefill
    prefill.mayEdit = query.editOption != .off
    var session = ConsentSession(
      request: request, addsAccounts: addsAccounts, language: query.language ?? .korean,
      look: PageLook(
        background: query.backgroundColour, text: query.textColour, confirm: query.confirmColour,
        cancel: query.cancelColour),
      prefill: prefill, wantedAccount: headers.account, phase: .identity)
    if query.authType == .skip {
      session.person = try await proven(by: headers, for: request)
      await list(&session)
    }
    let id = world.randomHex(bytes: 16)
    do {
      try await save(session, id: id, number: nil, isNew: true)
    } catch {
      throw unexpected(error)
    }
    return (id, query)
  }

  private func proven(
    by headers: AuthorizeHeaders, for request: AuthorizationRequest
  ) async throws(HubError) -> VerifiedPerson {
    guard let token = headers.accessToken else {
      throw .oauth(.parameterMissingOrTwice, field: "Kftc-Bfop-AccessToken")
    }
    let caller = try await oauth.verify(bearer: token)
    guard caller.organisation == request.organisation, caller.scopes.contains(.login), let user = caller.user,
      headers.user == nil || headers.user == user.text
    else { throw .oauth(.otherUser) }
    guard let person = try await person(user) else { throw HubError(.userLeft) }
    if let ci = headers.ci, ci != person.ci { throw .oauth(.otherUser) }
    return VerifiedPerson(
      ci: person.ci, name: person.name, birthDate: person.birthDate, phone: person.phone, gender: person.gender,
      email: person.email)
  }

  /// The visit, if it is still open. The first browser to come keeps it: `cookie` is what it sends.
  package func consent(_ id: String, cookie: String?) async throws -> OpenConsent {
    guard let stored = try await store.read({ try ConsentSessionTable.find(digest(id), in: $0) }),
      world.now() < stored.expiresAt
    else { throw ConsentTrouble.gone }
    var open = OpenConsent(
      id: id, session: try JSONDecoder().decode(ConsentSession.self, from: Data(stored.state.utf8)),
      number: stored.sentNumber)
    if let browser = open.session.browser {
      guard let cookie, equalInConstantTime(digest(cookie), browser) else { throw ConsentTrouble.gone }
    } else {
      let fresh = world.randomHex(bytes: 16)
      open.session.browser = digest(fresh)
      open.newCookie = fresh
      try await save(open.session, id: id, number: open.number, isNew: false)
    }
    return open
  }

  /// Stores a new visit, or what changed in one. Throws ``ConsentTrouble/gone`` when it ended meanwhile.
  func save(_ session: ConsentSession, id: String, number: SentNumber?, isNew: Bool) async throws {
    let now = world.now()
    let state = String(decoding: try JSONEncoder().encode(session), as: UTF8.self)
    let stored = StoredConsentSession(
      idHash: digest(id), state: state, numberHash: number?.hash, numberSalt: number?.salt,
      numberExpiresAt: number?.expiresAt, attempts: 0, expiresAt: now.adding(seconds: ConsentRules.sessionSeconds))
    let isThere = try await store.write { session in
      guard isNew else { return try ConsentSessionTable.update(stored, in: session) }
      // Visits hold a person's name: what expired goes when the next one comes.
      try ConsentSessionTable.sweep(before: now, in: session)
      try ConsentSessionTable.insert(stored, in: session)
      return true
    }
    guard isThere else { throw ConsentTrouble.gone }
  }

  /// Asks the banks for the person's accounts and goes on to choosing.
  func list(_ session: inout ConsentSession) async {
    guard let person = session.person else { return }
    let offer = await offer(
      to: .init(ci: person.ci, name: person.name, birthDate: person.birthDate))
    let wanted = offer.accounts.filter { $0.account == session.wantedAccount }
    session.offered = wanted + offer.accounts.filter { $0.account != session.wantedAccount }
    session.silentBanks = offer.silentBanks
    session.shownNumber = nil
    session.phase = .accounts
  }
}

/// A visit in the hand of the browser that owns it.
package struct OpenConsent: Sendable {
  package let id: String
  package var session: ConsentSession
  var number: SentNumber?
  /// Set on the first visit: the cookie that the browser has to keep.
  package var newCookie: String?
}

/// SHA-256 of a random text of ours.
func digest(_ text: String) -> [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }
