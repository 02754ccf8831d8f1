/// What of an HTTP message a signature can cover: its first line and its fields, without the body.
package struct SignedMessage: Sendable, Hashable {
  /// The first line.
  package enum Start: Sendable, Hashable {
    /// `target` is the path with its query, as on the wire.
    case request(method: String, target: String, authority: String)
    case answer(status: Int)
  }
  package struct Field: Sendable, Hashable {
    package let name: String
    package let value: String
  }

  package let start: Start
  /// Names in lower case, in the order of the wire.
  package private(set) var fields: [Field] = []

  package init(_ start: Start) { self.start = start }

  /// Adds a field; its name's case does not matter.
  package mutating func add(_ name: String, _ value: String) {
    let isLower = !name.utf8.contains { (0x41...0x5A).contains($0) }
    fields.append(Field(name: isLower ? name : name.lowercased(), value: value))
  }

  /// Makes room for so many fields more.
  package mutating func reserve(_ count: Int) { fields.reserveCapacity(fields.count + count) }

  /// The field's value: several of one name are one list (RFC 9421 section 2.1). Nil when there is none.
  package subscript(name: String) -> String? {
    var found: String?
    for field in fields where field.name == name {
      let value = SignedMessage.trimmed(field.value)
      found = found.map { $0 + ", " + value } ?? value
    }
    return found
  }

  private static func trimmed(_ value: String) -> String {
    let bytes = value.utf8
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    guard let first = bytes.first, let last = bytes.last, isBlank(first) || isBlank(last) else { return value }
    guard let start = bytes.firstIndex(where: { !isBlank($0) }), let end = bytes.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(value[start...end])
  }
}

/// The text that is signed (RFC 9421 section 2.5).
package enum SignatureBase {
  /// A component that the message does not have, that is named twice, or that is not supported here.
  struct Failure: Error, Hashable {
    let component: String
  }

  /// The base of the signature whose covered components and parameters are `covered`, over `message`; `request` is the request
  /// that an answer answers, for components with `;req`.
  package static func make(
    _ covered: InnerList, over message: SignedMessage, answering request: SignedMessage? = nil
  ) throws -> [UInt8] {
    var parameters: [UInt8] = []
    parameters.reserveCapacity(320)
    covered.write(to: &parameters)
    return try make(covered, parameters, over: message, answering: request)
  }

  /// The same where the text of `covered` is known.
  static func make(
    _ covered: InnerList, _ parameters: [UInt8], over message: SignedMessage, answering request: SignedMessage?
  ) throws -> [UInt8] {
    var base: [UInt8] = []
    base.reserveCapacity(512 + parameters.count)
    for (place, component) in covered.items.enumerated() {
      // A handful: looking through them is quicker than hashing each.
      guard case .string(let name) = component.value, !covered.items[..<place].contains(component) else {
        throw Failure(component: "\(component.value)")
      }
      component.write(to: &base)
      base += ": ".utf8
      base += try value(of: name, component.parameters, message, request).utf8
      base.append(0x0A)
    }
    base += "\"@signature-params\": ".utf8
    base += parameters
    return base
  }

  private static func value(
    of name: String, _ parameters: FieldParameters, _ message: SignedMessage, _ request: SignedMessage?
  ) throws -> String {
    if parameters.members.isEmpty { return try value(of: name, nil, message) }
    var message = message
    var member: String?
    for parameter in parameters.members {
      switch (parameter.name, parameter.value) {
      case ("req", .boolean(true)):
        guard let request else { throw Failure(component: name) }
        message = request
      case ("key", .string(let text)): member = text
      default: throw Failure(component: name)
      }
    }
    return try value(of: name, member, message)
  }

  private static func value(of name: String, _ member: String?, _ message: SignedMessage) throws -> String {
    if name.utf8.first == UInt8(ascii: "@") {
      guard member == nil, let value = derived(name, from: message.start) else { throw Failure(component: name) }
      return value
    }
    // Names are compared in lower case, so another spelling would be a second name for one field.
    guard let value = message[name], !name.utf8.contains(where: { (0x41...0x5A).contains($0) }) else {
      throw Failure(component: name)
    }
    guard let member else { return value }
    guard let found = try StructuredFieldParser.dictionary(value)[member] else { throw Failure(component: name) }
    var text: [UInt8] = []
    found.write(to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// RFC 9421 section 2.2; nil for what the message does not have.
  private static func derived(_ name: String, from start: SignedMessage.Start) -> String? {
    switch (name, start) {
    case ("@method", .request(let method, _, _)): return method
    case ("@authority", .request(_, _, let authority)): return authority.lowercased()
    case ("@request-target", .request(_, let target, _)): return target
    case ("@path", .request(_, let target, _)):
      let path = target.prefix { $0 != "?" }
      return path.isEmpty ? "/" : String(path)
    case ("@query", .request(_, let target, _)):
      return target.firstIndex(of: "?").map { String(target[$0...]) } ?? "?"
    case ("@status", .answer(let status)): return String(status)
    default: return nil
    }
  }
}
