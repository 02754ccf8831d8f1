import Foundation
import MaruDomain
import MaruStore

/// A person's visit to their own pages: who they say they are and, from the one-time number on, who they are.
package struct MeVisit: Sendable, Codable {
  package enum Phase: String, Sendable, Codable {
    case number
    case inside
  }
  package let phase: Phase
  package let person: VerifiedPerson
  /// The one-time number, where the page shows it because the test bed's phones do not exist.
  package let shownNumber: String?
}

/// A visit in the hand of the browser that owns it.
package struct OpenMeVisit: Sendable {
  package let cookie: String
  package let visit: MeVisit
  let number: SentNumber?
}

extension Hub {
  /// A visit ends so long after the number was right, in seconds; nobody leaves their account open for a day.
  package static let meSeconds: Int64 = 1_800

  /// The visit of a browser; nil where there is none, or where it ended.
  package func meVisit(cookie: String) async throws -> OpenMeVisit? {
    let hash = meHash(cookie)
    guard let stored = try await store.read({ try ConsentSessionTable.find(hash, in: $0) }),
      world.now() < stored.expiresAt
    else { return nil }
    return OpenMeVisit(
      cookie: cookie, visit: try JSONDecoder().decode(MeVisit.self, from: Data(stored.state.utf8)),
      number: stored.sentNumber)
  }

  /// Step one: finds the person and sends a one-time number; a visit of that browser begins anew. Throws
  /// ``ConsentTrouble/noSuchPerson`` or ``ConsentTrouble/tooManyNumbers``.
  package func identifyMe(_ claim: IdentityClaim, cookie: String) async throws {
    guard let person = try await identity.person(matching: claim) else { throw ConsentTrouble.noSuchPerson }
    let (sent, shown) = try await sendOneTimeNumber(to: person)
    let visit = MeVisit(phase: .number, person: person, shownNumber: shown)
    try await begin(visit, cookie, number: sent, seconds: ConsentRules.sessionSeconds, insteadOf: cookie)
  }

  /// A new number in place of one that did not arrive. Tries are not given back.
  package func sendMeNumberAgain(_ open: OpenMeVisit) async throws {
    guard open.visit.phase == .number else { throw ConsentTrouble.otherStep }
    let (sent, shown) = try await sendOneTimeNumber(to: open.visit.person)
    let visit = MeVisit(phase: .number, person: open.visit.person, shownNumber: shown)
    let changed = try stored(visit, open.cookie, number: sent, seconds: ConsentRules.sessionSeconds)
    guard try await store.write({ try ConsentSessionTable.update(changed, in: $0) }) else { throw ConsentTrouble.gone }
  }

  /// Step two: the one-time number; returns the cookie from now on. It is a fresh one: whoever knew the one before is not let in
  /// with the person. Throws ``ConsentTrouble``.
  package func confirmMe(_ open: OpenMeVisit, number: String) async throws -> String {
    guard open.visit.phase == .number, let sent = open.number else { throw ConsentTrouble.otherStep }
    try await checkOneTimeNumber(number, against: sent, ofVisit: meHash(open.cookie))
    let fresh = world.randomHex(bytes: 32)
    let visit = MeVisit(phase: .inside, person: open.visit.person, shownNumber: nil)
    try await begin(visit, fresh, number: nil, seconds: Hub.meSeconds, insteadOf: open.cookie)
    return fresh
  }

  /// The end of a visit.
  package func leaveMe(_ open: OpenMeVisit) async throws {
    let hash = meHash(open.cookie)
    _ = try await store.write { try ConsentSessionTable.remove(hash, in: $0) }
  }

  private func begin(
    _ visit: MeVisit, _ cookie: String, number: SentNumber?, seconds: Int64, insteadOf former: String
  ) async throws {
    let (fresh, formerHash, now) = (
      try stored(visit, cookie, number: number, seconds: seconds), meHash(former), world.now()
    )
    try await store.write { session in
      try ConsentSessionTable.sweep(before: now, in: session)
      _ = try ConsentSessionTable.remove(formerHash, in: session)
      try ConsentSessionTable.insert(fresh, in: session)
    }
  }

  private func stored(
    _ visit: MeVisit, _ cookie: String, number: SentNumber?, seconds: Int64
  ) throws -> StoredConsentSession {
    StoredConsentSession(
      idHash: meHash(cookie), state: String(decoding: try JSONEncoder().encode(visit), as: UTF8.self),
      numberHash: number?.hash, numberSalt: number?.salt, numberExpiresAt: number?.expiresAt, attempts: 0,
      expiresAt: world.now().adding(seconds: seconds))
  }

  /// Another digest than that of a visit to the consent pages: neither can be opened as the other.
  private func meHash(_ cookie: String) -> [UInt8] { digest("me/\(cookie)") }
}
