import MaruDomain

/// JSON schemas and examples of messages, made from the fields that they say they use.
enum FieldSchemas {
  /// Which way a message goes: an answer always has all its fields, blank where there is nothing to say.
  enum Direction {
    /// From client to hub.
    case request
    /// From hub to client.
    case answer
  }

  /// The schema of a message.
  static func object(_ uses: [FieldUse], _ direction: Direction, _ description: String? = nil) -> WireValue {
    let required = uses.filter { use in
      switch use.presence {
      case .required: use.rows == nil || direction == .answer || use.type.length < .max
      case .blankable: true
      case .optional, .when: false
      }
    }
    return .tree(
      ("type", .string("object")), ("description", description.map { .string($0) }),
      ("required", required.isEmpty ? nil : .texts(required.map(\.name))),
      ("properties", .object(uses.map { .init($0.name, schema($0, direction)) })))
  }

  /// The schema of one field.
  static func schema(_ use: FieldUse, _ direction: Direction) -> WireValue {
    if let rows = use.rows {
      let isBounded = use.type.length < .max
      return .tree(
        ("type", .string("array")), ("description", .string(use.summary)),
        ("minItems", isBounded ? .number("1") : nil), ("maxItems", isBounded ? .number("\(use.type.length)") : nil),
        ("items", object(rows, direction)))
    }
    if use.name == Wire.responseCode.name { return .reference("schemas", "ResponseCode") }
    if use.name == Wire.bankResponseCode.name { return .reference("schemas", "BankResponseCode") }
    let mayBeBlank = use.presence == .blankable
    let isClosed = !use.values.isEmpty
    return .tree(
      ("type", .string("string")), ("description", .string(description(use))),
      ("enum", isClosed ? .texts(use.values + (mayBeBlank ? [""] : [])) : nil),
      ("minLength", isClosed || mayBeBlank ? nil : .number("\(use.type.isFixed ? use.type.length : 1)")),
      ("maxLength", isClosed ? nil : .number("\(use.type.length)")),
      ("pattern", isClosed ? nil : .string(mayBeBlank ? "^(?:\(use.pattern))?$" : "^(?:\(use.pattern))$")),
      ("x-kftc-type", .string(use.type.description)), ("examples", .texts([use.example])))
  }

  /// The field's words, with the condition and the other spellings that go with it.
  static func description(_ use: FieldUse) -> String {
    var text = use.summary
    if case .when(let condition) = use.presence { text += ". Required when \(condition)." }
    if !use.aliases.isEmpty { text += ". Also accepted as \(use.aliases.map { "`\($0)`" }.joined(separator: ", "))." }
    return text
  }

  /// A whole message of the fields' own examples.
  static func example(_ uses: [FieldUse]) -> WireValue {
    .object(
      uses.compactMap { use in
        guard applies(use, in: uses) else { return nil }
        if let rows = use.rows { return .init(use.name, .array([example(rows)])) }
        return .init(use.name, .string(use.example))
      })
  }

  /// Whether the condition of a field (`org_req_gubun is A`) holds in the example of its message.
  private static func applies(_ use: FieldUse, in uses: [FieldUse]) -> Bool {
    guard case .when(let condition) = use.presence else { return true }
    return uses.contains { condition == "\($0.name) is \($0.example)" }
  }
}
