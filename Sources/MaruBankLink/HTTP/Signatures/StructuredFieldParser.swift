/// Reads a dictionary of structured fields (RFC 9651 section 4.2). Anybody may send anything: it is bounded and never traps.
struct StructuredFieldParser {
  /// A field of a signature is some hundred bytes.
  static let longest = 8_192
  private static let mostMembers = 64

  /// The text breaks the grammar, or is longer than anybody needs.
  struct Failure: Error, Hashable {}

  private let bytes: [UInt8]
  private var position = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The dictionary that `text` spells.
  static func dictionary(_ text: String) throws(Failure) -> FieldDictionary {
    let bytes = Array(text.utf8)
    guard bytes.count <= longest else { throw Failure() }
    var parser = StructuredFieldParser(bytes)
    return try parser.dictionary()
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipSpaces() {
    while next == 0x20 { position += 1 }
  }

  /// Tabs too, as around the commas of a dictionary.
  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x09 { position += 1 }
  }

  private mutating func dictionary() throws(Failure) -> FieldDictionary {
    var dictionary = FieldDictionary()
    skipSpaces()
    while next != nil {
      let name = try key()
      if take(UInt8(ascii: "=")) {
        dictionary[name] = next == UInt8(ascii: "(") ? .list(try innerList()) : .item(try item())
      } else {
        dictionary[name] = .item(FieldItem(.boolean(true), try parameters()))
      }
      guard dictionary.members.count <= Self.mostMembers else { throw Failure() }
      skipBlanks()
      guard next != nil else { return dictionary }
      guard take(UInt8(ascii: ",")) else { throw Failure() }
      skipBlanks()
      // A comma promises another member.
      guard next != nil else { throw Failure() }
    }
    return dictionary
  }

  private mutating func innerList() throws(Failure) -> InnerList {
    guard take(UInt8(ascii: "(")) else { throw Failure() }
    var items: [FieldItem] = []
    while true {
      skipSpaces()
      if take(UInt8(ascii: ")")) { return InnerList(items, try parameters()) }
      items.append(try item())
      guard items.count <= Self.mostMembers, next == 0x20 || next == UInt8(ascii: ")") else { throw Failure() }
    }
  }

  private mutating func item() throws(Failure) -> FieldItem {
    let value = try bareItem()
    return FieldItem(value, try parameters())
  }

  private mutating func parameters() throws(Failure) -> FieldParameters {
    var parameters = FieldParameters()
    while take(UInt8(ascii: ";")) {
      skipSpaces()
      let name = try key()
      parameters[name] = take(UInt8(ascii: "=")) ? try bareItem() : .boolean(true)
      guard parameters.members.count <= Self.mostMembers else { throw Failure() }
    }
    return parameters
  }

  private mutating func key() throws(Failure) -> String {
    let start = position
    guard let first = next, first == UInt8(ascii: "*") || Self.isLower(first) else { throw Failure() }
    while let byte = next, Self.isOfKey(byte) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func bareItem() throws(Failure) -> BareItem {
    switch next {
    case UInt8(ascii: "\"")?: return .string(try string())
    case UInt8(ascii: ":")?: return .bytes(try byteSequence())
    case UInt8(ascii: "?")?: return .boolean(try boolean())
    case let byte? where byte == UInt8(ascii: "-") || Self.isDigit(byte): return .integer(try integer())
    case let byte? where byte == UInt8(ascii: "*") || Self.isLetter(byte): return .token(token())
    default: throw Failure()
    }
  }

  private mutating func integer() throws(Failure) -> Int64 {
    let isNegative = take(UInt8(ascii: "-"))
    let start = position
    while let byte = next, Self.isDigit(byte) { position += 1 }
    // Fifteen digits at most (section 3.3.1); decimals have no place in a signature.
    guard (1...15).contains(position - start), next != UInt8(ascii: ".") else { throw Failure() }
    let value = bytes[start..<position].reduce(Int64(0)) { $0 * 10 + Int64($1 & 15) }
    return isNegative ? -value : value
  }

  private mutating func string() throws(Failure) -> String {
    position += 1
    // What was read up to the last backslash; a string without any is taken as it stands.
    var text: [UInt8] = []
    var start = position
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        let rest = bytes[start..<position]
        position += 1
        return String(decoding: text.isEmpty ? rest : text + rest, as: UTF8.self)
      case UInt8(ascii: "\\"):
        text += bytes[start..<position]
        position += 1
        guard let escaped = next, escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\") else {
          throw Failure()
        }
        // The escaped letter begins what follows.
        start = position
        position += 1
      case 0x20...0x7E: position += 1
      default: throw Failure()
      }
    }
    throw Failure()
  }

  private mutating func byteSequence() throws(Failure) -> [UInt8] {
    position += 1
    let start = position
    while let byte = next, byte != UInt8(ascii: ":") { position += 1 }
    let text = bytes[start..<position]
    guard take(UInt8(ascii: ":")), let decoded = Base64.decode(text) else { throw Failure() }
    return decoded
  }

  private mutating func boolean() throws(Failure) -> Bool {
    position += 1
    if take(UInt8(ascii: "1")) { return true }
    if take(UInt8(ascii: "0")) { return false }
    throw Failure()
  }

  private mutating func token() -> String {
    let start = position
    position += 1
    while let byte = next, Self.isLetter(byte) || Self.isDigit(byte) || ":/!#$%&'*+-.^_`|~".utf8.contains(byte) {
      position += 1
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private static func isOfKey(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "*"): true
    default: isLower(byte) || isDigit(byte)
    }
  }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { isLower(byte) || (0x41...0x5A).contains(byte) }
}
