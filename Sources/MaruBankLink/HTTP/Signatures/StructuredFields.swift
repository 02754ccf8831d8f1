// Structured fields (RFC 9651), as far as HTTP Message Signatures use them: dictionaries of items and inner lists with
// parameters. Dates and display strings are not read.

/// One value without parameters.
package enum BareItem: Sendable, Hashable {
  case integer(Int64)
  case string(String)
  case token(String)
  case bytes([UInt8])
  case boolean(Bool)
}

/// Parameters in their order; a name occurs once.
package struct FieldParameters: Sendable, Hashable {
  package private(set) var members: [Parameter] = []

  package struct Parameter: Sendable, Hashable {
    package let name: String
    package let value: BareItem
  }

  package init() {}

  package subscript(name: String) -> BareItem? {
    get { members.first { $0.name == name }?.value }
    set {
      members.removeAll { $0.name == name }
      if let newValue { members.append(Parameter(name: name, value: newValue)) }
    }
  }
}

/// A value with parameters.
package struct FieldItem: Sendable, Hashable {
  package var value: BareItem
  package var parameters: FieldParameters
  package init(_ value: BareItem, _ parameters: FieldParameters = FieldParameters()) {
    self.value = value
    self.parameters = parameters
  }
}

/// A list in parentheses with parameters behind it.
package struct InnerList: Sendable, Hashable {
  package var items: [FieldItem]
  package var parameters: FieldParameters
  package init(_ items: [FieldItem], _ parameters: FieldParameters = FieldParameters()) {
    self.items = items
    self.parameters = parameters
  }
}

/// A member of a dictionary.
package enum FieldMember: Sendable, Hashable {
  case item(FieldItem)
  case list(InnerList)
}

/// A dictionary in its order; of a name that occurs twice the last value counts (RFC 9651 section 4.2.2).
package struct FieldDictionary: Sendable, Hashable {
  package private(set) var members: [Member] = []

  package struct Member: Sendable, Hashable {
    package let name: String
    package let value: FieldMember
  }

  package init() {}

  package subscript(name: String) -> FieldMember? {
    get { members.first { $0.name == name }?.value }
    set {
      let place = members.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): members[place] = Member(name: name, value: value)
      case (let place?, nil): members.remove(at: place)
      case (nil, let value?): members.append(Member(name: name, value: value))
      case (nil, nil): break
      }
    }
  }
}

// MARK: Writing (RFC 9651 section 4.1)

extension BareItem {
  /// Appends the one spelling of the value. A string must be printable ASCII, a token a token: both are, however they came in.
  func write(to text: inout [UInt8]) {
    switch self {
    case .integer(let number): text += String(number).utf8
    case .token(let token): text += token.utf8
    case .boolean(let flag): text += (flag ? "?1" : "?0").utf8
    case .bytes(let bytes):
      text.append(UInt8(ascii: ":"))
      Base64.encode(bytes, into: &text)
      text.append(UInt8(ascii: ":"))
    case .string(let string):
      text.append(UInt8(ascii: "\""))
      for byte in string.utf8 {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
        text.append(byte)
      }
      text.append(UInt8(ascii: "\""))
    }
  }
}

extension FieldParameters {
  func write(to text: inout [UInt8]) {
    for member in members {
      text.append(UInt8(ascii: ";"))
      text += member.name.utf8
      if member.value == .boolean(true) { continue }
      text.append(UInt8(ascii: "="))
      member.value.write(to: &text)
    }
  }
}

extension FieldItem {
  func write(to text: inout [UInt8]) {
    value.write(to: &text)
    parameters.write(to: &text)
  }
}

extension InnerList {
  func write(to text: inout [UInt8]) {
    text.append(UInt8(ascii: "("))
    for (index, item) in items.enumerated() {
      if index > 0 { text.append(UInt8(ascii: " ")) }
      item.write(to: &text)
    }
    text.append(UInt8(ascii: ")"))
    parameters.write(to: &text)
  }
}

extension FieldMember {
  func write(to text: inout [UInt8]) {
    switch self {
    case .item(let item): item.write(to: &text)
    case .list(let list): list.write(to: &text)
    }
  }
}

extension FieldDictionary {
  /// The field's value.
  package var text: String {
    var text: [UInt8] = []
    for (index, member) in members.enumerated() {
      if index > 0 { text += ", ".utf8 }
      text += member.name.utf8
      if case .item(let item) = member.value, item.value == .boolean(true) {
        item.parameters.write(to: &text)
        continue
      }
      text.append(UInt8(ascii: "="))
      member.value.write(to: &text)
    }
    return String(decoding: text, as: UTF8.self)
  }
}
