import Crypto
import MaruDomain
import MaruOAuth
import MaruStore

/// A key of a live service that its applicant can have made anew, when the one before was lost.
package enum LiveKey: String, Sendable, CaseIterable {
  /// `client_secret`: the one before counts beside it for a week.
  case secret
  /// `wd_pass_phrase`: the one before ends at once.
  case passPhrase
}

extension Onboarding {
  /// A new key of a service that is open or about to be; returned once. It is not there without its line of the audit log, nor at a
  /// stage at which nobody may have it. Throws ``LiveRefusal`` and ``Trouble``.
  package func renew(_ key: LiveKey, _ id: Int64, seen revision: Int64, by party: Party) async throws -> String {
    let now = hub.world.now()
    let value =
      switch key {
      case .secret: hub.world.randomHex(bytes: 16)
      case .passPhrase: digits(8)
      }
    let organisation = try await hub.store.write { session in
      guard let one = try LiveApplicationTable.find(id, in: session), one.developer == party.developer else {
        throw Trouble.unknown
      }
      guard one.revision == revision else { throw LiveRefusal.changed }
      guard let client = one.liveClient, let code = one.liveOrganisation, [.keyed, .live].contains(one.stage) else {
        throw LiveRefusal.notNow
      }
      switch key {
      case .secret: try AuthorizationServer.rotate(client, to: value, at: now, in: session)
      case .passPhrase: try OrganisationTable.setPassPhrase(Self.hash(ofPassPhrase: value), of: code, in: session)
      }
      try AuditTable.append(
        AuditRecord(
          at: now, who: "developer/\(one.developer)", act: "application.\(key.rawValue)", subject: "\(id)",
          address: party.address), in: session)
      return code
    }
    hub.forgetOrganisation(organisation)
    return value
  }

  static func hash(ofPassPhrase phrase: String) -> [UInt8] {
    Array(SHA256.hash(data: Array(passPhraseDigest(phrase).utf8)))
  }

  func digits(_ count: Int) -> String {
    String(hub.world.randomBytes(count).map { Character(UnicodeScalar(0x30 + $0 % 10)) })
  }
}
