import MaruContract

/// Replaces the values of some members in a JSON text, in one pass: also in one that is cut short, or is no JSON at all.
struct JSONMask {
  private static let hidden = Array("\"•••\"".utf8)
  private let source: [UInt8]
  private var position = 0
  private var written: [UInt8] = []

  init(_ text: [UInt8]) { source = text }

  /// The text with every value hidden whose member has one of the names, however the name is escaped.
  mutating func masked(_ names: Set<String>) -> String {
    written.reserveCapacity(source.count)
    while position < source.count {
      guard source[position] == UInt8(ascii: "\"") else {
        written.append(source[position])
        position += 1
        continue
      }
      let start = position
      skipString()
      let end = position
      skipBlanks()
      let isName = position < source.count && source[position] == UInt8(ascii: ":")
      if isName {
        position += 1
        skipBlanks()
      }
      written += source[start..<position]
      if isName, names.contains(Self.plain(source[start..<end])) {
        skipValue()
        written += Self.hidden
      }
    }
    return String(decoding: written, as: UTF8.self)
  }

  // MARK: Piece by piece

  /// What comes next in a text of which little is kept.
  enum Part {
    /// A bracket or comma.
    case structure(UInt8)
    /// A member's name, with its quotes and colon as they came.
    case name(String, raw: ArraySlice<UInt8>)
    /// A value that belongs to no member, or no JSON.
    case other
  }

  /// What was written so far.
  var text: String { String(decoding: written, as: UTF8.self) }

  /// Whether an object or array begins here.
  var isContainerNext: Bool { position < source.count && [0x7B, 0x5B].contains(source[position]) }

  mutating func write(_ bytes: some Sequence<UInt8>) { written += bytes }

  /// Passes the next piece; nil at the end.
  mutating func nextPart() -> Part? {
    guard position < source.count else { return nil }
    let byte = source[position]
    if byte == UInt8(ascii: "\"") {
      let start = position
      skipString()
      let end = position
      skipBlanks()
      guard position < source.count, source[position] == UInt8(ascii: ":") else { return .other }
      position += 1
      skipBlanks()
      return .name(Self.plain(source[start..<end]), raw: source[start..<position])
    }
    position += 1
    return [0x7B, 0x7D, 0x5B, 0x5D, 0x2C].contains(byte) ? .structure(byte) : .other
  }

  /// Passes the value that begins here and writes it.
  mutating func writeValue() {
    let start = position
    skipValue()
    written += source[start..<min(position, source.count)]
  }

  /// Passes the value that begins here and writes that it is hidden; `asName`: its name too.
  mutating func hide(asName: Bool = false) {
    if asName { written += Self.hidden + [UInt8(ascii: ":")] }
    skipValue()
    written += Self.hidden
  }

  /// Behind the string that begins here, or to the end of the source.
  private mutating func skipString() {
    position += 1
    while position < source.count {
      switch source[position] {
      case UInt8(ascii: "\\"): position += 2
      case UInt8(ascii: "\""):
        position += 1
        return
      default: position += 1
      }
    }
    position = source.count
  }

  private mutating func skipBlanks() {
    while position < source.count, [0x20, 0x09, 0x0A, 0x0D].contains(source[position]) { position += 1 }
  }

  /// Behind the value that begins here: a string, an object or array with all it holds, or whatever stands up to the next comma.
  private mutating func skipValue() {
    var depth = 0
    while position < source.count {
      switch source[position] {
      case UInt8(ascii: "\""):
        skipString()
        if depth == 0 { return }
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard depth > 0 else { return }
        depth -= 1
        if depth == 0 {
          position += 1
          return
        }
      case UInt8(ascii: ","), 0x20, 0x09, 0x0A, 0x0D: if depth == 0 { return }
      default: break
      }
      position += 1
    }
  }

  /// A string without quotes and escapes; as it is where it cannot be read.
  private static func plain(_ string: ArraySlice<UInt8>) -> String {
    guard string.contains(UInt8(ascii: "\\")) else {
      return String(decoding: string.dropFirst().dropLast(), as: UTF8.self)
    }
    guard case .string(let plain)? = try? JSONReader.read(Array(string)) else { return "" }
    return plain
  }
}
