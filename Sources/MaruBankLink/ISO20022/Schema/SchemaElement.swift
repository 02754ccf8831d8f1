/// One element of a message's definition: its name, how often it stands there, and what is in it.
///
/// What ISO 20022 writes as an XML schema, as far as this hub uses it (`docs/ISO20022.md`): a message's definition is one value
/// (`MessageSchema`), held against every document that comes in and every one that goes out.
struct SchemaElement: Sendable {
  /// What stands between an element's tags.
  indirect enum Content: Sendable {
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
  let root: SchemaElement

  init(_ identifier: String, _ root: String, _ elements: [SchemaElement]) {
    self.identifier = identifier
    self.root = .group(root, elements)
  }

  /// Throws ``MessageProblem`` for the first element that breaks the definition.
  package func check(_ document: XMLTree) throws {
    let namespace = "urn:iso:std:iso:20022:tech:xsd:" + identifier
    guard document.name == "Document", document.namespace == namespace else {
      throw MessageProblem("Document", "no \(identifier)")
    }
    try check(document, [root], namespace, "Document")
  }

  /// An element whose children must be these, in this order and so often.
  private func check(_ tree: XMLTree, _ elements: [SchemaElement], _ namespace: String, _ path: String) throws {
    try isGroup(tree, path)
    var rest = tree.children[...]
    for element in elements {
      var count = 0
      while let child = rest.first, child.name == element.name, child.namespace == element.namespace ?? namespace {
        count += 1
        guard count <= element.occurs.upperBound else {
          throw MessageProblem("\(path)/\(element.name)", "more than \(element.occurs.upperBound)")
        }
        try check(child, element, "\(path)/\(element.name)")
        rest = rest.dropFirst()
      }
      guard count >= element.occurs.lowerBound else {
        throw MessageProblem(
          "\(path)/\(element.name)", rest.first.map { "missing, or after \($0.name)" } ?? "missing")
      }
    }
    if let extra = rest.first { throw MessageProblem("\(path)/\(extra.name)", "not expected here") }
  }

  private func check(_ tree: XMLTree, _ element: SchemaElement, _ path: String) throws {
    switch element.content {
    case .sequence(let elements): try check(tree, elements, tree.namespace, path)
    case .choice(let elements):
      try isGroup(tree, path)
      guard tree.children.count == 1, let child = tree.children.first, child.namespace == tree.namespace,
        let chosen = elements.first(where: { $0.name == child.name })
      else { throw MessageProblem(path, "not one of \(elements.map(\.name).joined(separator: ", "))") }
      try check(child, chosen, "\(path)/\(child.name)")
    case .text(let type):
      guard tree.children.isEmpty, tree.attributes.isEmpty else {
        throw MessageProblem(path, "text alone was expected")
      }
      guard type.takes(tree.text) else { throw MessageProblem(path, "no \(type.name)") }
    case .won:
      guard tree.children.isEmpty, tree.attributes == [.init(name: "Ccy", value: "KRW")] else {
        throw MessageProblem(path, "the currency is not KRW")
      }
      guard SimpleType.digits(18).takes(tree.text) else { throw MessageProblem(path, "no whole number of won") }
    }
  }

  private func isGroup(_ tree: XMLTree, _ path: String) throws {
    guard tree.attributes.isEmpty, tree.text.isEmpty else {
      throw MessageProblem(path, "text or attributes in a group")
    }
  }
}
