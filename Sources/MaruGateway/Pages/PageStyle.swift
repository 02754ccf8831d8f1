import HTTPTypes
import Hummingbird
import MaruHub
import Mustache
import NIOCore

/// Renders a template with the headers that every page has.
struct PageRenderer: Sendable {
  private let library: MustacheLibrary
  private let style: String

  /// Reads the templates that are built into the program; throws when one is malformed.
  init() throws {
    style = String(decoding: PackageResources.style_css, as: UTF8.self)
    let sources: [String: [UInt8]] = [
      "head": PackageResources.head_mustache, "foot": PackageResources.foot_mustache,
      "identity": PackageResources.identity_mustache, "number": PackageResources.number_mustache,
      "accounts": PackageResources.accounts_mustache, "deny": PackageResources.deny_mustache,
      "ended": PackageResources.ended_mustache, "me": PackageResources.me_mustache,
      "question": PackageResources.question_mustache, "accesses": PackageResources.accesses_mustache,
    ]
    library = MustacheLibrary(
      templates: try sources.mapValues { try MustacheTemplate(string: String(decoding: $0, as: UTF8.self)) })
  }

  /// The page. `formTarget` is the only foreign place that a form of it may lead to.
  func page(
    _ name: String, _ view: [String: Any], look: PageLook? = nil, formTarget: String? = nil, nonce: String,
    status: HTTPResponse.Status = .ok
  ) -> Response {
    var view = view
    view["nonce"] = nonce
    view["style"] = style + (look.map { PageColours($0).css } ?? "")
    let text = library.render(view, withTemplate: name) ?? ""
    var headers = PageRenderer.securityHeaders(formTarget: formTarget, nonce: nonce)
    headers[.contentType] = "text/html; charset=utf-8"
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// Nothing foreign is loaded, framed, remembered or told where it came from.
  static func securityHeaders(formTarget: String?, nonce: String) -> HTTPFields {
    let target = formTarget.map { " \($0)" } ?? ""
    return .page(
      policy:
        "default-src 'none'; style-src 'nonce-\(nonce)'; form-action 'self'\(target); frame-ancestors 'none'; base-uri 'none'",
      referrer: "no-referrer")
  }

  /// A redirect after a form.
  static func seeOther(_ location: String) -> Response {
    .seeOther(location, securityHeaders(formTarget: nil, nonce: "none"))
  }

  /// What a Content-Security-Policy calls the place that a redirect URI leads to: its origin, or the scheme of an app.
  static func source(of uri: String) -> String? {
    guard let scheme = uri.split(separator: ":", maxSplits: 1).first.map(String.init) else { return nil }
    guard scheme == "http" || scheme == "https" else { return "\(scheme):" }
    let rest = uri.dropFirst(scheme.count + 3)
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let allowed = authority.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-:[]".contains($0)) }
    return allowed && !authority.isEmpty ? "\(scheme)://\(authority)" : nil
  }
}

/// The organisation's colours, where they leave the text readable: a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3).
struct PageColours {
  let css: String

  init(_ look: PageLook) {
    var rules: [String] = []
    if let background = look.background {
      // A ground of the organisation's own holds by day and by night, so its text is set along with it. Cards keep theirs.
      if let text = look.text, PageColours.contrast(background, text) >= 4.5 {
        rules += ["--bg:\(background)", "--ink:\(text)", "--soft:\(text)"]
      } else if PageColours.contrast(background, "#56615C") >= 4.5 {
        rules += ["--bg:\(background)", "--ink:#1B2220", "--soft:#56615C"]
      }
    }
    if let confirm = look.confirm { rules += ["--accent:\(confirm)", "--accent-ink:\(PageColours.ink(on: confirm))"] }
    if let cancel = look.cancel { rules += ["--plain:\(cancel)", "--plain-ink:\(PageColours.ink(on: cancel))"] }
    css = rules.isEmpty ? "" : ":root{\(rules.joined(separator: ";"))}"
  }

  /// White or near-black, whichever reads better.
  static func ink(on colour: String) -> String {
    contrast(colour, "#FFFFFF") >= contrast(colour, "#1D2321") ? "#FFFFFF" : "#1D2321"
  }

  /// Contrast ratio of two `#RRGGBB`, 1 to 21.
  static func contrast(_ one: String, _ other: String) -> Double {
    let (light, dark) = (max(luminance(one), luminance(other)), min(luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
  }

  private static func luminance(_ colour: String) -> Double {
    let number = UInt32(colour.dropFirst(), radix: 16) ?? 0
    let parts = [16, 8, 0].map { shift -> Double in
      let part = Double((number >> UInt32(shift)) & 0xFF) / 255
      // The exact curve needs a power function; this polynomial stays within one percent of it.
      return part <= 0.04045 ? part / 12.92 : part * (part * (part * 0.305306011 + 0.682171111) + 0.012522878)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }
}

/// The style of the consent pages, to which other pages of the hub add their own.
package enum HubStyle {
  package static var bytes: [UInt8] { PackageResources.style_css }
}
