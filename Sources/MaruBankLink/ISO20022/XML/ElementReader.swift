import MaruDomain

/// Why a message was refused: the element and the rule. Names a place, never a value.
package struct MessageProblem: Error, Hashable, CustomStringConvertible {
  package let path: String
  package let reason: String
  package init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }
  package var description: String { "\(path): \(reason)" }
}

/// Takes an element's children one after the other, in the order of the message's definition. What is left over, out of order or
/// of another namespace is a problem.
package struct ElementReader {
  private let tree: XMLTree
  private let path: String
  private var next = 0

  init(_ tree: XMLTree, path: String = "") {
    self.tree = tree
    self.path = path.isEmpty ? tree.name : "\(path)/\(tree.name)"
  }

  func problem(_ name: String, _ reason: String) -> MessageProblem { MessageProblem("\(path)/\(name)", reason) }

  private mutating func take(_ name: String, in namespace: String? = nil) -> XMLTree? {
    guard next < tree.children.count, tree.children[next].name == name,
      tree.children[next].namespace == namespace ?? tree.namespace
    else { return nil }
    next += 1
    return tree.children[next - 1]
  }

  /// Whether the next child has this name.
  func isNext(_ name: String) -> Bool { next < tree.children.count && tree.children[next].name == name }

  /// An element with others in it; nil where it is not there.
  mutating func optionalGroup<Value>(
    _ name: String, namespace: String? = nil, _ read: (inout ElementReader) throws -> Value
  ) throws -> Value? {
    guard let child = take(name, in: namespace) else { return nil }
    guard child.attributes.isEmpty, child.text.isEmpty else { throw problem(name, "text or attributes in a group") }
    var reader = ElementReader(child, path: path)
    let value = try read(&reader)
    try reader.finish()
    return value
  }

  /// An element with others in it, which must be there.
  mutating func group<Value>(
    _ name: String, namespace: String? = nil, _ read: (inout ElementReader) throws -> Value
  ) throws -> Value {
    guard let value = try optionalGroup(name, namespace: namespace, read) else { throw missing(name) }
    return value
  }

  /// All elements of this name that follow.
  mutating func groups<Value>(
    _ name: String, atMost limit: Int, _ read: (inout ElementReader) throws -> Value
  ) throws -> [Value] {
    var values: [Value] = []
    while let value = try optionalGroup(name, read) {
      guard values.count < limit else { throw problem(name, "more than \(limit)") }
      values.append(value)
    }
    return values
  }

  /// A text that `parse` takes; nil where the element is not there.
  mutating func optional<Value>(_ name: String, _ parse: (String) -> Value?) throws -> Value? {
    guard let child = take(name) else { return nil }
    guard child.children.isEmpty, child.attributes.isEmpty else { throw problem(name, "text alone was expected") }
    guard let value = parse(child.text) else { throw problem(name, "no value of its type") }
    return value
  }

  /// A text that `parse` takes, which must be there.
  mutating func value<Value>(_ name: String, _ parse: (String) -> Value?) throws -> Value {
    guard let value = try optional(name, parse) else { throw missing(name) }
    return value
  }

  /// A text of `1...longest` characters, which must be there.
  mutating func text(_ name: String, _ longest: Int) throws -> String { try value(name, bounded(longest)) }
  /// A text of `1...longest` characters.
  mutating func optionalText(_ name: String, _ longest: Int) throws -> String? { try optional(name, bounded(longest)) }

  private func bounded(_ longest: Int) -> (String) -> String? {
    { text in text.isEmpty || text.unicodeScalars.count > longest ? nil : text }
  }

  /// Exactly this text, which must be there.
  mutating func constant(_ name: String, _ text: String) throws { try value(name) { $0 == text ? () : nil } }

  /// Whole won, `Ccy="KRW"`; at most eighteen digits.
  mutating func won(_ name: String) throws -> Int64 {
    guard let child = take(name) else { throw missing(name) }
    guard child.attributes == [.init(name: "Ccy", value: "KRW")] else { throw problem(name, "the currency is not KRW") }
    guard child.children.isEmpty, (1...18).contains(child.text.utf8.count),
      child.text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let amount = Int64(child.text)
    else { throw problem(name, "no whole number of won") }
    return amount
  }

  /// An amount that moves: twelve digits at most.
  mutating func movedWon(_ name: String) throws -> Won {
    guard let won = Won(try won(name)) else { throw problem(name, "more than twelve digits") }
    return won
  }

  private func missing(_ name: String) -> MessageProblem {
    problem(name, next < tree.children.count ? "missing, or after \(tree.children[next].name)" : "missing")
  }

  func finish() throws {
    if next < tree.children.count { throw problem(tree.children[next].name, "not expected here") }
  }
}
