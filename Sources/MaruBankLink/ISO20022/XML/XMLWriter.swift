/// Writes a tree as a document that ``XMLReader`` reads as the same tree, except that a character which XML cannot hold becomes
/// U+FFFD. A namespace is declared, without prefix, where it is another than that of the element around.
struct XMLWriter {
  private var bytes: [UInt8] = []

  static func write(_ tree: XMLTree) -> [UInt8] {
    var writer = XMLWriter()
    writer.bytes.reserveCapacity(2_048)
    writer.add("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    writer.element([tree], 0, within: "")
    return writer.bytes
  }

  /// One of some elements; taken from where it stands, because each copy would count five references.
  private mutating func element(_ trees: [XMLTree], _ index: Int, within outer: String) {
    let (name, namespace, children) = (trees[index].name, trees[index].namespace, trees[index].children)
    add(UInt8(ascii: "<"))
    add(name)
    if namespace != outer { attribute("xmlns", namespace) }
    for attribute in trees[index].attributes { self.attribute(attribute.name, attribute.value) }
    if children.isEmpty, trees[index].text.isEmpty {
      add("/>")
      return
    }
    add(UInt8(ascii: ">"))
    for child in children.indices { element(children, child, within: namespace) }
    escape(trees[index].text, inValue: false)
    add("</")
    add(name)
    add(UInt8(ascii: ">"))
  }

  private mutating func attribute(_ name: String, _ value: String) {
    add(UInt8(ascii: " "))
    add(name)
    add("=\"")
    escape(value, inValue: true)
    add(UInt8(ascii: "\""))
  }

  private mutating func add(_ byte: UInt8) { bytes.append(byte) }

  private mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  private mutating func escape(_ text: String, inValue: Bool) {
    var text = text
    let isPlain = text.withUTF8 { utf8 in
      guard utf8.allSatisfy(XMLWriter.isPlain) else { return false }
      bytes.append(contentsOf: utf8)
      return true
    }
    if isPlain { return }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": add("&lt;")
      case ">": add("&gt;")
      case "&": add("&amp;")
      case "\"" where inValue: add("&quot;")
      // A reader would make a line feed of it.
      case "\r": add("&#13;")
      case _ where scalar.isXML: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      // What XML cannot hold at all is shown as what it is: not representable.
      default: bytes.append(contentsOf: UTF8.encodedReplacementCharacter)
      }
    }
  }

  /// Whether a byte is a part of a character that is written as it is. U+FFFE and U+FFFF begin with 0xEF.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\""), 0xEF: false
    default: byte >= 0x20 || byte == 0x09 || byte == 0x0A
    }
  }
}
