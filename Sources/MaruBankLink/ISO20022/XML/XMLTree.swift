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
