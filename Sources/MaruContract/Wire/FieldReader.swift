public import MaruDomain

/// Turns untrusted members into checked values, one field at a time, in the message's own order.
///
/// A message's `init(from:)` is at the same time its documentation: run over a recording reader, it tells which fields it
/// uses and how (``fieldUses(of:)``).
public struct FieldReader {
  private let members: [WireValue.Member]
  /// How a wrong field is refused: A0004 on business APIs, O0001 on OAuth endpoints.
  private let problem: @Sendable (_ field: String, _ text: String) -> HubError
  private var recorded: [FieldUse]?

  /// Reads `members`; `problem` makes the error for a field that is missing, repeated or of a wrong form.
  public init(
    _ members: [WireValue.Member], problem: @escaping @Sendable (String, String) -> HubError = { .format($0, $1) }
  ) {
    self.members = members
    self.problem = problem
  }

  private init(recording: Void) {
    members = []
    problem = { .format($0, $1) }
    recorded = []
  }

  /// The fields that `message` uses, in its own order.
  public static func fieldUses<Message: WireMessage>(of message: Message.Type) -> [FieldUse] {
    var reader = FieldReader(recording: ())
    // A message that cannot be made of its fields' examples would show in the documents as cut short; a test walks them all.
    _ = try? Message(from: &reader)
    return reader.recorded ?? []
  }

  /// The value; refuses an absent, empty, repeated or malformed field.
  public mutating func required<Value>(_ field: Field<Value>) throws(HubError) -> Value {
    try one(field, .required)
  }

  /// The value, or nil where the field is absent, null or empty.
  public mutating func optional<Value>(_ field: Field<Value>) throws(HubError) -> Value? {
    try maybe(field, .optional)
  }

  /// The value, required by `condition` (told in words for the documents) when `applies`, else ignored.
  public mutating func required<Value>(
    _ field: Field<Value>, when condition: String, _ applies: Bool
  ) throws(HubError) -> Value? {
    if recorded != nil { return try maybe(field, .when(condition)) }
    return applies ? try one(field, .required) : nil
  }

  /// In an answer: the value, or nil where it is empty.
  public mutating func blankable<Value>(_ field: Field<Value>) throws(HubError) -> Value? {
    try maybe(field, .blankable)
  }

  /// The rows of a list, at most `limit` of them. Rows of a request must be there; an answer's may be none.
  public mutating func list<Row: WireMessage>(
    _ name: String, of row: Row.Type, atMost limit: Int = .max, orNone: Bool = false, _ summary: String
  ) throws(HubError) -> [Row] {
    if recorded != nil {
      recorded?.append(
        FieldUse(
          name: name, aliases: [], type: WireType("list", limit), presence: .required, summary: summary, example: "",
          values: [], pattern: "", rows: FieldReader.fieldUses(of: row)))
      var reader = FieldReader(recording: ())
      return [try Row(from: &reader)]
    }
    guard let value = try member(name, []) else {
      if orNone { return [] }
      throw problem(name, "필수 항목이 없습니다. Required, but missing.")
    }
    guard case .array(let values) = value else { throw problem(name, "목록(배열)이어야 합니다. Must be a list.") }
    guard orNone || !values.isEmpty else { throw problem(name, "한 건 이상이어야 합니다. Must hold at least one row.") }
    guard values.count <= limit else { throw problem(name, "\(limit)건 이하여야 합니다. Must hold at most \(limit) rows.") }
    var rows: [Row] = []
    rows.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      guard case .object(let members) = value else {
        throw problem("\(name)[\(index)]", "객체여야 합니다. Must be an object.")
      }
      let outer = problem
      var reader = FieldReader(members, problem: { outer("\(name)[\(index)].\($0)", $1) })
      rows.append(try Row(from: &reader))
    }
    return rows
  }

  private mutating func one<Value>(_ field: Field<Value>, _ presence: FieldUse.Presence) throws(HubError) -> Value {
    guard let value = try maybe(field, presence) else {
      throw problem(field.name, "필수 항목이 없습니다. Required, but missing or empty.")
    }
    return value
  }

  private mutating func maybe<Value>(_ field: Field<Value>, _ presence: FieldUse.Presence) throws(HubError) -> Value? {
    if recorded != nil {
      recorded?.append(
        FieldUse(
          name: field.name, aliases: field.aliases, type: field.type, presence: presence, summary: field.summary,
          example: field.example, values: field.values, pattern: field.pattern, rows: nil))
      return field.parse(field.example)
    }
    guard let found = try member(field.name, field.aliases) else { return nil }
    if case .null = found { return nil }
    guard let text = found.flatText else { throw problem(field.name, "문자열이어야 합니다. Must be a text or a number.") }
    guard !text.isEmpty else { return nil }
    guard let value = field.parse(text) else {
      let allowed = field.values.isEmpty ? "" : " (\(field.values.joined(separator: ", ")))"
      let form = field.type.isFixed ? "\(field.type), 고정길이 fixed" : "\(field.type)"
      throw problem(field.name, "형식 오류: \(form)\(allowed). Wrong type, length or value.")
    }
    return value
  }

  private func member(_ name: String, _ aliases: [String]) throws(HubError) -> WireValue? {
    var found: WireValue?
    for member in members where member.name == name || aliases.contains(member.name) {
      guard found == nil else { throw problem(name, "두 번 이상 지정되었습니다. Given more than once.") }
      found = member.value
    }
    return found
  }
}

/// A request or an answer: made from members, written as members.
///
/// The server reads requests and writes answers; the client library does the opposite with the same type.
public protocol WireMessage: Sendable {
  /// Reads and checks the fields in the documented order.
  init(from fields: inout FieldReader) throws(HubError)
  /// Writes the fields in the documented order.
  func write(to fields: inout FieldWriter)
}
