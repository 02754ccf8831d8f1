/// One element of a message's definition: its name, how often it stands there, and what is in it.
///
/// What ISO 20022 writes as an XML schema, as far as this hub uses it (`docs/ISO20022.md`): a message's definition is one value
/// (`MessageSchema`), held against every document that comes in and every one that goes out. A definition is made once and looked at
/// for every element of every message, so its parts are passed on by reference.
final class SchemaElement: Sendable {
  /// What stands between an element's tags.
  enum Content: Sendable {
    /// All of these, in this order.
    case sequence([SchemaElement])
    /// Exactly one of these.
    case choice([SchemaElement])
    case text(SimpleType)
    /// Whole won with `Ccy="KRW"`, eighteen digits at most.
    case won
  }

  let name: String
  let occurs: ClosedRange<Int>
  let content: Content
  /// Another than the message's own.
  let namespace: String?

  private init(name: String, occurs: ClosedRange<Int>, content: Content, namespace: String?) {
    self.name = name
    self.occurs = occurs
    self.content = content
    self.namespace = namespace
  }

  static func group(_ name: String, _ elements: [SchemaElement]) -> SchemaElement { group(name, 1...1, elements) }

  static func group(_ name: String, _ occurs: ClosedRange<Int>, _ elements: [SchemaElement]) -> SchemaElement {
    SchemaElement(name: name, occurs: occurs, content: .sequence(elements), namespace: nil)
  }

  /// An element of another namespace than the message's.
  static func group(_ name: String, in namespace: String, _ elements: [SchemaElement]) -> SchemaElement {
    SchemaElement(name: name, occurs: 1...1, content: .sequence(elements), namespace: namespace)
  }

  static func choice(_ name: String, _ elements: [SchemaElement]) -> SchemaElement { choice(name, 1...1, elements) }

  static func choice(_ name: String, _ occurs: ClosedRange<Int>, _ elements: [SchemaElement]) -> SchemaElement {
    SchemaElement(name: name, occurs: occurs, content: .choice(elements), namespace: nil)
  }

  static func text(_ name: String, _ type: SimpleType, _ occurs: ClosedRange<Int> = 1...1) -> SchemaElement {
    SchemaElement(name: name, occurs: occurs, content: .text(type), namespace: nil)
  }

  static func won(_ name: String) -> SchemaElement {
    SchemaElement(name: name, occurs: 1...1, content: .won, namespace: nil)
  }
}

extension ClosedRange<Int> {
  /// At most once.
  static var optional: ClosedRange<Int> { 0...1 }
}

/// A message's whole definition.
package struct MessageSchema: Sendable {
  let identifier: String
  /// The message's own.
  let namespace: String
  let root: SchemaElement

  init(_ identifier: String, _ root: String, _ elements: [SchemaElement]) {
    self.identifier = identifier
    namespace = "urn:iso:std:iso:20022:tech:xsd:" + identifier
    self.root = .group(root, elements)
  }

  /// Throws ``MessageProblem`` for the first element that breaks the definition.
  package func check(_ document: XMLTree) throws {
    guard document.name == "Document", document.namespace == namespace else {
      throw MessageProblem("Document", "no \(identifier)")
    }
    do throws(MessageProblem) {
      try check(document, [root])
    } catch {
      throw error.within(document.name)
    }
  }

  /// An element whose children must be these, in this order and so often. Paths of problems begin below `tree`.
  private func check(_ tree: XMLTree, _ elements: [SchemaElement]) throws(MessageProblem) {
    try isGroup(tree)
    let (children, namespace) = (tree.children, tree.namespace)
    var next = 0
    for element in elements {
      let first = next
      while next < children.count, children[next].name == element.name,
        children[next].namespace == element.namespace ?? namespace
      {
        guard next - first < element.occurs.upperBound else {
          throw MessageProblem(element.name, "more than \(element.occurs.upperBound)")
        }
        try check(children, next, element)
        next += 1
      }
      guard next - first >= element.occurs.lowerBound else {
        let found = next < children.count ? "missing, or after \(children[next].name)" : "missing"
        throw MessageProblem(element.name, found)
      }
    }
    if next < children.count { throw MessageProblem(children[next].name, "not expected here") }
  }

  /// One of some elements against its definition. Paths of problems begin with the element.
  private func check(_ trees: [XMLTree], _ index: Int, _ element: SchemaElement) throws(MessageProblem) {
    do throws(MessageProblem) {
      switch element.content {
      case .sequence(let elements): try check(trees[index], elements)
      case .choice(let elements): try check(trees[index], oneOf: elements)
      case .text(let type):
        guard trees[index].children.isEmpty, trees[index].attributes.isEmpty else {
          throw MessageProblem("", "text alone was expected")
        }
        guard type.takes(trees[index].text) else { throw MessageProblem("", "no \(type.name)") }
      case .won:
        guard trees[index].children.isEmpty, trees[index].isInWon else {
          throw MessageProblem("", "the currency is not KRW")
        }
        guard SimpleType.digits(18).takes(trees[index].text) else {
          throw MessageProblem("", "no whole number of won")
        }
      }
    } catch {
      throw error.within(element.name)
    }
  }

  private func check(_ tree: XMLTree, oneOf elements: [SchemaElement]) throws(MessageProblem) {
    try isGroup(tree)
    let children = tree.children
    guard children.count == 1, children[0].namespace == tree.namespace,
      let chosen = elements.first(where: { $0.name == children[0].name })
    else { throw MessageProblem("", "not one of \(elements.map(\.name).joined(separator: ", "))") }
    try check(children, 0, chosen)
  }

  private func isGroup(_ tree: XMLTree) throws(MessageProblem) {
    guard tree.attributes.isEmpty, tree.text.isEmpty else {
      throw MessageProblem("", "text or attributes in a group")
    }
  }
}
