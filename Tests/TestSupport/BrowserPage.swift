import Foundation
package import HTTPTypes

/// What a browser got.
package struct BrowserPage: Sendable {
  package let status: Int
  package let headers: HTTPFields
  package let text: String

  package init(status: Int, headers: HTTPFields, text: String) {
    self.status = status
    self.headers = headers
    self.text = text
  }

  package var location: String { headers[.location] ?? "" }
  package var heading: String { first(/<h1[^>]*>([^<]*)</) }
  package var complaint: String { first(/role="alert" id="error">([^<]*)</) }
  package var done: String { first(/class="done" role="status">([^<]*)</) }
  package var tag: String { first(/<html lang="([a-z]+)"/) }

  /// The token that the page's forms carry.
  package var csrf: String { first(/name="csrf" value="([^"]*)"/) }

  package func first(_ pattern: Regex<(Substring, Substring)>) -> String {
    text.firstMatch(of: pattern).map { String($0.1) } ?? ""
  }
  package func all(_ pattern: Regex<(Substring, Substring)>) -> [String] {
    text.matches(of: pattern).map { String($0.1) }
  }

  /// The hidden fields of the form that leads to `action`.
  package func hidden(of action: String) -> [(String, String)] {
    guard let start = text.range(of: "method=\"post\" action=\"\(action)\""),
      let end = text.range(of: "</form>", range: start.upperBound..<text.endIndex)
    else { return [] }
    return text[start.upperBound..<end.lowerBound].matches(of: /type="hidden" name="([^"]*)" value="([^"]*)"/).map {
      (String($0.1), String($0.2).replacing("&quot;", with: "\""))
    }
  }
}
