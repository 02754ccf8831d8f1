/// Brings a letter to the next mail server.
package protocol LetterCarrier: Sendable {
  /// Tries once. A letter whose outcome is not known is ``CarriedLetter/delayed(_:)``: it may then arrive twice, under the
  /// same `Message-ID`.
  func carry(_ letter: MailMessage) async -> CarriedLetter
}

/// What became of a letter at one try. The reasons are ours and hold neither an address nor a word of the letter.
package enum CarriedLetter: Sendable, Hashable {
  /// The server has taken it over.
  case delivered
  /// The server will never take this letter (a reply of 5xx to its recipient or its contents).
  case refused(String)
  /// Not now; the next letter may fare better.
  case delayed(String)
  /// The server does not work with us at all: no other letter needs to be tried now.
  case serverAway(String)
}
