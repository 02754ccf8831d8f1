import MaruDomain
import MaruOAuth
import MaruStore

extension Hub {
  /// Sends a person a fresh one-time number; returns what is kept of it, and the number itself where pages show it because the test
  /// bed's phones do not exist. Throws ``ConsentTrouble/tooManyNumbers``.
  ///
  /// The bound is the person's over all visits: whoever knows three facts of somebody must not be able to fill their phone, nor
  /// to guess at number after number (RTS article 4(3)(b)).
  func sendOneTimeNumber(to person: VerifiedPerson) async throws -> (sent: SentNumber, shown: String?) {
    let now = world.now()
    let (hash, limit) = (digest(person.ci), settings.oneTimeNumbersPerHour)
    let mayHave = try await store.write { session in
      try OneTimeNumberTable.claim(hash, at: now, since: now.adding(seconds: -3_600), atMost: limit, in: session)
    }
    guard mayHave else { throw ConsentTrouble.tooManyNumbers }
    let digits = String(world.randomWord() % 1_000_000)
    let number = String(repeating: "0", count: 6 - digits.utf8.count) + digits
    let salt = hasher.salt(world.randomBytes(16), atMost: PasswordHasher.standardCost)
    let sent = SentNumber(
      hash: try await hasher.hash(number, salt: salt, urgent: true), salt: salt,
      expiresAt: world.now().adding(seconds: ConsentRules.numberSeconds))
    try await identity.send(oneTimeNumber: number, to: person.phone)
    return (sent, identity.showsOneTimeNumbers ? number : nil)
  }

  /// Compares what was typed with what was sent. Each look costs a try before the number is compared, so that guesses made at the
  /// same time cannot share one; the last wrong one ends the visit. Throws ``ConsentTrouble``.
  func checkOneTimeNumber(_ number: String, against sent: SentNumber, ofVisit idHash: [UInt8]) async throws {
    let mayTry = try await store.write { session in
      try ConsentSessionTable.countAttempt(idHash, atMost: ConsentRules.tries, in: session)
    }
    guard mayTry else { throw ConsentTrouble.tooManyTries }
    guard world.now() < sent.expiresAt else { throw ConsentTrouble.numberExpired }
    guard equalInConstantTime(try await hasher.hash(number, salt: sent.salt, urgent: true), sent.hash) else {
      let used = try await store.read { try ConsentSessionTable.find(idHash, in: $0)?.attempts } ?? ConsentRules.tries
      let left = Int(ConsentRules.tries - used)
      if left > 0 { throw ConsentTrouble.numberWrong(triesLeft: left) }
      _ = try await store.write { try ConsentSessionTable.remove(idHash, in: $0) }
      throw ConsentTrouble.tooManyTries
    }
  }
}

/// A one-time number that was sent, as a slow hash.
struct SentNumber: Sendable {
  let hash: [UInt8]
  let salt: [UInt8]
  let expiresAt: Instant
}

extension StoredConsentSession {
  /// The number that was sent, where one was.
  var sentNumber: SentNumber? {
    guard let numberHash, let numberSalt, let numberExpiresAt else { return nil }
    return SentNumber(hash: numberHash, salt: numberSalt, expiresAt: numberExpiresAt)
  }
}
