/// What developers write in the forum, as HTML that holds no tag but ours: a small part of CommonMark.
///
/// Everything is escaped before anything is added, so no text can bring in a tag, an attribute or a script; links lead to
/// `http` and `https` alone.
package struct Markdown: Sendable {
  package let html: String

  /// Reads a text.
  package init(_ text: String) {
    var html = ""
    var paragraph: [Substring] = []
    var items: [Substring] = []
    var code: [Substring]?
    func close() {
      if !paragraph.isEmpty { html += "<p>\(paragraph.map { Self.inline($0) }.joined(separator: "<br>"))</p>" }
      if !items.isEmpty { html += "<ul>\(items.map { "<li>\(Self.inline($0))</li>" }.joined())</ul>" }
      (paragraph, items) = ([], [])
    }
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if line.hasPrefix("```") {
        if let lines = code {
          html += Self.block(lines)
          code = nil
        } else {
          close()
          code = []
        }
      } else if code != nil {
        code?.append(line)
      } else if line.hasPrefix("- ") || line.hasPrefix("* ") {
        if !paragraph.isEmpty { close() }
        items.append(line.dropFirst(2))
      } else if line.allSatisfy(\.isWhitespace) {
        close()
      } else {
        if !items.isEmpty { close() }
        paragraph.append(line)
      }
    }
    close()
    if let code { html += Self.block(code) }
    self.html = html
  }

  private static func block(_ lines: [Substring]) -> String {
    "<pre tabindex=\"0\"><code>\(escaped(lines.joined(separator: "\n")))</code></pre>"
  }

  private static func inline(_ text: Substring) -> String {
    var (html, rest) = ("", text)
    while let first = rest.first {
      if first == "`", let end = rest.dropFirst().firstIndex(of: "`") {
        html += "<code>\(escaped(rest[rest.index(after: rest.startIndex)..<end]))</code>"
        rest = rest[rest.index(after: end)...]
      } else if rest.hasPrefix("**"), let end = rest.dropFirst(2).firstRange(of: "**") {
        html += "<strong>\(escaped(rest.dropFirst(2)[..<end.lowerBound]))</strong>"
        rest = rest[end.upperBound...]
      } else if first == "[", let link = rest.prefixMatch(of: /\[([^\]\[]{1,200})\]\((https?:\/\/[^\s()"<>]{1,400})\)/)
      {
        html += "<a href=\"\(escaped(link.2))\" rel=\"nofollow ugc noopener noreferrer\">\(escaped(link.1))</a>"
        rest = rest[link.range.upperBound...]
      } else {
        html += escaped(rest.prefix(1))
        rest = rest.dropFirst()
      }
    }
    return html
  }

  private static func escaped(_ text: some StringProtocol) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      // Controls, and what turns the reading direction of everything behind it.
      case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t": break
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": break
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
