import MaruContract

/// JSON as people read it: a line for each member, Hangul as it is.
enum PrettyJSON {
  static func text(_ value: WireValue, indentation: Int = 0) -> String {
    let (inner, outer) = (String(repeating: "  ", count: indentation + 1), String(repeating: "  ", count: indentation))
    switch value {
    case .string(let text): return quoted(text)
    case .number(let text): return text
    case .bool(let flag): return flag ? "true" : "false"
    case .null: return "null"
    case .array(let values):
      guard !values.isEmpty else { return "[]" }
      let lines = values.map { inner + self.text($0, indentation: indentation + 1) }
      return "[\n\(lines.joined(separator: ",\n"))\n\(outer)]"
    case .object(let members):
      guard !members.isEmpty else { return "{}" }
      let lines = members.map { "\(inner)\(quoted($0.name)): \(self.text($0.value, indentation: indentation + 1))" }
      return "{\n\(lines.joined(separator: ",\n"))\n\(outer)}"
    }
  }

  /// On one line, for a command.
  static func line(_ value: WireValue) -> String {
    switch value {
    case .array(let values): "[\(values.map(line).joined(separator: ","))]"
    case .object(let members): "{\(members.map { "\(quoted($0.name)):\(line($0.value))" }.joined(separator: ","))}"
    default: text(value)
    }
  }

  /// A JSON text (RFC 8259 section 7), which is a text of Swift, Python and JavaScript too as long as it holds no backslash.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
