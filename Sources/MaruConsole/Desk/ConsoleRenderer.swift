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
  /// A file that never changes under its name: the name holds a part of its digest.
  struct Asset: Sendable {
    let path: String
    let type: String
    let body: ByteBuffer

    init(_ ending: String, type: String, _ bytes: [UInt8]) {
      path = "/assets/console-\(hexText(Array(SHA256.hash(data: bytes)).prefix(6))).\(ending)"
      self.type = type
      body = ByteBuffer(bytes: bytes)
    }
  }

  private let library: MustacheLibrary
  let style: Asset
  let script: Asset

  /// Reads the template that is built into the program; throws when it is malformed.
  init() throws {
    style = Asset("css", type: "text/css; charset=utf-8", SiteStyle.bytes + PackageResources.console_css)
    script = Asset("js", type: "text/javascript; charset=utf-8", PackageResources.console_js)
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
  static let securityHeaders: HTTPFields = {
    var headers = HTTPFields()
    headers[.contentSecurityPolicy] =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
      + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    headers[.xContentTypeOptions] = "nosniff"
    headers[.cacheControl] = "no-store"
    if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "same-origin" }
    if let name = HTTPField.Name("X-Frame-Options") { headers[name] = "DENY" }
    return headers
  }()

  /// Serves style and script under names that change with their contents.
  func addAssets(to router: Router<GatewayContext>) {
    for asset in [style, script] {
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
