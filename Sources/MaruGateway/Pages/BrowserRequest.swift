import HTTPTypes
package import Hummingbird
package import MaruContract
import MaruDomain

// What every page of the hub, whoever it is for, asks of a browser's request and gives it to keep.

extension Request {
  /// Whether the browser came over TLS, as a trusted proxy in front tells.
  package var isSecure: Bool { head.scheme == "https" }

  /// The value of a cookie, or nil.
  package func cookie(_ name: String) -> String? {
    for header in headers[values: .cookie] {
      for pair in header.split(separator: ";") {
        let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
        if parts.count == 2, parts[0] == name { return String(parts[1]) }
      }
    }
    return nil
  }

  /// A cookie that holds a secret of ours (256 bits in hexadecimal digits); nil where there is none or another text.
  package func secretCookie(_ name: String) -> String? {
    cookie(name).flatMap { text in
      text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        ? text : nil
    }
  }

  /// The language of a page: what the link asks for (`lang`), else what was asked for last, else what the browser prefers.
  package func pageLanguage(_ query: [WireValue.Member]) -> PageLanguage {
    switch query.first(where: { $0.name == "lang" })?.value.flatText ?? cookie(LanguageCookie.name) {
    case "ko", "kor": .korean
    case "en", "eng": .english
    default: .preferred(by: headers[.acceptLanguage])
    }
  }

  /// Whether the browser itself says that a form comes from another site (Fetch Metadata; RFC 6454).
  package var isFromElsewhere: Bool {
    if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ headers[$0] }), site != "same-origin" { return true }
    guard let origin = headers[.origin] else { return false }
    return origin.split(separator: "://").last.map(String.init) != head.authority
  }
}

/// The language that somebody chose, which all pages of the hub share.
package enum LanguageCookie {
  static let name = "maru_lang"

  /// The field that has the browser keep it for a year; `tag` is `ko` or `en`.
  package static func field(_ tag: String, isSecure: Bool) -> HTTPField {
    HTTPField(
      name: .setCookie,
      value: "\(name)=\(tag); Path=/; HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : ""); Max-Age=31536000")
  }
}

extension PageLanguage {
  /// Korean, unless the browser asks for other languages only (`Accept-Language`, RFC 9110 section 12.5.4).
  package static func preferred(by header: String?) -> PageLanguage {
    guard let header, !header.isEmpty, header != "*" else { return .korean }
    let tags = header.split(separator: ",").map { $0.drop { $0 == " " }.lowercased() }
    return tags.contains { $0 == "ko" || $0.hasPrefix("ko-") || $0.hasPrefix("ko;") } ? .korean : .english
  }
}
