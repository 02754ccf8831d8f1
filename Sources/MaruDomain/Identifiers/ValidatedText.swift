/// A text that can only be made by passing its type's own check.
///
/// Every identifier and every bounded text of the platform conforms, so a value in hand is a value that was checked;
/// nothing past the parser looks at lengths again.
public protocol ValidatedText: Sendable, Hashable, CustomStringConvertible, Codable {
  /// The checked text, spelled as on the wire.
  var text: String { get }
  /// The rule as a regular expression (ECMA 262) without anchors, for documents; the initialiser is what decides.
  static var pattern: String { get }
  /// Nil when `text` breaks the type's rule.
  init?(_ text: String)
}

extension ValidatedText {
  /// The text itself; types that must not print override it.
  public var description: String { text }

  /// Reads the text through the type's own check.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Self(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no \(Self.self)")
    }
    self = value
  }

  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension StringProtocol {
  /// Whether every byte is `0`…`9` (and there is at least one).
  var isDigits: Bool { !isEmpty && utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }

  /// Whether every byte is a digit or an ASCII letter.
  var isAlphanumeric: Bool {
    !isEmpty
      && utf8.allSatisfy {
        ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x41 && $0 <= 0x5A) || ($0 >= 0x61 && $0 <= 0x7A)
      }
  }

  /// Whether a person counts so many characters in it. A letter with a thousand accents is one character, so the code points are
  /// bounded too: a Hangul syllable that a client sends in its parts has three.
  package func hasCharacters(_ range: ClosedRange<Int>) -> Bool {
    // A character has a byte at least: a text this short needs no counting, which would look up what belongs together in each.
    if range.lowerBound <= 1, utf8.count <= range.upperBound { return utf8.count >= range.lowerBound }
    return unicodeScalars.count <= 3 * range.upperBound && range.contains(count)
  }

  /// Control characters would break passbook lines, logs and pages; no field of the platform may hold one.
  var hasControlCharacter: Bool {
    unicodeScalars.contains { $0.value < 0x20 || ($0.value >= 0x7F && $0.value < 0xA0) }
  }
}
