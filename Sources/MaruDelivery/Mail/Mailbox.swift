/// An address that a letter comes from or goes to, with or without a name: `Maru <no-reply@hub.example>` (RFC 5322 section 3.4).
///
/// Nothing in it can end a line of a header or a command: whoever types an address adds no field and no recipient.
package struct Mailbox: Sendable, Hashable {
  package let address: String
  /// The name that is shown; empty where there is none.
  package let name: String

  /// Reads a bare address or a name with the address in angle brackets. Nil for anything else, and for an address outside
  /// ASCII, which few servers take (RFC 6531).
  package init?(_ text: String) {
    var rest = text[...]
    var name = ""
    if text.hasSuffix(">") {
      guard let open = text.lastIndex(of: "<") else { return nil }
      name = String(text[..<open].drop { $0 == " " })
      while name.hasSuffix(" ") { name.removeLast() }
      if name.count >= 2, name.hasPrefix("\""), name.hasSuffix("\"") { name = String(name.dropFirst().dropLast()) }
      rest = text[text.index(after: open)...].dropLast()
    }
    guard Mailbox.isAddress(rest), name.utf8.count <= 100,
      name.unicodeScalars.allSatisfy({ !Mailbox.controls($0) && $0 != "\"" && $0 != "\\" })
    else { return nil }
    self.name = name
    address = String(rest)
  }

  /// The part behind the `@`.
  package var domain: String { String(address.drop { $0 != "@" }.dropFirst()) }

  private static func isAddress(_ text: Substring) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...64).contains(parts[0].utf8.count), (1...190).contains(parts[1].utf8.count) else {
      return false
    }
    return text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>()[]\\,;:\"".utf8.contains($0) }
  }

  static func controls(_ scalar: Unicode.Scalar) -> Bool {
    // U+2028 and U+2029 end lines for some readers.
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar == "\u{2028}" || scalar == "\u{2029}"
  }
}

/// What a letter is about, in one line: ends of lines in it become spaces.
package struct MailSubject: Sendable, Hashable {
  package let text: String

  package init(_ text: String) {
    self.text = String(
      String.UnicodeScalarView(text.unicodeScalars.map { Mailbox.controls($0) ? " " : $0 }.prefix(200)))
  }
}
