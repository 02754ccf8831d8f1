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
  private var now: Instant { hub.world.now() }
  private func digest(_ text: String) -> [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

  /// Who is logged in with a cookie; nil where nobody is (any more).
  func person(cookie: String) async throws -> Operator? {
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
    if now.milliseconds(since: session.seenAt) > 60_000 {
      try await hub.store.write { try OperatorSessionTable.see(hash, at: now, in: $0) }
    }
    return person
  }

  /// Checks all three; returns the new cookie. Throws ``Trouble`` after the same work whichever is wrong; each try is on record.
  func logIn(_ name: String, password: String, code: String, by visit: ConsoleVisit) async throws -> String {
    try await claim("operator/address/\(visit.address)", atMost: Self.triesPerAddress)
    try await claim("operator/name/\(name)", atMost: Self.triesPerName)
    let person = try await hub.store.read { try OperatorTable.find(name: name, in: $0) }
    let salt = person?.passwordSalt ?? Array(repeating: 0, count: 16)
    let hash = try await hub.hasher.hash(String(password.prefix(600)), salt: salt)
    guard let person, person.endedAt == nil, let known = person.passwordHash, let secret = person.totpSecret,
      equalInConstantTime(hash, known),
      let step = TimeCode.step(of: code.filter(\.isNumber), secret: secret, at: now),
      try await hub.store.write({ try OperatorTable.takeStep(step, of: person.id, in: $0) })
    else {
      let record = AuditRecord(
        at: now, who: String(name.prefix(40)), act: "login.refused", subject: String(name.prefix(40)),
        address: visit.address)
      try await hub.store.write { try AuditTable.append(record, in: $0) }
      throw Trouble.wrong
    }
    return try await enter(person, "login", by: visit)
  }

  /// Whose set-up link it is. Throws ``Trouble/linkGone``.
  func person(settingUp token: String) async throws -> Operator {
    let (hash, now) = (digest(token), now)
    guard let found = try await hub.store.read({ try OperatorTable.find(setUp: hash, now: now, in: $0) }) else {
      throw Trouble.linkGone
    }
    return found
  }

  /// Sets password and authenticator with a link, which then is used up, and logs in; returns the cookie.
  func setUp(
    _ token: String, password: String, code: String, secret: [UInt8], by visit: ConsoleVisit
  ) async throws -> String {
    try await claim("operator/address/\(visit.address)", atMost: Self.triesPerAddress)
    let person = try await person(settingUp: token)
    guard (12...128).contains(password.unicodeScalars.count), Set(password).count >= 6 else {
      throw Trouble.passwordShort
    }
    guard let step = TimeCode.step(of: code.filter(\.isNumber), secret: secret, at: now) else {
      throw Trouble.codeWrong
    }
    let salt = hub.world.randomBytes(16)
    let (hash, tokenHash, now) = (try await hub.hasher.hash(password, salt: salt), digest(token), now)
    try await hub.store.write { session in
      guard try OperatorTable.find(setUp: tokenHash, now: now, in: session) != nil else { throw Trouble.linkGone }
      try OperatorTable.setUp(
        person.id, passwordHash: hash, passwordSalt: salt, totpSecret: secret, step: step, in: session)
    }
    return try await enter(person, "setup", by: visit)
  }

  func logOut(_ visit: ConsoleVisit) async throws {
    guard visit.person != nil else { return }
    let (hash, record) = (digest(visit.cookie), visit.record("logout", visit.person?.name ?? "", at: now))
    try await hub.store.write { session in
      try OperatorSessionTable.remove(hash, in: session)
      try AuditTable.append(record, in: session)
    }
  }

  private func enter(_ person: Operator, _ act: String, by visit: ConsoleVisit) async throws -> String {
    let (cookie, now) = (hub.world.randomHex(bytes: 32), now)
    let session = OperatorSession(
      cookieHash: digest(cookie), operatorID: person.id, createdAt: now, seenAt: now,
      expiresAt: now.adding(seconds: Self.longestSeconds), address: visit.address)
    let record = AuditRecord(at: now, who: person.name, act: act, subject: person.name, address: visit.address)
    try await hub.store.write { work in
      try OperatorSessionTable.sweep(before: now, in: work)
      try OperatorSessionTable.insert(session, in: work)
      try AuditTable.append(record, in: work)
    }
    return cookie
  }

  /// Takes one of the tries before it is known how it ends, so that parallel guesses cannot share one.
  private func claim(_ subject: String, atMost limit: Int) async throws {
    let (hash, now) = (digest(subject), now)
    let isFree = try await hub.store.write { session in
      try SiteAttemptTable.claim(
        hash, at: now, since: now.adding(seconds: -Self.window), atMost: limit, in: session)
    }
    guard isFree else { throw Trouble.tooManyTries }
  }
}
