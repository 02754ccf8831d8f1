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

  /// The same problem, seen from the element around. Paths are put together on the way out, because hardly any message has a
  /// problem and every element would have a path.
  func within(_ element: String) -> MessageProblem {
    MessageProblem(path.isEmpty ? element : "\(element)/\(path)", reason)
  }
}

/// Takes an element's children one after the other, in the order of the message's definition. What is left over, out of order or
/// of another namespace is a problem.
package struct ElementReader {
  private let name: String
  private let namespace: String
  private let children: [XMLTree]
  private var next = 0

  init(_ tree: XMLTree) {
    name = tree.name
    namespace = tree.namespace
    children = tree.children
  }

  /// A problem with a child of this element; the path begins with this element.
  func problem(_ child: String, _ reason: String) -> MessageProblem { MessageProblem("\(name)/\(child)", reason) }

  /// Where the next child stands, if it has this name.
  private mutating func take(_ name: String, in namespace: String? = nil) -> Int? {
    guard next < children.count, children[next].name == name, children[next].namespace == namespace ?? self.namespace
    else { return nil }
    next += 1
    return next - 1
  }

  /// Whether the next child has this name.
  func isNext(_ name: String) -> Bool { next < children.count && children[next].name == name }

  /// An element with others in it; nil where it is not there.
  mutating func optionalGroup<Value>(
    _ name: String, namespace: String? = nil, _ read: (inout ElementReader) throws -> Value
  ) throws -> Value? {
    guard let child = take(name, in: namespace) else { return nil }
    guard children[child].attributes.isEmpty, children[child].text.isEmpty else {
      throw problem(name, "text or attributes in a group")
    }
    do {
      var reader = ElementReader(children[child])
      let value = try read(&reader)
      try reader.finish()
      return value
    } catch let problem as MessageProblem {
      throw problem.within(self.name)
    }
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
    guard children[child].children.isEmpty, children[child].attributes.isEmpty else {
      throw problem(name, "text alone was expected")
    }
    guard let value = parse(children[child].text) else { throw problem(name, "no value of its type") }
    return value
  }

  /// A text that `parse` takes, which must be there.
  mutating func value<Value>(_ name: String, _ parse: (String) -> Value?) throws -> Value {
    guard let value = try optional(name, parse) else { throw missing(name) }
    return value
  }

  /// A text of `1...longest` characters, which must be there.
  mutating func text(_ name: String, _ longest: Int) throws -> String {
    try value(name) { $0.hasScalars(1...longest) ? $0 : nil }
  }
  /// A text of `1...longest` characters.
  mutating func optionalText(_ name: String, _ longest: Int) throws -> String? {
    try optional(name) { $0.hasScalars(1...longest) ? $0 : nil }
  }

  /// Exactly this text, which must be there.
  mutating func constant(_ name: String, _ text: String) throws { try value(name) { $0 == text ? () : nil } }

  /// Whole won, `Ccy="KRW"`; at most eighteen digits.
  mutating func won(_ name: String) throws -> Int64 {
    guard let child = take(name) else { throw missing(name) }
    guard children[child].isInWon else { throw problem(name, "the currency is not KRW") }
    let text = children[child].text
    guard children[child].children.isEmpty, (1...18).contains(text.utf8.count),
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let amount = Int64(text)
    else { throw problem(name, "no whole number of won") }
    return amount
  }

  /// An amount that moves: twelve digits at most.
  mutating func movedWon(_ name: String) throws -> Won {
    guard let won = Won(try won(name)) else { throw problem(name, "more than twelve digits") }
    return won
  }

  private func missing(_ name: String) -> MessageProblem {
    problem(name, next < children.count ? "missing, or after \(children[next].name)" : "missing")
  }

  func finish() throws {
    if next < children.count { throw problem(children[next].name, "not expected here") }
  }
}

extension String {
  /// Whether it has so many code points, what XML schema counts; `range` begins with one or less.
  func hasScalars(_ range: ClosedRange<Int>) -> Bool {
    // None has less than a byte: short texts need no counting.
    if utf8.count <= range.upperBound { return utf8.count >= range.lowerBound }
    return range.contains(unicodeScalars.count)
  }
}
