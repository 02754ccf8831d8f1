/// Reads the part of XML 1.0 that ISO 20022 messages use: elements, namespaces, attributes and text in UTF-8.
///
/// Document type declarations, entities beyond the five of XML itself, processing instructions, comments and CDATA sections are
/// refused, so nothing outside the document is ever looked at and nothing in it can grow. Size, depth and number of elements are
/// bounded. What is not well-formed is refused where it stands.
package struct XMLReader {
  /// Why a document was refused. Names a place, never a value.
  package struct Problem: Error, Hashable, CustomStringConvertible {
    /// Offset in bytes.
    package let position: Int
    package let reason: String
    package var description: String { "XML, byte \(position): \(reason)" }
  }

  /// Bytes of a document at most.
  package static let largest = 4 << 20
  /// Elements within each other at most; the messages have eleven.
  package static let deepest = 24
  /// Elements of a document at most; a full page of a statement has some 11,000.
  package static let mostElements = 50_000
  private static let longestName = 64
  private static let mostAttributes = 8
  private static let schemaInstance = "http://www.w3.org/2001/XMLSchema-instance"

  private let bytes: [UInt8]
  private var position = 0
  private var elements = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The document's root element. Throws ``Problem``.
  package static func read(_ bytes: [UInt8]) throws -> XMLTree {
    var reader = XMLReader(bytes)
    guard bytes.count <= largest else { throw reader.problem("larger than 4 MiB") }
    guard String(validating: bytes, as: UTF8.self) != nil else { throw reader.problem("not UTF-8") }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
    try reader.declaration()
    reader.skipBlanks()
    let root = try reader.element(depth: 1, outer: XMLScope())
    reader.skipBlanks()
    guard reader.position == bytes.count else { throw reader.problem("something stands after the document") }
    return root
  }

  /// `<?xml version="1.0" encoding="UTF-8"?>`, or nothing.
  private mutating func declaration() throws {
    // As nearly everybody writes it, the hub too.
    if take("<?xml version=\"1.0\" encoding=\"UTF-8\"?>") { return }
    guard take("<?xml ") else { return }
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: ">")) else { throw problem("no end of <?xml") }
    let text = String(decoding: bytes[position..<end], as: UTF8.self).replacing("'", with: "\"")
    let parts = text.split(whereSeparator: { " \t\r\n?".contains($0) })
    let known: Set = [
      "version=\"1.0\"", "encoding=\"UTF-8\"", "encoding=\"utf-8\"", "standalone=\"yes\"", "standalone=\"no\"",
    ]
    guard text.hasSuffix("?"), parts.first == "version=\"1.0\"", parts.allSatisfy({ known.contains(String($0)) }) else {
      throw problem("only version 1.0 in UTF-8 is read")
    }
    position = end + 1
  }

  private mutating func element(depth: Int, outer: XMLScope) throws -> XMLTree {
    elements += 1
    guard depth <= XMLReader.deepest else { throw problem("more than \(XMLReader.deepest) levels") }
    guard elements <= XMLReader.mostElements else { throw problem("too many elements") }
    guard take(UInt8(ascii: "<")) else { throw problem("an element was expected") }
    let tag = try name()
    // Most start tags are a name alone.
    if take(UInt8(ascii: ">")) { return try content(of: tag, [], depth, outer) }
    var scope = outer
    let (attributes, isEmpty) = try head(&scope)
    return try content(of: tag, attributes, depth, scope, isEmpty: isEmpty)
  }

  /// The element of a start tag that was read, up to the end of its end tag; without one if it is empty.
  private mutating func content(
    of tag: Name, _ attributes: [XMLTree.Attribute], _ depth: Int, _ scope: XMLScope, isEmpty: Bool = false
  ) throws -> XMLTree {
    guard let namespace = scope.namespace(tag.prefix) else {
      throw problem("the prefix of \(tag.local) has no namespace")
    }
    var children: [XMLTree] = []
    var text = XMLText()
    var isMixed = false
    while !isEmpty {
      guard position < bytes.count else { throw problem("ended within \(tag.local)") }
      switch bytes[position] {
      case UInt8(ascii: "<"):
        if take("</") {
          try endTag(of: tag)
          return try tree(tag.local, namespace, attributes, children, text, isMixed)
        }
        guard !startsWith("<!"), !startsWith("<?") else {
          throw problem("declarations, comments, CDATA and instructions are not read")
        }
        // Blanks between elements say nothing, and what was read of them need not be kept.
        isMixed = isMixed || !text.isBlank(in: bytes)
        text = XMLText()
        // Most elements have one child or some; an array that grows one by one would be made anew for nearly each of those.
        if children.count == 1 { children.reserveCapacity(4) }
        children.append(try element(depth: depth + 1, outer: scope))
      case UInt8(ascii: "&"): try reference(into: &text)
      default: try characters(until: UInt8(ascii: "<"), into: &text)
      }
    }
    return try tree(tag.local, namespace, attributes, children, text, isMixed)
  }

  private func tree(
    _ name: String, _ namespace: String, _ attributes: [XMLTree.Attribute], _ children: [XMLTree], _ text: XMLText,
    _ isMixed: Bool
  ) throws -> XMLTree {
    guard children.isEmpty || !isMixed && text.isBlank(in: bytes) else { throw problem("text beside elements") }
    return XMLTree(
      name: name, namespace: namespace, attributes: attributes, children: children,
      text: children.isEmpty ? text.string(in: bytes) : "")
  }

  /// The rest of an end tag, behind `</`.
  private mutating func endTag(of tag: Name) throws {
    // The same bytes as in the start tag, and no more of a name: nothing has to be made of them.
    let end = position + tag.bytes.count
    guard isSame(position..<end, tag.bytes), end == bytes.count || !XMLReader.isNameByte(bytes[end]) else {
      _ = try name()
      throw problem("the end tag is another's")
    }
    position = end
    skipBlanks()
    guard take(UInt8(ascii: ">")) else { throw problem("no end of an end tag") }
  }

  /// The rest of a start tag. Declarations of namespaces go into `scope`; the only attribute with a prefix that is let through,
  /// and dropped, is the hint where a schema may be found.
  private mutating func head(_ scope: inout XMLScope) throws -> ([XMLTree.Attribute], isEmpty: Bool) {
    var attributes: [XMLTree.Attribute] = []
    var seen: [Range<Int>] = []
    var hints: [String] = []
    while true {
      let start = position
      skipBlanks()
      if take(UInt8(ascii: ">")) || take("/>") {
        for prefix in hints where scope.namespace(prefix) != XMLReader.schemaInstance {
          throw problem("an attribute with a prefix")
        }
        return (attributes, bytes[position - 2] == UInt8(ascii: "/"))
      }
      guard position > start else { throw problem("no end of a start tag") }
      let name = try name()
      skipBlanks()
      guard take(UInt8(ascii: "=")) else { throw problem("an attribute without value") }
      skipBlanks()
      let value = try quoted()
      guard !seen.contains(where: { isSame($0, name.bytes) }) else { throw problem("an attribute twice") }
      seen.append(name.bytes)
      guard seen.count <= XMLReader.mostAttributes else { throw problem("too many attributes") }
      switch (name.prefix, name.local) {
      case ("", "xmlns"): scope.declare(value)
      case ("xmlns", let prefix) where !value.isEmpty && !prefix.hasPrefix("xml"): scope.declare(value, prefix)
      case ("", let local): attributes.append(XMLTree.Attribute(name: local, value: value))
      case (let prefix, "schemaLocation"): hints.append(prefix)
      default: throw problem("an attribute with a prefix")
      }
    }
  }

  /// A name and where it stands.
  private struct Name {
    let prefix: String
    let local: String
    /// With the prefix and its colon.
    let bytes: Range<Int>
  }

  /// ASCII names only: there are no others in ISO 20022.
  private mutating func name() throws -> Name {
    let start = position
    var local = start
    var colons = 0
    while position < bytes.count, XMLReader.isNameByte(bytes[position]) {
      if bytes[position] == UInt8(ascii: ":") {
        colons += 1
        local = position + 1
      }
      position += 1
    }
    guard position - start <= XMLReader.longestName, colons <= 1, local < position, XMLReader.isNameStart(bytes[start]),
      XMLReader.isNameStart(bytes[local])
    else { throw problem("no name") }
    return Name(
      prefix: local == start ? "" : string(start..<(local - 1)), local: string(local..<position),
      bytes: start..<position)
  }

  private mutating func quoted() throws -> String {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'") else {
      throw problem("a value without quotes")
    }
    let quote = bytes[position]
    position += 1
    var text = XMLText()
    while position < bytes.count, bytes[position] != quote {
      switch bytes[position] {
      case UInt8(ascii: "<"): throw problem("< in a value")
      case UInt8(ascii: "&"): try reference(into: &text)
      default: try characters(until: quote, into: &text)
      }
    }
    guard position < bytes.count else { throw problem("a value without end") }
    position += 1
    return text.string(in: bytes)
  }

  /// Text up to what needs a look, and that too unless it is `end` or markup. A line ends with LF whatever was written (XML 1.0
  /// section 2.11).
  private mutating func characters(until end: UInt8, into text: inout XMLText) throws {
    let start = position
    while position < bytes.count, XMLReader.isPlain(bytes[position]), bytes[position] != end { position += 1 }
    text.append(start..<position, of: bytes)
    guard position < bytes.count else { return }
    switch bytes[position] {
    case end, UInt8(ascii: "<"), UInt8(ascii: "&"): return
    case 0x0D:
      if position + 1 == bytes.count || bytes[position + 1] != 0x0A { text.append([0x0A], of: bytes) }
    case 0xEF where startsWith("\u{FFFE}") || startsWith("\u{FFFF}"): throw problem("no character of XML")
    case UInt8(ascii: ">") where text.endsInBrackets(in: bytes): throw problem("]]> in text")
    case 0..<0x20: throw problem("a control character")
    default: text.append(position..<(position + 1), of: bytes)
    }
    position += 1
  }

  private mutating func reference(into text: inout XMLText) throws {
    guard let end = bytes[position...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { throw problem("a bare &") }
    let inner = string((position + 1)..<end)
    switch inner {
    case "lt": text.append([UInt8(ascii: "<")], of: bytes)
    case "gt": text.append([UInt8(ascii: ">")], of: bytes)
    case "amp": text.append([UInt8(ascii: "&")], of: bytes)
    case "quot": text.append([UInt8(ascii: "\"")], of: bytes)
    case "apos": text.append([UInt8(ascii: "'")], of: bytes)
    default:
      let digits = inner.hasPrefix("#x") ? inner.dropFirst(2) : inner.dropFirst()
      guard inner.hasPrefix("#"), digits.utf8.allSatisfy({ XMLReader.isHexDigit($0) }),
        let value = UInt32(digits, radix: inner.hasPrefix("#x") ? 16 : 10), let scalar = Unicode.Scalar(value),
        scalar.isXML
      else { throw problem("an entity that is not XML's own") }
      text.append(String(Character(scalar)).utf8, of: bytes)
    }
    position = end + 1
  }

  private mutating func take(_ text: StaticString) -> Bool {
    guard startsWith(text) else { return false }
    position += text.utf8CodeUnitCount
    return true
  }
  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }
  private func startsWith(_ text: StaticString) -> Bool {
    guard text.utf8CodeUnitCount <= bytes.count - position else { return false }
    for index in 0..<text.utf8CodeUnitCount where bytes[position + index] != text.utf8Start[index] { return false }
    return true
  }
  /// Whether the same bytes stand at two places; the first one may reach over the document's end.
  private func isSame(_ place: Range<Int>, _ other: Range<Int>) -> Bool {
    guard place.count == other.count, place.upperBound <= bytes.count else { return false }
    for index in 0..<other.count where bytes[place.lowerBound + index] != bytes[other.lowerBound + index] {
      return false
    }
    return true
  }
  private mutating func skipBlanks() {
    while position < bytes.count, XMLReader.isBlank(bytes[position]) { position += 1 }
  }
  private func string(_ place: Range<Int>) -> String { String(decoding: bytes[place], as: UTF8.self) }
  private func problem(_ reason: String) -> Problem { Problem(position: position, reason: reason) }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
  /// Whether a byte of a text stands for itself whatever is around it: all but `<`, `&`, `>`, CR, what begins U+FFFE, and controls.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "<"), UInt8(ascii: "&"), UInt8(ascii: ">"), 0xEF: false
    default: byte >= 0x20 || byte == 0x09 || byte == 0x0A
    }
  }
  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
  }
  private static func isNameStart(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
  }
  private static func isNameByte(_ byte: UInt8) -> Bool {
    isNameStart(byte) || (0x30...0x3A).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }
}

extension Unicode.Scalar {
  /// Whether XML 1.0 can hold it at all (section 2.2).
  var isXML: Bool {
    switch value {
    case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x1_0000...0x10_FFFF: true
    default: false
    }
  }
}
