// Why not Foundation's: its JSON numbers pass through Double or need a type per body, and real clients send amounts as
// numbers. This reader keeps a number's text and a repeated name, refuses what RFC 8259 refuses, and bounds depth.

/// Reads one RFC 8259 document into a ``WireValue``.
public struct JSONReader: ~Copyable {
  /// Why a text is no JSON; the position is a byte offset.
  public struct Failure: Error, Sendable, Hashable {
    /// Byte offset.
    public let position: Int
    /// What is wrong there, in English; no text of the body.
    public let reason: String
  }

  /// No body of the platform is deeper than three; the bound stops a hostile one from exhausting the stack.
  private static let deepest = 16

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The document in `bytes`; throws ``Failure``.
  public static func read(_ bytes: [UInt8]) throws(Failure) -> WireValue {
    do {
      return try bytes.withUnsafeBufferPointer { buffer in
        var reader = JSONReader(bytes: buffer)
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.position == buffer.count else { throw reader.failure("text after the document") }
        return value
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(position: 0, reason: "unreadable")
    }
  }

  private func failure(_ reason: String) -> Failure { Failure(position: position, reason: reason) }

  private mutating func skipBlanks() {
    while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func value(depth: Int) throws(Failure) -> WireValue {
    skipBlanks()
    switch peek() {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"): return .number(try number())
    case let byte? where byte >= 0x30 && byte <= 0x39: return .number(try number())
    case nil: throw failure("the document ends early")
    default: throw failure("unexpected character")
    }
  }

  private mutating func word(_ text: StaticString, _ value: WireValue) throws(Failure) -> WireValue {
    for index in 0..<text.utf8CodeUnitCount {
      guard peek() == text.utf8Start[index] else { throw failure("unexpected word") }
      position += 1
    }
    return value
  }

  private mutating func object(depth: Int) throws(Failure) -> WireValue {
    guard depth <= JSONReader.deepest else { throw failure("nested too deeply") }
    position += 1
    var members: [WireValue.Member] = []
    skipBlanks()
    if peek() == UInt8(ascii: "}") {
      position += 1
      return .object(members)
    }
    while true {
      skipBlanks()
      guard peek() == UInt8(ascii: "\"") else { throw failure("a member needs a name in quotes") }
      let name = try string()
      skipBlanks()
      guard peek() == UInt8(ascii: ":") else { throw failure("a colon is missing") }
      position += 1
      members.append(WireValue.Member(name, try value(depth: depth)))
      skipBlanks()
      switch peek() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return .object(members)
      default: throw failure("a comma or } is missing")
      }
    }
  }

  private mutating func array(depth: Int) throws(Failure) -> WireValue {
    guard depth <= JSONReader.deepest else { throw failure("nested too deeply") }
    position += 1
    var values: [WireValue] = []
    skipBlanks()
    if peek() == UInt8(ascii: "]") {
      position += 1
      return .array(values)
    }
    while true {
      values.append(try value(depth: depth))
      skipBlanks()
      switch peek() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        position += 1
        return .array(values)
      default: throw failure("a comma or ] is missing")
      }
    }
  }

  private mutating func number() throws(Failure) -> String {
    let start = position
    if peek() == UInt8(ascii: "-") { position += 1 }
    let leadingZero = peek() == UInt8(ascii: "0")
    guard digits() > 0, !(leadingZero && position - start > (bytes[start] == UInt8(ascii: "-") ? 2 : 1)) else {
      throw failure("not a number")
    }
    if peek() == UInt8(ascii: ".") {
      position += 1
      guard digits() > 0 else { throw failure("not a number") }
    }
    if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
      position += 1
      if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
      guard digits() > 0 else { throw failure("not a number") }
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits() -> Int {
    let start = position
    while let byte = peek(), byte >= 0x30, byte <= 0x39 { position += 1 }
    return position - start
  }

  private mutating func string() throws(Failure) -> String {
    position += 1
    let start = position
    // Nearly every text of the platform has no escape: one scan and one copy.
    while let byte = peek(), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
      guard byte >= 0x20 else { throw failure("a control character in a text") }
      position += 1
    }
    guard let end = peek() else { throw failure("a text has no end") }
    guard let plain = String(validating: bytes[start..<position], as: UTF8.self) else { throw failure("not UTF-8") }
    if end == UInt8(ascii: "\"") {
      position += 1
      return plain
    }
    return try escapedString(after: plain)
  }

  private mutating func escapedString(after prefix: String) throws(Failure) -> String {
    var text = prefix
    while true {
      let start = position
      while let byte = peek(), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
        guard byte >= 0x20 else { throw failure("a control character in a text") }
        position += 1
      }
      guard let end = peek() else { throw failure("a text has no end") }
      guard let plain = String(validating: bytes[start..<position], as: UTF8.self) else { throw failure("not UTF-8") }
      text += plain
      position += 1
      if end == UInt8(ascii: "\"") { return text }
      text.unicodeScalars.append(try escape())
    }
  }

  private mutating func escape() throws(Failure) -> Unicode.Scalar {
    guard let letter = peek() else { throw failure("a text has no end") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = try hexUnit()
      if let scalar = Unicode.Scalar(unit) { return scalar }
      guard (0xD800..<0xDC00).contains(unit), peek() == UInt8(ascii: "\\") else {
        throw failure("half a surrogate pair")
      }
      position += 1
      guard peek() == UInt8(ascii: "u") else { throw failure("half a surrogate pair") }
      position += 1
      let low = try hexUnit()
      guard (0xDC00..<0xE000).contains(low),
        let scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
      else { throw failure("half a surrogate pair") }
      return scalar
    default: throw failure("an unknown escape")
    }
  }

  private mutating func hexUnit() throws(Failure) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("four hexadecimal digits are needed")
      }
      unit = unit << 4 | UInt32(digit)
      position += 1
    }
    return unit
  }
}
