import Crypto
package import HTTPTypes
package import Hummingbird
package import MaruDomain
import MaruOAuth
import NIOCore

extension HTTPFields {
  /// What goes with every page: `policy` is its Content-Security-Policy, `referrer` whom the browser tells where it was. Nothing is
  /// framed, guessed or remembered.
  package static func page(policy: String, referrer: String) -> HTTPFields {
    var headers = HTTPFields()
    headers[.contentSecurityPolicy] = policy
    headers[.xContentTypeOptions] = "nosniff"
    headers[.cacheControl] = "no-store"
    if let name = HTTPField.Name("Referrer-Policy") { headers[name] = referrer }
    if let name = HTTPField.Name("X-Frame-Options") { headers[name] = "DENY" }
    return headers
  }
}

extension Response {
  /// A file that somebody else brought along: to be kept, never shown, whatever it holds. The name is told as RFC 6266 has it.
  package static func download(_ bytes: [UInt8], type: DocumentType, name: DocumentName) -> Response {
    var headers = HTTPFields.page(policy: "default-src 'none'; sandbox", referrer: "no-referrer")
    headers[.contentType] = type.mediaType
    headers[.contentDisposition] =
      "attachment; filename=\"document.\(type.ending)\"; filename*=UTF-8''\(percentEncoded(name.text))"
    if let field = HTTPField.Name("Cross-Origin-Resource-Policy") { headers[field] = "same-origin" }
    return Response(
      status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// 303: whatever was posted is not posted again (RFC 9700 section 4.12).
  package static func seeOther(_ location: String, _ headers: HTTPFields) -> Response {
    var headers = headers
    headers[.location] = location
    return Response(status: .seeOther, headers: headers)
  }
}

/// A file that pages load and that never changes under its name: the name holds a part of its digest.
package struct PageAsset: Sendable {
  package let path: String
  private let type: String
  private let body: ByteBuffer

  package init(_ name: String, _ ending: String, type: String, _ bytes: [UInt8]) {
    path = "/assets/\(name)-\(hexText(Array(SHA256.hash(data: bytes)).prefix(6))).\(ending)"
    self.type = type
    body = ByteBuffer(bytes: bytes)
  }

  /// Serves it; browsers keep it for good.
  package func add(to router: Router<GatewayContext>) {
    let (type, body) = (type, body)
    router.get(RouterPath(path)) { _, _ in
      Response(
        status: .ok,
        headers: [
          .contentType: type, .cacheControl: "public, max-age=31536000, immutable", .xContentTypeOptions: "nosniff",
        ], body: ResponseBody(byteBuffer: body))
    }
  }
}
