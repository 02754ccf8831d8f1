import MaruDomain

/// Puts a message's elements, in the order in which they are put, into the tree that a reader of the message would read.
///
/// A tree and not bytes, so that a message can be held against its definition before it is written (``ISOMessage/validated()``).
package struct ElementWriter {
  private let namespace: String
  private var elements: [XMLTree] = []

  private init(_ namespace: String) { self.namespace = namespace }

  /// A whole document.
  static func document(namespace: String, _ body: (inout ElementWriter) -> Void) -> XMLTree {
    ElementWriter.group("Document", namespace, body)
  }

  /// An element with others in it.
  package mutating func group(_ name: String, _ body: (inout ElementWriter) -> Void) {
    elements.append(ElementWriter.group(name, namespace, body))
  }

  /// An element with others in it, and a namespace of its own.
  mutating func group(_ name: String, namespace: String, _ body: (inout ElementWriter) -> Void) {
    elements.append(ElementWriter.group(name, namespace, body))
  }

  private static func group(_ name: String, _ namespace: String, _ body: (inout ElementWriter) -> Void) -> XMLTree {
    var inner = ElementWriter(namespace)
    body(&inner)
    return XMLTree(name: name, namespace: namespace, attributes: [], children: inner.elements, text: "")
  }

  /// An element with text; none for nil.
  package mutating func put(_ name: String, _ text: String?) {
    guard let text else { return }
    put(name, text, [])
  }

  /// An amount in won, which has no smaller unit.
  package mutating func put(_ name: String, won amount: Int64) { put(name, String(amount), XMLTree.won) }

  private mutating func put(_ name: String, _ text: String, _ attributes: [XMLTree.Attribute]) {
    elements.append(XMLTree(name: name, namespace: namespace, attributes: attributes, children: [], text: text))
  }
}
