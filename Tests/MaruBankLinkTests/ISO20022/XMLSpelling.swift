import TestSupport

@testable import MaruBankLink

/// Random documents, and the many ways in which XML lets one be written.
struct XMLSpelling {
  private var numbers: RandomNumbers
  private var bytes: [UInt8] = []
  /// Prefixes that hold here, the innermost last.
  private var prefixes: [(name: String, namespace: String)] = []

  init(seed: UInt64) { numbers = RandomNumbers(seed: seed) }

  private mutating func chance(_ percent: Int) -> Bool { numbers.number(below: 100) < percent }
  private mutating func one<Value>(of list: [Value]) -> Value { list[numbers.number(below: list.count)] }

  // MARK: Documents

  private static let names = ["Document", "a", "Id", "_x", "GrpHdr", "FIToFICstmrDrctDbt", "a-b.c1", "Ab", "I"]
  private static let namespaces = ["", "urn:a", "urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08", "urn:<&>\"'"]
  private static let pieces = [
    "a", "2026-11-24T09:30:00+09:00", "가", "é", "\u{FFFD}", "🏦", "<", ">", "&", "\"", "'", "]]", "]", " ", "\t", "\n",
    "\r",
    "\r\n", "&amp;", "]]>", "\u{7F}", "\u{FFFC}", "xmlns",
  ]

  private mutating func text() -> String { (0..<numbers.number(below: 6)).map { _ in one(of: Self.pieces) }.joined() }

  /// A random element with others below it.
  mutating func tree(depth: Int = 1) -> XMLTree {
    let attributes = chance(80) ? [] : ["b", "c", "Ccy"].prefix(1 + numbers.number(below: 3)).map { ($0, text()) }
    let count = depth > 5 || chance(30) ? 0 : numbers.number(below: 6)
    return XMLTree(
      name: one(of: Self.names), namespace: one(of: Self.namespaces),
      attributes: attributes.map { XMLTree.Attribute(name: $0, value: $1) },
      children: (0..<count).map { _ in tree(depth: depth + 1) }, text: count == 0 ? text() : "")
  }

  // MARK: Ways to write them

  /// One of the ways to write this tree.
  mutating func document(_ tree: XMLTree) -> [UInt8] {
    bytes = []
    if chance(20) { add("\u{FEFF}") }
    add(
      one(of: [
        "", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>",
        "<?xml version=\"1.0\"?>\r\n",
      ]))
    element(tree, default: "")
    add(one(of: ["", "\n", " \r\n"]))
    return bytes
  }

  private mutating func element(_ tree: XMLTree, default outer: String) {
    let known = prefixes.count
    defer { prefixes.removeLast(prefixes.count - known) }
    var unprefixed = outer
    var declared: [String] = []
    var prefix = prefixes.last { $0.namespace == tree.namespace }?.name
    // A prefix may mean something else further in.
    if let name = prefix, prefixes.last(where: { $0.name == name })?.namespace != tree.namespace { prefix = nil }
    if prefix == nil, !tree.namespace.isEmpty, chance(30) {
      let name = one(of: ["p", "q", "ns0"])
      prefixes.append((name, tree.namespace))
      declared.append("xmlns:\(name)=" + value(tree.namespace))
      prefix = name
    }
    if tree.namespace != unprefixed, prefix == nil || chance(20) {
      unprefixed = tree.namespace
      declared.append("xmlns=" + value(tree.namespace))
    }
    if tree.namespace == unprefixed, chance(50) { prefix = nil }
    if chance(5) {
      prefixes.append(("xsi", "http://www.w3.org/2001/XMLSchema-instance"))
      declared.append("xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'")
      declared.append("xsi:schemaLocation='urn:a a.xsd'")
    }
    let name = (prefix.map { $0 + ":" } ?? "") + tree.name
    add("<" + name)
    // The order of a tree's own attributes is a part of it; declarations stand anywhere.
    var own = tree.attributes.map { $0.name + one(of: ["=", " = ", "\n="]) + value($0.value) }
    for declaration in declared { own.insert(declaration, at: numbers.number(below: own.count + 1)) }
    for attribute in own { add(one(of: [" ", "\n\t", "\r\n  "]) + attribute) }
    if chance(20) { add(" ") }
    if tree.children.isEmpty, tree.text.isEmpty, chance(50) {
      add("/>")
      return
    }
    add(">")
    add(escaped(tree.text))
    if !tree.children.isEmpty { blanks() }
    for child in tree.children {
      element(child, default: unprefixed)
      blanks()
    }
    add("</" + name + (chance(20) ? "\n" : "") + ">")
  }

  private mutating func blanks() {
    if chance(30) { add(one(of: ["\n  ", " ", "\r\n\t", "&#32;\r", "\n"])) }
  }

  private mutating func value(_ text: String) -> String {
    let quote: Character = one(of: ["\"", "'"])
    return "\(quote)\(escaped(text, quote))\(quote)"
  }

  /// Each character as itself, where it may stand so, or as a reference.
  private mutating func escaped(_ text: String, _ quote: Character? = nil) -> String {
    var written = ""
    for scalar in text.unicodeScalars {
      let names: [Unicode.Scalar: String] = ["<": "lt", ">": "gt", "&": "amp", "\"": "quot", "'": "apos"]
      let mustHide = scalar == "<" || scalar == "&" || scalar == ">" || scalar == "\r" || Character(scalar) == quote
      if scalar == "\n", chance(50) {
        written += one(of: ["\r\n", "\n"])
      } else if !mustHide, chance(85) {
        written.unicodeScalars.append(scalar)
      } else if let name = names[scalar], chance(50) {
        written += "&\(name);"
      } else {
        written += chance(50) ? "&#\(scalar.value);" : "&#x\(String(scalar.value, radix: 16, uppercase: chance(50)));"
      }
    }
    return written
  }

  private mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
