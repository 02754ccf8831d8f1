import Crypto
import HTTPTypes
import Hummingbird
import MaruDomain
import MaruGateway
import Mustache
import NIOCore

/// Renders templates with the headers that every page of the site has, and holds the files that pages load.
struct SiteRenderer: Sendable {
  private let library: MustacheLibrary
  let style: PageAsset
  let script: PageAsset

  /// Reads the templates that are built into the program; throws when one is malformed.
  init() throws {
    // One style for all pages of the hub: the site adds to that of the consent pages.
    style = PageAsset("site", "css", type: "text/css; charset=utf-8", SiteStyle.bytes)
    script = PageAsset("site", "js", type: "text/javascript; charset=utf-8", PackageResources.site_js)
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
      "live": PackageResources.live_mustache, "notices": PackageResources.notices_mustache,
      "topic": PackageResources.topic_mustache, "users": PackageResources.users_mustache,
      "sdk": PackageResources.sdk_mustache, "webhooks": PackageResources.webhooks_mustache,
      "guide": PackageResources.guide_mustache,
      "message": PackageResources.message_mustache, "support": PackageResources.support_mustache,
      "thread": PackageResources.thread_mustache, "invoice": PackageResources.invoice_mustache,
      "documents": PackageResources.documents_mustache,
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
  static let securityHeaders = HTTPFields.page(
    policy: "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
      + "frame-ancestors 'none'; base-uri 'none'", referrer: "same-origin")
}

/// The site's style, to which other pages of the hub add their own.
package enum SiteStyle {
  package static var bytes: [UInt8] { HubStyle.bytes + PackageResources.site_css }
}
