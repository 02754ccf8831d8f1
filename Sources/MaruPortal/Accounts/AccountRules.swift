import MaruDomain

/// How the accounts of the developer site are bounded.
enum AccountRules {
  /// A session ends so long after it was last used, in seconds: half a day.
  static let idleSeconds: Int64 = 12 * 3_600
  /// A session ends so long after the login, used or not: two weeks.
  static let sessionSeconds: Int64 = 14 * 86_400
  /// A browser that has not come all the way in has so long, in seconds.
  static let waitingSeconds: Int64 = 86_400
  /// Seconds between password and authenticator's code.
  static let codeSeconds: Int64 = 600
  static let verifySeconds: Int64 = 86_400
  static let resetSeconds: Int64 = 1_800
  /// The window in which attempts are counted, in seconds.
  static let attemptSeconds: Int64 = 900
  /// Wrong passwords (or codes) for one account.
  static let triesPerAccount = 10
  /// Attempts of all kinds from one address. Behind a proxy all share one, so it is no less than a company needs.
  static let triesPerAddress = 300
  /// Letters to one address within the window.
  static let lettersPerAddress = 5
  /// NIST SP 800-63B section 3.1.1.2 asks for 8 at least where there is a second factor, more where there is none.
  static let passwordLengths = 10...128
  static let recoveryCodes = 8
}

/// Why an account's step did not go on; told to the person on the same page.
enum AccountTrouble: Error, Sendable, Equatable {
  case emailMalformed
  case passwordShort
  case passwordSimple
  /// Unknown address or wrong password: which of the two is not said.
  case loginWrong
  case codeWrong
  case tooManyTries
  /// The link was used, expired, or never was one.
  case linkGone
}

/// An e-mail address as accounts are known by: lower case, one `@`, nothing that breaks a header (RFC 5321 section 4.5.3.1).
struct EmailAddress: Sendable, Hashable {
  let text: String

  init?(_ typed: String) {
    let trimmed = typed.filter { $0 != " " }.lowercased()
    let parts = trimmed.split(separator: "@", omittingEmptySubsequences: false)
    let isPlain = trimmed.unicodeScalars.allSatisfy {
      $0.value > 0x20 && $0.value != 0x7F && !"<>()[]\\,;:\"".unicodeScalars.contains($0)
    }
    guard parts.count == 2, (1...64).contains(parts[0].utf8.count), (1...190).contains(parts[1].utf8.count), isPlain,
      !parts[1].hasPrefix("."), !parts[1].hasSuffix(".")
    else { return nil }
    text = trimmed
  }
}

/// A password that may be chosen.
struct NewPassword: Sendable {
  let text: String

  /// Throws ``AccountTrouble`` for one that is too short, or that a guess would begin with.
  init(_ typed: String, for email: EmailAddress?) throws(AccountTrouble) {
    guard AccountRules.passwordLengths.contains(typed.unicodeScalars.count), typed.utf8.count <= 512 else {
      throw .passwordShort
    }
    let lower = typed.lowercased()
    let isOfAddress = email.map { $0.text == lower || $0.text.split(separator: "@")[0] == lower } ?? false
    let isCounting = ["0123456789", "1234567890", "qwertyuiop"].contains { lower.hasPrefix($0) }
    guard Set(lower).count >= 4, !isOfAddress, !isCounting, !lower.hasPrefix("password") else { throw .passwordSimple }
    text = typed
  }
}
