import Crypto
import MaruContract
import MaruDomain
import MaruHub
import MaruStore

/// The accounts of the developer site: sign-up, proof of the address, passwords. Logins are in `Logins.swift`.
struct DeveloperAccounts: Sendable {
  let hub: Hub
  let mail: any MailSender
  let address: SiteAddress
  let seal: SecretSeal

  var now: Instant { hub.world.now() }

  /// SHA-256 of a secret of ours: 80 or more random bits need no slow hash.
  func digest(_ secret: String) -> [UInt8] { Array(SHA256.hash(data: Array(secret.utf8))) }

  // MARK: Signing up

  /// Makes an account that waits for the proof of its address; returns the cookie of the browser that waits with it.
  ///
  /// A taken address gets a letter that says so; page and cookie are the same, so that nobody learns who has an account.
  /// Throws ``AccountTrouble``.
  func signUp(_ typedEmail: String, _ typedPassword: String, by visit: SiteVisit) async throws -> String {
    guard let email = EmailAddress(typedEmail) else { throw AccountTrouble.emailMalformed }
    let password = try NewPassword(typedPassword, for: email)
    try await claim(.address(visit.address), atMost: AccountRules.triesPerAddress)
    let salt = hub.hasher.salt(hub.world.randomBytes(16))
    let hash = try await hub.hasher.hash(password.text, salt: salt)
    let (cookie, token, now) = (SiteCookie.fresh(hub.world), SiteCookie.fresh(hub.world), now)
    let letters = Letters(language: visit.language)
    try await hub.store.write { session in
      let known = try DeveloperTable.find(email: email.text, in: session)
      // The windows of attempts bound letters too: nobody's mailbox is filled from here.
      let mayWrite = try SiteAttemptTable.claim(
        subject(.letters(email.text)), at: now, since: now.adding(seconds: -AccountRules.attemptSeconds),
        atMost: AccountRules.lettersPerAddress, in: session)
      // Without a letter for whoever comes now, what somebody else began with the address stays as it is.
      if known != nil, !mayWrite { return }
      if let known, known.verifiedAt != nil {
        return try mail.send(
          letters.known(address.link("/developers/reset")), to: email.text, at: now, in: session)
      }
      let id: Int64
      if let known {
        // Whoever signs up last with an unproven address is the one whom the next letter serves.
        id = known.id
        try DeveloperTable.setPassword(of: id, hash: hash, salt: salt, in: session)
        try MailLinkTable.removeAll(of: id, .verify, in: session)
        try SiteSessionTable.removeAll(of: id, except: nil, in: session)
      } else {
        id = try SerialTable.next("developer", in: session)
        try DeveloperTable.insert(
          Developer(
            id: id, email: email.text, passwordHash: hash, passwordSalt: salt, language: visit.language.rawValue,
            createdAt: now), in: session)
      }
      try insertSession(cookie, of: id, .unverified, visit, now, in: session)
      guard mayWrite else { return }
      try MailLinkTable.insert(
        digest(token), for: id, .verify, until: now.adding(seconds: AccountRules.verifySeconds), in: session)
      try mail.send(
        letters.verify(address.link("/developers/verify?token=\(token)")), to: email.text, at: now, in: session)
    }
    return cookie
  }

  /// Whose letter a token came with. Throws ``AccountTrouble/linkGone``.
  func developer(of token: String, _ purpose: MailLinkPurpose) async throws -> Developer {
    let (hash, now) = (digest(token), now)
    let found = try await hub.store.read { session in
      try MailLinkTable.find(hash, purpose, now: now, in: session).flatMap { try DeveloperTable.find($0, in: session) }
    }
    guard let found else { throw AccountTrouble.linkGone }
    return found
  }

  /// Proves an address and logs in. The browser that signed up needs nothing more; another one the password, so that nobody
  /// is made the owner of an account whose password somebody else chose. Returns the new cookie.
  func verify(_ token: String, password: String, by visit: SiteVisit) async throws -> String {
    let developer = try await developer(of: token, .verify)
    if !isWaiting(visit, for: developer) { try await check(password, of: developer) }
    let (cookie, tokenHash, now) = (SiteCookie.fresh(hub.world), digest(token), now)
    try await hub.store.write { session in
      // An account that was proven in another way has an owner, who may have bound a second factor since.
      guard try MailLinkTable.find(tokenHash, .verify, now: now, in: session) != nil,
        let current = try DeveloperTable.find(developer.id, in: session), current.verifiedAt == nil
      else { throw AccountTrouble.linkGone }
      try DeveloperTable.verify(developer.id, at: now, in: session)
      try MailLinkTable.removeAll(of: developer.id, .verify, in: session)
      try SiteSessionTable.removeAll(of: developer.id, except: nil, in: session)
      try insertSession(cookie, of: developer.id, .full, visit, now, in: session)
    }
    return cookie
  }

  /// Whether this browser is the one that signed up.
  func isWaiting(_ visit: SiteVisit, for developer: Developer) -> Bool {
    visit.login?.session.stage == .unverified && visit.login?.developer.id == developer.id
  }

  // MARK: A new password

  /// Sends a link to an address that has an account; to another one nothing, and nobody is told.
  func askForReset(_ typedEmail: String, by visit: SiteVisit) async throws {
    guard let email = EmailAddress(typedEmail) else { throw AccountTrouble.emailMalformed }
    try await claim(.address(visit.address), atMost: AccountRules.triesPerAddress)
    let (token, now) = (SiteCookie.fresh(hub.world), now)
    let letters = Letters(language: visit.language)
    try await hub.store.write { session in
      let mayWrite = try SiteAttemptTable.claim(
        subject(.letters(email.text)), at: now, since: now.adding(seconds: -AccountRules.attemptSeconds),
        atMost: AccountRules.lettersPerAddress, in: session)
      guard mayWrite, let known = try DeveloperTable.find(email: email.text, in: session) else { return }
      try MailLinkTable.insert(
        digest(token), for: known.id, .reset, until: now.adding(seconds: AccountRules.resetSeconds), in: session)
      try mail.send(
        letters.reset(address.link("/developers/reset/password?token=\(token)")), to: email.text, at: now, in: session)
    }
  }

  /// Sets the password, which proves the address too, and ends every session: whoever knew the old one is out.
  func reset(_ token: String, password typed: String) async throws {
    let developer = try await developer(of: token, .reset)
    let password = try NewPassword(typed, for: EmailAddress(developer.email))
    let salt = hub.hasher.salt(hub.world.randomBytes(16))
    let hash = try await hub.hasher.hash(password.text, salt: salt)
    let (tokenHash, now) = (digest(token), now)
    try await hub.store.write { session in
      guard try MailLinkTable.find(tokenHash, .reset, now: now, in: session) != nil else {
        throw AccountTrouble.linkGone
      }
      try DeveloperTable.setPassword(of: developer.id, hash: hash, salt: salt, in: session)
      try DeveloperTable.verify(developer.id, at: now, in: session)
      try MailLinkTable.removeAll(of: developer.id, .reset, in: session)
      try MailLinkTable.removeAll(of: developer.id, .verify, in: session)
      try SiteSessionTable.removeAll(of: developer.id, except: nil, in: session)
      try SiteAttemptTable.forget(subject(.account(developer.email)), in: session)
    }
  }

  // MARK: Attempts

  /// What attempts are counted by.
  enum Subject {
    case address(String)
    case account(String)
    case code(Int64)
    case letters(String)
  }

  /// Only a digest is kept: the table of attempts is no list of addresses.
  func subject(_ subject: Subject) -> [UInt8] {
    switch subject {
    case .address(let text): digest("address/\(text)")
    case .account(let email): digest("account/\(email)")
    case .code(let developer): digest("code/\(developer)")
    case .letters(let email): digest("letters/\(email)")
    }
  }

  /// Takes one of the attempts before it is known how it ends, so that parallel guesses cannot share one.
  func claim(_ what: Subject, atMost limit: Int) async throws {
    let (subject, now) = (subject(what), now)
    let isFree = try await hub.store.write { session in
      try SiteAttemptTable.claim(
        subject, at: now, since: now.adding(seconds: -AccountRules.attemptSeconds), atMost: limit, in: session)
    }
    guard isFree else { throw AccountTrouble.tooManyTries }
  }

  /// Checks a password within the bounds of attempts.
  func check(_ password: String, of developer: Developer) async throws {
    try await claim(.account(developer.email), atMost: AccountRules.triesPerAccount)
    let (password, salt) = (String(password.prefix(600)), developer.passwordSalt)
    let hash = try await hub.hasher.hash(password, salt: salt)
    guard equalInConstantTime(hash, developer.passwordHash) else { throw AccountTrouble.loginWrong }
    let subject = subject(.account(developer.email))
    let renewed = await hub.hasher.renewed(password, salt: salt, hub.world)
    try await hub.store.write { session in
      try SiteAttemptTable.forget(subject, in: session)
      guard let (new, salt) = renewed else { return }
      try DeveloperTable.renewPassword(of: developer.id, from: hash, to: new, salt: salt, in: session)
    }
  }

  func insertSession(
    _ cookie: String, of developer: Int64, _ stage: SiteSession.Stage, _ visit: SiteVisit, _ now: Instant,
    in session: any SQLSession
  ) throws {
    let seconds =
      switch stage {
      case .unverified: AccountRules.waitingSeconds
      case .password: AccountRules.codeSeconds
      case .full: AccountRules.sessionSeconds
      }
    try SiteSessionTable.insert(
      SiteSession(
        cookieHash: digest(cookie), name: String(hexText(digest("name/\(cookie)")).prefix(16)), developer: developer,
        stage: stage, createdAt: now, seenAt: now, expiresAt: now.adding(seconds: seconds), address: visit.address,
        browser: visit.browser), in: session)
  }
}
