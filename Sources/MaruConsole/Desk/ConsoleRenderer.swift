import Crypto
import HTTPTypes
import Hummingbird
import MaruDomain
import MaruGateway
import MaruPortal
import Mustache
import NIOCore

/// Renders the console's pages with the headers that each of them has, and holds the files that they load.
struct ConsoleRenderer: Sendable {
  private let library: MustacheLibrary
  let style: PageAsset
  let script: PageAsset

  /// Reads the template that is built into the program; throws when it is malformed.
  init() throws {
    style = PageAsset("console", "css", type: "text/css; charset=utf-8", SiteStyle.bytes + PackageResources.console_css)
    script = PageAsset("console", "js", type: "text/javascript; charset=utf-8", PackageResources.console_js)
    library = MustacheLibrary(
      templates: [
        "sheet": try MustacheTemplate(string: String(decoding: PackageResources.sheet_mustache, as: UTF8.self))
      ])
  }

  func page(_ view: [String: Any], status: HTTPResponse.Status) -> Response {
    var view = view
    view["styleFile"] = style.path
    view["scriptFile"] = script.path
    var headers = ConsoleRenderer.securityHeaders
    headers[.contentType] = "text/html; charset=utf-8"
    let text = library.render(view, withTemplate: "sheet") ?? ""
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// Only our own style and script are loaded, and only we are asked by it; nothing is framed or remembered.
  static let securityHeaders = HTTPFields.page(
    policy: "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
      + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'", referrer: "same-origin")
}
