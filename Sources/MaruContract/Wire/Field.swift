public import MaruDomain

/// The type and length of a wire field as the manual writes it: `N(12)`, `AH(20)`, `aNS(100)`.
public struct WireType: Sendable, Hashable, CustomStringConvertible {
  /// `A` upper-case, `a` lower-case, `N` digits, `H` Hangul, `S` special characters.
  public let letters: String
  /// The greatest number of characters; of a fixed-width field, the number.
  public let length: Int
  /// Dates, codes and ids have exactly their length.
  public let isFixed: Bool

  /// `letters(length)`; `fixed` for exactly that length.
  public init(_ letters: String, _ length: Int, fixed: Bool = false) {
    self.letters = letters
    self.length = length
    self.isFixed = fixed
  }
  /// As the manual writes it: `AN(24)`.
  public var description: String { "\(letters)(\(length))" }

  /// What the letters allow, as a regular expression (ECMA 262) without anchors: the form of a field without a closer rule.
  var pattern: String {
    switch letters {
    case "N": isFixed ? "[0-9]{\(length)}" : "[0-9]{1,\(length)}"
    case "SN": "-?[0-9]{1,\(length - 1)}"
    default: "[^\\u0000-\\u001F\\u007F]*"
    }
  }
}

/// One field of the wire: its name there, its type, and the domain type behind it.
///
/// The same value serves the parser, the writer, the OpenAPI document and the client library, so a length or a name is said
/// once.
public struct Field<Value: Sendable>: Sendable {
  /// The wire's name.
  public let name: String
  /// Other spellings that real clients send; accepted, never written.
  public let aliases: [String]
  /// Type and length as the manual writes them.
  public let type: WireType
  /// What it is, Korean term first.
  public let summary: String
  /// A valid value, as on the wire.
  public let example: String
  /// The whole list of values where it is closed.
  public let values: [String]
  /// The form of the text as a regular expression (ECMA 262) without anchors; for documents, the check itself is in code.
  public let pattern: String
  let parse: @Sendable (String) -> Value?
  let render: @Sendable (Value) -> String

  /// A field that `parse` reads (nil where the text breaks the rule) and `render` writes.
  public init(
    _ name: String, aliases: [String] = [], _ type: WireType, _ summary: String, example: String, values: [String] = [],
    pattern: String? = nil, parse: @escaping @Sendable (String) -> Value?, render: @escaping @Sendable (Value) -> String
  ) {
    self.name = name
    self.aliases = aliases
    self.type = type
    self.summary = summary
    self.example = example
    self.values = values
    self.pattern = pattern ?? type.pattern
    self.parse = parse
    self.render = render
  }
}

extension Field where Value: ValidatedText {
  /// A field whose domain type checks its own text.
  public init(_ name: String, aliases: [String] = [], _ type: WireType, _ summary: String, example: String) {
    self.init(
      name, aliases: aliases, type, summary, example: example, pattern: Value.pattern, parse: { Value($0) },
      render: { $0.text })
  }
}

extension Field where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// A field whose values are a closed list.
  public init(_ name: String, _ type: WireType, _ summary: String, example: Value) {
    self.init(
      name, type, summary, example: example.rawValue, values: Value.allCases.map(\.rawValue),
      parse: { Value(rawValue: $0) }, render: { $0.rawValue })
  }
}

extension Field where Value == String {
  /// A text without a type of its own: at most its length, no control characters.
  public init(text name: String, aliases: [String] = [], _ type: WireType, _ summary: String, example: String) {
    self.init(
      name, aliases: aliases, type, summary, example: example,
      parse: { text in
        guard text.hasCharacters((type.isFixed ? type.length : 0)...type.length),
          text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { return nil }
        return text
      },
      render: { $0 })
  }
}

extension Field where Value == Int {
  /// A count or row number, N(n): digits only, leading zeros allowed.
  public init(number name: String, digits: Int, _ summary: String, example: String) {
    self.init(
      name, WireType("N", digits), summary, example: example,
      parse: { text in
        guard (1...digits).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
          return nil
        }
        return Int(text)
      },
      render: { String($0) })
  }
}

/// How a message uses a field; what the documents are made of.
public struct FieldUse: Sendable, Hashable {
  /// When a field is there.
  public enum Presence: Sendable, Hashable {
    /// Always; never empty.
    case required
    /// In a request: may be left out.
    case optional
    /// Required under a condition, told in words.
    case when(String)
    /// In an answer: always there, empty when there is nothing to say.
    case blankable
  }
  /// The wire's name.
  public let name: String
  /// Other spellings that are accepted in requests.
  public let aliases: [String]
  /// Type and length as the manual writes them; of a list, `list` and the greatest number of rows.
  public let type: WireType
  /// When the field is there.
  public let presence: Presence
  /// What it is, Korean term first.
  public let summary: String
  /// A valid value, as on the wire; empty for a list.
  public let example: String
  /// The whole list of values where it is closed, else empty.
  public let values: [String]
  /// The form of the text as a regular expression without anchors.
  public let pattern: String
  /// The fields of a row, where the field is a list.
  public let rows: [FieldUse]?
}
