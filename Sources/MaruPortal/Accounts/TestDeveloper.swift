import MaruContract
import MaruDomain
import MaruStore

/// The test bed's own developer: `make demo` ends with a link that opens the site as them.
extension DeveloperAccounts {
  static let testDeveloper = "developer@maru.test"
  /// How long such a link lasts, in seconds.
  private static let linkSeconds: Int64 = 3_600
  /// So many of them wait at once.
  static let mostLinks = 20

  /// A link that logs one browser in, once; makes the developer on the first call. Nobody knows their password. Throws
  /// ``AccountTrouble/tooManyTries`` while as many links wait as may.
  func testDeveloperLink() async throws -> String {
    // A digest of no password: whatever is typed, its digest is another one.
    let (token, now, digest) = (SiteCookie.fresh(hub.world), now, hub.world.randomBytes(32))
    try await hub.store.write { session in
      var id = try DeveloperTable.find(email: Self.testDeveloper, in: session)?.id
      if id == nil {
        let fresh = try SerialTable.next("developer", in: session)
        try DeveloperTable.insert(
          Developer(
            id: fresh, email: Self.testDeveloper, passwordHash: digest, passwordSalt: [],
            language: PageLanguage.korean.rawValue, createdAt: now, verifiedAt: now), in: session)
        id = fresh
      }
      guard let id else { return }
      guard try MailLinkTable.count(of: id, .login, now: now, in: session) < Self.mostLinks else {
        throw AccountTrouble.tooManyTries
      }
      try MailLinkTable.insert(
        self.digest(token), for: id, .login, until: now.adding(seconds: Self.linkSeconds), in: session)
    }
    return address.link("/developers/enter?token=\(token)")
  }

  /// Logs a browser in by such a link; returns its cookie. Throws ``AccountTrouble/linkGone``.
  func enter(_ token: String, by visit: SiteVisit) async throws -> String {
    let (hash, cookie, now) = (digest(token), SiteCookie.fresh(hub.world), now)
    try await hub.store.write { session in
      guard let id = try MailLinkTable.take(hash, .login, now: now, in: session) else { throw AccountTrouble.linkGone }
      try insertSession(cookie, of: id, .full, visit, now, in: session)
    }
    return cookie
  }
}
