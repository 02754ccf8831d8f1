import Crypto
import MaruDomain
import MaruHub
import MaruPortal
import MaruStore

/// Logins of operators: name, password and authenticator, all three at every login.
struct OperatorAccounts: Sendable {
  /// A login ends so long after it was last used, in seconds.
  static let idleSeconds: Int64 = 1_800
  /// A login ends so long after it began: a shift.
  static let longestSeconds: Int64 = 12 * 3_600
  /// Tries for one name, and from one address, in a quarter of an hour.
  static let triesPerName = 10
  static let triesPerAddress = 60
  private static let window: Int64 = 900

  /// Why nobody was let in; which of the three is wrong is not said.
  enum Trouble: Error, Sendable, Equatable {
    case wrong
    case tooManyTries
    case passwordShort
    case codeWrong
    /// The set-up link was used, expired, or never was one.
    case linkGone
  }

  let hub: Hub
  /// Keys of authenticators are stored sealed.
  let seal: SecretSeal
  private var now: Instant { hub.world.now() }
  private func digest(_ text: String) -> [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

  /// Who is logged in with a cookie; nil where nobody is (any more). `isUse`: somebody asks, and not the page by itself.
  func person(cookie: String, isUse: Bool) async throws -> Operator? {
    let (hash, now) = (digest(cookie), now)
    let found = try await hub.store.read { session -> (OperatorSession, Operator)? in
      guard let one = try OperatorSessionTable.find(hash, in: session),
        let person = try OperatorTable.find(one.operatorID, in: session), person.endedAt == nil
      else { return nil }
      return (one, person)
    }
    guard let (session, person) = found, now < session.expiresAt,
      now < session.seenAt.adding(seconds: Self.idleSeconds)
    else { return nil }
    // Once a minute is enough to tell who is idle.
    if isUse, now.milliseconds(since: session.seenAt) > 60_000 {
      try await hub.store.write { try OperatorSessionTable.see(hash, at: now, in: $0) }
    }
    return person
  }

  /// Checks all three; returns the new cookie. Throws ``Trouble`` after the same work whichever is wrong; each try is on record.
  func logIn(_ name: String, password: String, code: String, by visit: ConsoleVisit) async throws -> String {
    let person = try await hub.store.read { try OperatorTable.find(name: name, in: $0) }
    // Whoever tries at one console closes nobody's name, and no address, at the other.
    let isOfHere = person.map(visit.realm.admits) ?? false
    try await claim(digest("\(visit.realm.root)/address/\(visit.address)"), atMost: Self.triesPerAddress)
    try await claim(
      isOfHere ? OperatorRegistry.attempts(name) : digest("\(visit.realm.root)/stranger/\(name)"),
      atMost: Self.triesPerName)
    let salt = person?.passwordSalt ?? hub.hasher.nobodysSalt
    let password = String(password.prefix(600))
    let hash = try await hub.hasher.hash(password, salt: salt)
    guard let person, person.endedAt == nil, visit.realm.admits(person), let known = person.passwordHash,
      let sealed = person.totpSecret, equalInConstantTime(hash, known),
      let secret = authenticatorKey(sealed, of: person),
      let step = TimeCode.step(of: code.filter(\.isNumber), secret: secret, at: now)
    else { throw try await refused(person, visit) }
    let entry = entry(of: person, "login", visit)
    let attempts = OperatorRegistry.attempts(name)
    let renewed = await hub.hasher.renewed(password, salt: salt, hub.world)
    let isIn = try await hub.store.write { session in
      // What was checked must still be so: somebody may have ended the operator, or let them begin anew, meanwhile.
      guard let still = try OperatorTable.find(person.id, in: session), still.endedAt == nil,
        still.passwordHash == known, still.totpSecret == sealed,
        try OperatorTable.takeStep(step, of: person.id, in: session)
      else { return false }
      try SiteAttemptTable.forget(attempts, in: session)
      if let (new, salt) = renewed {
        try OperatorTable.renewPassword(of: person.id, from: known, to: new, salt: salt, in: session)
      }
      try entry.write(in: session)
      return true
    }
    guard isIn else { throw try await refused(person, visit) }
    return entry.cookie
  }

  private func authenticatorKey(_ sealed: [UInt8], of person: Operator) -> [UInt8]? {
    let key = seal.open(sealed, for: .console(person.id))
    if key == nil {
      hub.logger.error(
        "an operator's authenticator does not open: it was sealed with another key. Give all hubs of a database the same --site-key, or let them begin anew with 'maru operator renew'",
        metadata: ["operator": "\(person.name)"])
    }
    return key
  }

  /// Whose set-up link it is, of the people of this console. Throws ``Trouble/linkGone``.
  func person(settingUp token: String, in realm: ConsoleRealm) async throws -> Operator {
    let (hash, now) = (digest(token), now)
    guard let found = try await hub.store.read({ try OperatorTable.find(setUp: hash, now: now, in: $0) }),
      realm.admits(found)
    else { throw Trouble.linkGone }
    return found
  }

  /// Sets password and authenticator with a link, which then is used up, and logs in; returns the cookie.
  func setUp(
    _ token: String, password: String, code: String, secret: [UInt8], by visit: ConsoleVisit
  ) async throws -> String {
    try await claim(digest("\(visit.realm.root)/address/\(visit.address)"), atMost: Self.triesPerAddress)
    let person = try await person(settingUp: token, in: visit.realm)
    guard (12...128).contains(password.unicodeScalars.count), Set(password).count >= 6 else {
      throw Trouble.passwordShort
    }
    guard let step = TimeCode.step(of: code.filter(\.isNumber), secret: secret, at: now) else {
      throw Trouble.codeWrong
    }
    let salt = hub.hasher.salt(hub.world.randomBytes(16))
    let (hash, tokenHash, now) = (try await hub.hasher.hash(password, salt: salt), digest(token), now)
    let entry = entry(of: person, "setup", visit)
    let sealed = try seal.seal(secret, for: .console(person.id), hub.world)
    try await hub.store.write { session in
      guard try OperatorTable.find(setUp: tokenHash, now: now, in: session) != nil else { throw Trouble.linkGone }
      try OperatorTable.setUp(
        person.id, passwordHash: hash, passwordSalt: salt, totpSecret: sealed, step: step, in: session)
      try entry.write(in: session)
    }
    return entry.cookie
  }

  func logOut(_ visit: ConsoleVisit) async throws {
    guard visit.person != nil else { return }
    let (hash, record) = (digest(visit.cookie), visit.record("logout", visit.person?.name ?? "", at: now))
    try await hub.store.write { session in
      try OperatorSessionTable.remove(hash, in: session)
      try AuditTable.append(record, in: session)
    }
  }

  /// Writes down that nobody was let in. The name that a stranger typed is kept only where it is an operator's: it might be anything.
  private func refused(_ person: Operator?, _ visit: ConsoleVisit) async throws -> Trouble {
    let record = AuditRecord(
      at: now, who: "", act: "login.refused", subject: person?.name ?? "", address: visit.address)
    try await hub.store.write { try AuditTable.append(record, in: $0) }
    return .wrong
  }

  /// A login and the line of the log that tells of it: one is never there without the other.
  private struct Entry: Sendable {
    let cookie: String
    let session: OperatorSession
    let record: AuditRecord

    func write(in work: any SQLSession) throws {
      try OperatorSessionTable.sweep(before: session.createdAt, in: work)
      try OperatorSessionTable.insert(session, in: work)
      try AuditTable.append(record, in: work)
    }
  }

  private func entry(of person: Operator, _ act: String, _ visit: ConsoleVisit) -> Entry {
    let (cookie, now) = (hub.world.randomHex(bytes: 32), now)
    return Entry(
      cookie: cookie,
      session: OperatorSession(
        cookieHash: digest(cookie), operatorID: person.id, createdAt: now, seenAt: now,
        expiresAt: now.adding(seconds: Self.longestSeconds), address: visit.address),
      record: AuditRecord(at: now, who: person.name, act: act, subject: person.name, address: visit.address))
  }

  /// Takes one of the tries before it is known how it ends, so that parallel guesses cannot share one.
  private func claim(_ hash: [UInt8], atMost limit: Int) async throws {
    let now = now
    let isFree = try await hub.store.write { session in
      try SiteAttemptTable.claim(
        hash, at: now, since: now.adding(seconds: -Self.window), atMost: limit, in: session)
    }
    guard isFree else { throw Trouble.tooManyTries }
  }
}
