import MaruContract

/// Replaces the values of some members in a JSON text, in one pass: also in one that is cut short, or is no JSON at all.
struct JSONMask {
  private static let hidden = Array("\"•••\"".utf8)
  private let text: [UInt8]
  private var position = 0
  private var written: [UInt8] = []

  init(_ text: [UInt8]) { self.text = text }

  /// The text with every value hidden whose member has one of the names, however the name is escaped.
  mutating func masked(_ names: Set<String>) -> String {
    written.reserveCapacity(text.count)
    while position < text.count {
      guard text[position] == UInt8(ascii: "\"") else {
        written.append(text[position])
        position += 1
        continue
      }
      let start = position
      skipString()
      let end = position
      skipBlanks()
      let isName = position < text.count && text[position] == UInt8(ascii: ":")
      if isName {
        position += 1
        skipBlanks()
      }
      written += text[start..<position]
      if isName, names.contains(Self.plain(text[start..<end])) {
        skipValue()
        written += Self.hidden
      }
    }
    return String(decoding: written, as: UTF8.self)
  }

  /// Behind the string that begins here, or to the end of the text.
  private mutating func skipString() {
    position += 1
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: "\\"): position += 2
      case UInt8(ascii: "\""):
        position += 1
        return
      default: position += 1
      }
    }
    position = text.count
  }

  private mutating func skipBlanks() {
    while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) { position += 1 }
  }

  /// Behind the value that begins here: a string, an object or array with all it holds, or whatever stands up to the next comma.
  private mutating func skipValue() {
    var depth = 0
    while position < text.count {
      switch text[position] {
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
