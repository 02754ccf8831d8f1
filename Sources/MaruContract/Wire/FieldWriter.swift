/// Writes the fields of a message, as JSON or as a query: every business value is a text.
public struct FieldWriter {
  private enum Target {
    /// Members of one JSON object.
    case json(JSONWriter)
    /// Name and value, for a query or a form.
    case pairs([(name: String, value: String)])
  }
  private var target: Target

  /// Writes members of one JSON object; the caller opens and closes it.
  public init(json: JSONWriter) { target = .json(json) }
  /// Collects name and value, for a query or a form; lists cannot be written so.
  public init() { target = .pairs([]) }

  /// One JSON object as UTF-8, its members written by `write`: the buffer is never copied on the way.
  public static func object(capacity: Int = 768, _ write: (inout FieldWriter) -> Void) -> [UInt8] {
    var json = JSONWriter(capacity: capacity)
    json.openObject()
    var fields = FieldWriter(json: consume json)
    write(&fields)
    var written = fields.takeJSON()
    written.closeObject()
    return written.bytes
  }

  /// Writes a text under a name that is no field of the catalogue.
  public mutating func put(text name: String, _ text: String) { putText(name, text) }

  private mutating func takeJSON() -> JSONWriter {
    guard case .json(let json) = target else { return JSONWriter(capacity: 0) }
    target = .pairs([])
    return json
  }

  /// The JSON written so far.
  public var json: JSONWriter? {
    guard case .json(let json) = target else { return nil }
    return json
  }
  /// The pairs collected so far.
  public var pairs: [(name: String, value: String)] {
    guard case .pairs(let pairs) = target else { return [] }
    return pairs
  }

  /// Writes a value.
  public mutating func put<Value>(_ field: Field<Value>, _ value: Value) {
    putText(field.name, field.render(value))
  }

  /// In an answer: writes the value, or an empty text for nil (the wire has no null).
  public mutating func putBlankable<Value>(_ field: Field<Value>, _ value: Value?) {
    putText(field.name, value.map(field.render) ?? "")
  }

  /// In a request: writes the value, or nothing for nil.
  public mutating func putOptional<Value>(_ field: Field<Value>, _ value: Value?) {
    if let value { putText(field.name, field.render(value)) }
  }

  /// Writes a list of rows.
  public mutating func put(list name: String, _ rows: [some WireMessage]) {
    guard case .json = target else { return }
    var json = takeJSON()
    json.openArray(name)
    for row in rows {
      json.openObject()
      // The rows share one buffer, handed on and never copied.
      var writer = FieldWriter(json: consume json)
      row.write(to: &writer)
      json = writer.takeJSON()
      json.closeObject()
    }
    json.closeArray()
    target = .json(json)
  }

  private mutating func putText(_ name: String, _ text: String) {
    switch target {
    case .json(var json):
      // Taken out while it is changed, so that its buffer is not copied.
      target = .pairs([])
      json.put(name, text)
      target = .json(json)
    case .pairs(var pairs):
      target = .pairs([])
      pairs.append((name, text))
      target = .pairs(pairs)
    }
  }
}
