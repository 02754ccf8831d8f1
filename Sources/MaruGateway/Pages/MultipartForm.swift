package import MaruContract

/// A form with files as browsers send it: `multipart/form-data` (RFC 7578).
package struct MultipartForm: Sendable {
  /// A file of the form.
  package struct File: Sendable {
    /// What the browser's computer calls it.
    package let name: String
    package let contents: [UInt8]
  }

  private static let mostParts = 10
  private static let longestHead = 2_048
  private static let longestText = 4_096

  /// The fields that are texts.
  package private(set) var members: [WireValue.Member] = []
  /// The files, by the names of their fields.
  package private(set) var files: [String: File] = [:]

  /// Reads a body by its `Content-Type`; nil for anything that is not such a form.
  package init?(contentType: String, _ body: [UInt8]) {
    guard let boundary = Self.boundary(contentType) else { return nil }
    let delimiter = Array("\r\n--\(boundary)".utf8)
    // The first delimiter has no line before it.
    guard body.starts(with: delimiter.dropFirst(2)) else { return nil }
    var position = delimiter.count - 2
    for _ in 0...Self.mostParts {
      let rest = body[position...]
      if rest.starts(with: Array("--".utf8)) { return }
      guard rest.starts(with: Array("\r\n".utf8)),
        let headEnd = Self.find(Array("\r\n\r\n".utf8), in: body, from: position, atMost: Self.longestHead),
        let end = Self.find(delimiter, in: body, from: headEnd + 2, atMost: body.count)
      else { return nil }
      let contents = headEnd + 4 <= end ? body[(headEnd + 4)..<end] : []
      guard take(Array(body[position..<headEnd]), contents) else { return nil }
      position = end + delimiter.count
    }
    return nil
  }

  private mutating func take(_ head: [UInt8], _ contents: ArraySlice<UInt8>) -> Bool {
    guard let head = String(validating: head, as: UTF8.self) else { return false }
    let line = head.split(whereSeparator: \.isNewline).first { $0.lowercased().hasPrefix("content-disposition:") }
    guard let line, let name = Self.parameter("name", of: line) else { return false }
    if let file = Self.parameter("filename", of: line) {
      // Two for one field: nobody could say which of them counts.
      guard files[name] == nil else { return false }
      files[name] = File(name: file, contents: Array(contents))
      return true
    }
    guard contents.count <= Self.longestText, let text = String(validating: contents, as: UTF8.self) else {
      return false
    }
    members.append(.init(name, .string(text)))
    return true
  }

  /// The boundary that a content type names (RFC 2046 section 5.1.1).
  private static func boundary(_ contentType: String) -> String? {
    let parts = contentType.split(separator: ";").map { $0.drop { $0 == " " } }
    guard parts.first?.lowercased() == "multipart/form-data",
      let part = parts.first(where: { $0.lowercased().hasPrefix("boundary=") })
    else { return nil }
    var text = String(part.dropFirst("boundary=".count))
    if text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count > 2 { text = String(text.dropFirst().dropLast()) }
    let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 }
    return (1...70).contains(text.utf8.count) && isPlain ? text : nil
  }

  /// A quoted parameter. Browsers write `%22`, `%0D` and `%0A` for what would end it (WHATWG HTML, multipart form data).
  private static func parameter(_ name: String, of line: some StringProtocol) -> String? {
    // By scalars: a mark behind the quote would make another letter of it.
    let scalars = Array(line.unicodeScalars)
    guard let start = scalars.firstRange(of: Array("; \(name)=\"".unicodeScalars)) else { return nil }
    return String(String.UnicodeScalarView(scalars[start.upperBound...].prefix { $0 != "\"" }))
  }

  /// Where `pattern` first stands behind `start`, among so many bytes.
  private static func find(_ pattern: [UInt8], in body: [UInt8], from start: Int, atMost: Int) -> Int? {
    let last = min(body.count, start + atMost + pattern.count) - pattern.count
    guard start <= last, let first = pattern.first else { return nil }
    return body.withUnsafeBufferPointer { bytes in
      pattern.withUnsafeBufferPointer { pattern in
        var position = start
        while position <= last {
          if bytes[position] == first {
            var length = 1
            while length < pattern.count, bytes[position + length] == pattern[length] { length += 1 }
            if length == pattern.count { return position }
          }
          position += 1
        }
        return nil
      }
    }
  }
}
