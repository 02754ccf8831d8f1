/// One element of an XML document with all that is in it: either text or other elements, never both.
package struct XMLTree: Sendable, Hashable {
  /// An attribute without prefix.
  package struct Attribute: Sendable, Hashable {
    package let name: String
    package let value: String
  }

  package let name: String
  /// The namespace's name; empty for none.
  package let namespace: String
  package let attributes: [Attribute]
  package let children: [XMLTree]
  /// Empty where there are children.
  package let text: String
}

extension XMLTree {
  /// The only attribute of the messages: an amount's currency.
  static let won = [Attribute(name: "Ccy", value: "KRW")]
  /// Whether this is an amount in won.
  var isInWon: Bool { attributes == XMLTree.won }
}
