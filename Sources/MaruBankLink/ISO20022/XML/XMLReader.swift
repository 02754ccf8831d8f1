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
    let root = try reader.element(depth: 1, outer: [:])
    reader.skipBlanks()
    guard reader.position == bytes.count else { throw reader.problem("something stands after the document") }
    return root
  }

  /// `<?xml version="1.0" encoding="UTF-8"?>`, or nothing.
  private mutating func declaration() throws {
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

  private mutating func element(depth: Int, outer: [String: String]) throws -> XMLTree {
    elements += 1
    guard depth <= XMLReader.deepest else { throw problem("more than \(XMLReader.deepest) levels") }
    guard elements <= XMLReader.mostElements else { throw problem("too many elements") }
    guard take("<") else { throw problem("an element was expected") }
    let tag = try name()
    var scope = outer
    let (attributes, isEmpty) = try head(&scope)
    guard let namespace = scope[tag.prefix] ?? (tag.prefix.isEmpty ? "" : nil) else {
      throw problem("the prefix of \(tag.local) has no namespace")
    }
    var children: [XMLTree] = []
    var text: [UInt8] = []
    while !isEmpty {
      guard position < bytes.count else { throw problem("ended within \(tag.local)") }
      switch bytes[position] {
      case UInt8(ascii: "<"):
        if take("</") {
          guard try name() == tag else { throw problem("the end tag is another's") }
          skipBlanks()
          guard take(">") else { throw problem("no end of an end tag") }
          return try tree(tag.local, namespace, attributes, children, text)
        }
        guard !startsWith("<!"), !startsWith("<?") else {
          throw problem("declarations, comments, CDATA and instructions are not read")
        }
        children.append(try element(depth: depth + 1, outer: scope))
      case UInt8(ascii: "&"): try reference(into: &text)
      default: try character(into: &text)
      }
    }
    return try tree(tag.local, namespace, attributes, children, text)
  }

  private func tree(
    _ name: String, _ namespace: String, _ attributes: [XMLTree.Attribute], _ children: [XMLTree], _ text: [UInt8]
  ) throws -> XMLTree {
    guard children.isEmpty || text.allSatisfy(XMLReader.isBlank) else { throw problem("text beside elements") }
    return XMLTree(
      name: name, namespace: namespace, attributes: attributes, children: children,
      text: children.isEmpty ? String(decoding: text, as: UTF8.self) : "")
  }

  /// The rest of a start tag. Declarations of namespaces go into `scope`; the only attribute with a prefix that is let through,
  /// and dropped, is the hint where a schema may be found.
  private mutating func head(_ scope: inout [String: String]) throws -> ([XMLTree.Attribute], isEmpty: Bool) {
    var attributes: [XMLTree.Attribute] = []
    var seen: Set<String> = []
    var hints: [String] = []
    while true {
      let start = position
      skipBlanks()
      if take("/>") || take(">") {
        guard hints.allSatisfy({ scope[$0] == XMLReader.schemaInstance }) else {
          throw problem("an attribute with a prefix")
        }
        return (attributes, bytes[position - 2] == UInt8(ascii: "/"))
      }
      guard position > start else { throw problem("no end of a start tag") }
      let (prefix, local) = try name()
      skipBlanks()
      guard take("=") else { throw problem("an attribute without value") }
      skipBlanks()
      let value = try quoted()
      guard seen.insert("\(prefix):\(local)").inserted else { throw problem("an attribute twice") }
      guard seen.count <= XMLReader.mostAttributes else { throw problem("too many attributes") }
      switch (prefix, local) {
      case ("", "xmlns"): scope[""] = value
      case ("xmlns", _) where !value.isEmpty && !local.hasPrefix("xml"): scope[local] = value
      case ("", _): attributes.append(XMLTree.Attribute(name: local, value: value))
      case (_, "schemaLocation"): hints.append(prefix)
      default: throw problem("an attribute with a prefix")
      }
    }
  }

  /// ASCII names only: there are no others in ISO 20022.
  private mutating func name() throws -> (prefix: String, local: String) {
    let start = position
    while position < bytes.count, XMLReader.isNameByte(bytes[position]) { position += 1 }
    let parts = bytes[start..<position].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard position - start <= XMLReader.longestName, (1...2).contains(parts.count),
      parts.allSatisfy({ $0.first.map(XMLReader.isNameStart) == true })
    else { throw problem("no name") }
    let texts = parts.map { String(decoding: $0, as: UTF8.self) }
    return texts.count == 2 ? (texts[0], texts[1]) : ("", texts[0])
  }

  private mutating func quoted() throws -> String {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'") else {
      throw problem("a value without quotes")
    }
    let quote = bytes[position]
    position += 1
    var text: [UInt8] = []
    while position < bytes.count, bytes[position] != quote {
      switch bytes[position] {
      case UInt8(ascii: "<"): throw problem("< in a value")
      case UInt8(ascii: "&"): try reference(into: &text)
      default: try character(into: &text)
      }
    }
    guard position < bytes.count else { throw problem("a value without end") }
    position += 1
    return String(decoding: text, as: UTF8.self)
  }

  /// One byte of text. A line ends with LF whatever was written (XML 1.0 section 2.11).
  private mutating func character(into text: inout [UInt8]) throws {
    let byte = bytes[position]
    switch byte {
    case 0x0D:
      if position + 1 == bytes.count || bytes[position + 1] != 0x0A { text.append(0x0A) }
    case 0..<0x20 where !XMLReader.isBlank(byte): throw problem("a control character")
    case 0xEF where startsWith("\u{FFFE}") || startsWith("\u{FFFF}"): throw problem("no character of XML")
    case UInt8(ascii: ">") where text.suffix(2) == [UInt8(ascii: "]"), UInt8(ascii: "]")]: throw problem("]]> in text")
    default: text.append(byte)
    }
    position += 1
  }

  private mutating func reference(into text: inout [UInt8]) throws {
    guard let end = bytes[position...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { throw problem("a bare &") }
    let inner = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
    switch inner {
    case "lt": text.append(UInt8(ascii: "<"))
    case "gt": text.append(UInt8(ascii: ">"))
    case "amp": text.append(UInt8(ascii: "&"))
    case "quot": text.append(UInt8(ascii: "\""))
    case "apos": text.append(UInt8(ascii: "'"))
    default:
      let digits = inner.hasPrefix("#x") ? inner.dropFirst(2) : inner.dropFirst()
      guard inner.hasPrefix("#"), digits.utf8.allSatisfy({ XMLReader.isHexDigit($0) }),
        let value = UInt32(digits, radix: inner.hasPrefix("#x") ? 16 : 10), let scalar = Unicode.Scalar(value),
        scalar.isXML
      else { throw problem("an entity that is not XML's own") }
      text.append(contentsOf: String(Character(scalar)).utf8)
    }
    position = end + 1
  }

  private mutating func take(_ text: StaticString) -> Bool {
    guard startsWith(text.description) else { return false }
    position += text.utf8CodeUnitCount
    return true
  }
  private func startsWith(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }
  private mutating func skipBlanks() {
    while position < bytes.count, XMLReader.isBlank(bytes[position]) { position += 1 }
  }
  private func problem(_ reason: String) -> Problem { Problem(position: position, reason: reason) }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
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
