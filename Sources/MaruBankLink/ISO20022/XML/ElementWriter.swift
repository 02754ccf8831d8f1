import MaruDomain

/// Writes a message's elements in the order in which they are put.
package struct ElementWriter {
  private(set) var bytes: [UInt8] = []

  /// A whole document.
  static func document(namespace: String, _ body: (inout ElementWriter) -> Void) -> [UInt8] {
    var writer = ElementWriter()
    writer.bytes.reserveCapacity(2_048)
    writer.add("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    writer.element("Document", " xmlns=\"\(namespace)\"", body)
    return writer.bytes
  }

  /// An element with others in it.
  package mutating func group(_ name: String, _ body: (inout ElementWriter) -> Void) { element(name, "", body) }

  /// An element with others in it, and a namespace of its own.
  mutating func group(_ name: String, namespace: String, _ body: (inout ElementWriter) -> Void) {
    element(name, " xmlns=\"\(namespace)\"", body)
  }

  private mutating func element(_ name: String, _ attributes: String, _ body: (inout ElementWriter) -> Void) {
    add("<\(name)\(attributes)>")
    let start = bytes.count
    body(&self)
    if bytes.count == start {
      bytes.removeLast()
      add("/>")
    } else {
      add("</\(name)>")
    }
  }

  /// An element with text; none for nil.
  package mutating func put(_ name: String, _ text: String?) {
    guard let text else { return }
    element(name, "") { $0.escape(text) }
  }

  /// An amount in won, which has no smaller unit.
  package mutating func put(_ name: String, won amount: Int64) {
    element(name, " Ccy=\"KRW\"") { $0.add(String(amount)) }
  }

  private mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func escape(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": add("&lt;")
      case ">": add("&gt;")
      case "&": add("&amp;")
      // A reader would make a line feed of it.
      case "\r": add("&#13;")
      case _ where scalar.isXML: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      // What XML cannot hold at all is shown as what it is: not representable.
      default: bytes.append(contentsOf: UTF8.encodedReplacementCharacter)
      }
    }
  }
}
