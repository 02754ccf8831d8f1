import Crypto
import HTTPTypes
import Hummingbird
import MaruDomain
import MaruGateway
import Mustache
import NIOCore

/// Renders templates with the headers that every page of the site has, and holds the files that pages load.
struct SiteRenderer: Sendable {
  /// A file that never changes under its name: the name holds a part of its digest.
  struct Asset: Sendable {
    let path: String
    let type: String
    let body: ByteBuffer

    init(_ name: String, _ ending: String, type: String, _ bytes: [UInt8]) {
      path = "/assets/\(name)-\(hexText(Array(SHA256.hash(data: bytes)).prefix(6))).\(ending)"
      self.type = type
      body = ByteBuffer(bytes: bytes)
    }
  }

  private let library: MustacheLibrary
  let style: Asset
  let script: Asset

  /// Reads the templates that are built into the program; throws when one is malformed.
  init() throws {
    // One style for all pages of the hub: the site adds to that of the consent pages.
    style = Asset("site", "css", type: "text/css; charset=utf-8", SiteStyle.bytes)
    script = Asset("site", "js", type: "text/javascript; charset=utf-8", PackageResources.site_js)
    let sources: [String: [UInt8]] = [
      "head": PackageResources.head_mustache, "foot": PackageResources.foot_mustache,
      "form": PackageResources.form_mustache, "front": PackageResources.front_mustache,
      "account": PackageResources.account_mustache, "recovery": PackageResources.recovery_mustache,
      "outbox": PackageResources.outbox_mustache, "apps": PackageResources.apps_mustache,
      "app": PackageResources.app_mustache, "secret": PackageResources.secret_mustache,
      "docs": PackageResources.docs_mustache, "api": PackageResources.api_mustache,
      "codes": PackageResources.codes_mustache, "console": PackageResources.console_mustache,
      "calls": PackageResources.calls_mustache,
      "call": PackageResources.call_mustache, "simulator": PackageResources.simulator_mustache,
      "golive": PackageResources.golive_mustache, "forum": PackageResources.forum_mustache,
      "topic": PackageResources.topic_mustache, "users": PackageResources.users_mustache,
      "sdk": PackageResources.sdk_mustache,
      "guide": PackageResources.guide_mustache,
      "message": PackageResources.message_mustache,
    ]
    library = MustacheLibrary(
      templates: try sources.mapValues { try MustacheTemplate(string: String(decoding: $0, as: UTF8.self)) })
  }

  /// The page of a template.
  func page(_ name: String, _ view: [String: Any], status: HTTPResponse.Status = .ok) -> Response {
    var view = view
    view["styleFile"] = style.path
    view["scriptFile"] = script.path
    let text = library.render(view, withTemplate: name) ?? ""
    var headers = SiteRenderer.securityHeaders
    headers[.contentType] = "text/html; charset=utf-8"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// Only our own style and script are loaded; nothing is framed, remembered or told where it came from.
  static let securityHeaders: HTTPFields = {
    var headers = HTTPFields()
    headers[.contentSecurityPolicy] =
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
      + "frame-ancestors 'none'; base-uri 'none'"
    headers[.xContentTypeOptions] = "nosniff"
    headers[.cacheControl] = "no-store"
    if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "same-origin" }
    if let name = HTTPField.Name("X-Frame-Options") { headers[name] = "DENY" }
    return headers
  }()
}

/// The site's style, to which other pages of the hub add their own.
package enum SiteStyle {
  package static var bytes: [UInt8] { HubStyle.bytes + PackageResources.site_css }
}

extension Site {
  /// Serves style and script under names that change with their contents.
  func addAssets(to router: Router<GatewayContext>) {
    for asset in [renderer.style, renderer.script] {
      router.get(RouterPath(asset.path)) { _, _ in
        Response(
          status: .ok,
          headers: [
            .contentType: asset.type, .cacheControl: "public, max-age=31536000, immutable",
            .xContentTypeOptions: "nosniff",
          ], body: ResponseBody(byteBuffer: asset.body))
      }
    }
  }
}
