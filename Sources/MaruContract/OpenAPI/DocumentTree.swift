// The document is built as a tree of ``WireValue`` and written once: members keep the order they are given, so the same
// shapes always make the same bytes.

extension WireValue {
  /// An object; members without a value are left out.
  static func tree(_ members: (String, WireValue?)...) -> WireValue {
    .object(members.compactMap { name, value in value.map { Member(name, $0) } })
  }

  /// A reference to a component.
  static func reference(_ kind: String, _ name: String) -> WireValue {
    .tree(("$ref", .string("#/components/\(kind)/\(name)")))
  }

  /// A list of texts.
  static func texts(_ texts: [String]) -> WireValue { .array(texts.map { .string($0) }) }

  /// A body of JSON with its schema and examples.
  static func jsonContent(_ schema: WireValue, examples: WireValue? = nil, example: WireValue? = nil) -> WireValue {
    .tree(("application/json", .tree(("schema", schema), ("example", example), ("examples", examples))))
  }

  /// The document as UTF-8 JSON without blanks.
  var json: [UInt8] {
    var json = JSONWriter(capacity: 1 << 17)
    put(nil, in: &json)
    return json.bytes
  }

  private func put(_ name: String?, in json: inout JSONWriter) {
    switch self {
    case .string(let text): json.put(name, text)
    case .number(let text): json.put(name, number: Int64(text) ?? 0)
    case .bool(let flag): json.put(name, bool: flag)
    case .null: break
    case .array(let values):
      json.openArray(name)
      for value in values { value.put(nil, in: &json) }
      json.closeArray()
    case .object(let members):
      json.openObject(name)
      for member in members { member.value.put(member.name, in: &json) }
      json.closeObject()
    }
  }
}

/// The same JSON with a line for each member, for people and for version control. `json` must be what ``JSONWriter`` wrote.
func indented(_ json: [UInt8]) -> [UInt8] {
  var result: [UInt8] = []
  result.reserveCapacity(json.count * 2)
  var (depth, inText, escaped) = (0, false, false)
  func newLine() {
    result.append(0x0A)
    result.append(contentsOf: repeatElement(0x20, count: depth * 2))
  }
  for (index, byte) in json.enumerated() {
    if inText {
      result.append(byte)
      inText = escaped || byte != UInt8(ascii: "\"")
      escaped = !escaped && byte == UInt8(ascii: "\\")
      continue
    }
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      result.append(byte)
      depth += 1
      if index + 1 < json.count, json[index + 1] != byte + 2 { newLine() }
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth -= 1
      if json[index - 1] != byte - 2 { newLine() }
      result.append(byte)
    case UInt8(ascii: ","):
      result.append(byte)
      newLine()
    case UInt8(ascii: ":"): result.append(contentsOf: [byte, 0x20])
    default:
      inText = byte == UInt8(ascii: "\"")
      result.append(byte)
    }
  }
  result.append(0x0A)
  return result
}
