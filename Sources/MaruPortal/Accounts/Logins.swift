import MaruDomain
import MaruStore

/// Where a login has come to.
enum LoginStep: Sendable {
  /// Logged in, with this cookie.
  case done(String)
  /// The password was right; the authenticator's code is due, with this cookie.
  case code(String)
  /// The password was right, but the address was never proven: a letter is on its way, with this cookie.
  case letter(String)
}

extension DeveloperAccounts {
  /// The session of a cookie, with its developer; nil where there is none, or where it ended.
  func login(cookie: String) async throws -> Login? {
    let (hash, now) = (digest(cookie), now)
    let found = try await hub.store.read { session -> Login? in
      guard let one = try SiteSessionTable.find(hash, in: session),
        let developer = try DeveloperTable.find(one.developer, in: session)
      else { return nil }
      return Login(developer: developer, session: one)
    }
    guard let found, now < found.session.expiresAt else { return nil }
    if found.session.stage == .full {
      guard now < found.session.seenAt.adding(seconds: AccountRules.idleSeconds) else { return nil }
      // Once a minute is enough to tell who is idle.
      if now.milliseconds(since: found.session.seenAt) > 60_000 {
        try await hub.store.write { try SiteSessionTable.see(hash, at: now, in: $0) }
      }
    }
    return found
  }

  /// Checks address and password. Throws ``AccountTrouble/loginWrong`` after the same work whichever is wrong.
  func logIn(_ typedEmail: String, _ password: String, by visit: SiteVisit) async throws -> LoginStep {
    guard let email = EmailAddress(typedEmail) else { throw AccountTrouble.loginWrong }
    try await claim(.address(visit.address), atMost: AccountRules.triesPerAddress)
    guard let developer = try await hub.store.read({ try DeveloperTable.find(email: email.text, in: $0) }) else {
      try await claim(.account(email.text), atMost: AccountRules.triesPerAccount)
      _ = try await hub.hasher.hash(String(password.prefix(600)), salt: hub.hasher.nobodysSalt)
      throw AccountTrouble.loginWrong
    }
    try await check(password, of: developer)
    guard developer.verifiedAt != nil else { return .letter(try await signUpAgain(developer, by: visit)) }
    let stage: SiteSession.Stage = developer.totpSecret == nil ? .full : .password
    let (cookie, now) = (SiteCookie.fresh(hub.world), now)
    try await hub.store.write { try insertSession(cookie, of: developer.id, stage, visit, now, in: $0) }
    return stage == .full ? .done(cookie) : .code(cookie)
  }

  /// Another letter for somebody who never opened the first.
  private func signUpAgain(_ developer: Developer, by visit: SiteVisit) async throws -> String {
    let (cookie, token, now) = (SiteCookie.fresh(hub.world), SiteCookie.fresh(hub.world), now)
    let letter = Letters(language: visit.language).verify(address.link("/developers/verify?token=\(token)"))
    try await hub.store.write { session in
      try insertSession(cookie, of: developer.id, .unverified, visit, now, in: session)
      guard
        try SiteAttemptTable.claim(
          subject(.letters(developer.email)), at: now, since: now.adding(seconds: -AccountRules.attemptSeconds),
          atMost: AccountRules.lettersPerAddress, in: session)
      else { return }
      try MailLinkTable.insert(
        digest(token), for: developer.id, .verify, until: now.adding(seconds: AccountRules.verifySeconds), in: session)
      try mail.send(letter, to: developer.email, at: now, in: session)
    }
    return cookie
  }

  /// Checks the authenticator's code, or a recovery code, of a browser whose password was right; returns the new cookie.
  func confirm(_ typed: String, by visit: SiteVisit) async throws -> String {
    guard let login = visit.login, login.session.stage == .password else { throw AccountTrouble.linkGone }
    try await takeCode(typed, of: login.developer)
    let (cookie, old, now) = (SiteCookie.fresh(hub.world), login.session.cookieHash, now)
    try await hub.store.write { session in
      try SiteSessionTable.remove(old, in: session)
      try insertSession(cookie, of: login.developer.id, .full, visit, now, in: session)
    }
    return cookie
  }

  /// Takes a code of six digits or a recovery code, each once. Throws ``AccountTrouble``.
  func takeCode(_ typed: String, of developer: Developer) async throws {
    try await claim(.code(developer.id), atMost: AccountRules.triesPerAccount)
    let text = typed.filter { $0.isLetter || $0.isNumber }.uppercased()
    guard let sealed = developer.totpSecret else { throw AccountTrouble.codeWrong }
    // A key that does not open any more (the hub's own was lost) leaves the recovery codes.
    let secret = seal.open(sealed, for: .developer(developer.id))
    if let secret, let step = TimeCode.step(of: text, secret: secret, at: now) {
      guard try await hub.store.write({ try DeveloperTable.takeStep(step, of: developer.id, in: $0) }) else {
        throw AccountTrouble.codeWrong
      }
    } else {
      let hash = digest("recovery/\(text)")
      guard try await hub.store.write({ try DeveloperTable.takeRecoveryCode(hash, of: developer.id, in: $0) }) else {
        throw AccountTrouble.codeWrong
      }
    }
    let subject = subject(.code(developer.id))
    try await hub.store.write { try SiteAttemptTable.forget(subject, in: $0) }
  }

  /// Binds an authenticator once it has shown a right code; returns the recovery codes, which are kept as digests only.
  func bindAuthenticator(_ secret: [UInt8], code: String, for developer: Developer) async throws -> [String] {
    try await claim(.code(developer.id), atMost: AccountRules.triesPerAccount)
    guard let step = TimeCode.step(of: code.filter(\.isNumber), secret: secret, at: now) else {
      throw AccountTrouble.codeWrong
    }
    let codes = (0..<AccountRules.recoveryCodes).map { _ in Base32.encode(hub.world.randomBytes(10)) }
    let hashes = codes.map { digest("recovery/\($0)") }
    let (subject, sealed) = (
      subject(.code(developer.id)), try seal.seal(secret, for: .developer(developer.id), hub.world)
    )
    try await hub.store.write { session in
      try DeveloperTable.setAuthenticator(
        of: developer.id, secret: sealed, step: step, recovery: hashes, in: session)
      try SiteAttemptTable.forget(subject, in: session)
    }
    return codes
  }

  /// Takes the authenticator away, against a code of it.
  func releaseAuthenticator(code: String, of developer: Developer) async throws {
    try await takeCode(code, of: developer)
    try await hub.store.write {
      try DeveloperTable.setAuthenticator(of: developer.id, secret: nil, step: 0, recovery: [], in: $0)
    }
  }

  // MARK: Sessions

  func sessions(of developer: Developer) async throws -> [SiteSession] {
    let (all, now) = (try await hub.store.read { try SiteSessionTable.all(of: developer.id, in: $0) }, now)
    return all.filter { now < $0.expiresAt && now < $0.seenAt.adding(seconds: AccountRules.idleSeconds) }
  }

  func logOut(_ visit: SiteVisit) async throws {
    guard let hash = visit.login?.session.cookieHash else { return }
    try await hub.store.write { try SiteSessionTable.remove(hash, in: $0) }
  }

  func endSession(named name: String, of developer: Developer) async throws {
    try await hub.store.write { try SiteSessionTable.remove(named: name, of: developer.id, in: $0) }
  }

  func endOtherSessions(of visit: SiteVisit, _ developer: Developer) async throws {
    let hash = visit.login?.session.cookieHash
    try await hub.store.write { try SiteSessionTable.removeAll(of: developer.id, except: hash, in: $0) }
  }

  func recoveryCodesLeft(of developer: Developer) async throws -> Int64 {
    try await hub.store.read { try DeveloperTable.recoveryCodes(of: developer.id, in: $0) }
  }
}
