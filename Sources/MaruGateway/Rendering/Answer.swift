import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import NIOCore

/// The one place where answers and refusals of the API become HTTP.
enum Answer {
  static let jsonType = "application/json; charset=UTF-8"

  /// The head and the body of a reply.
  static func response<Body: WireMessage>(_ reply: Reply<Body>, stamp: CallStamp) -> Response {
    let json = FieldWriter.object { fields in
      Head(stamp: reply.original ?? stamp, code: reply.code, message: reply.message).write(to: &fields)
      reply.body.write(to: &fields)
    }
    return response(json, status: HTTPResponse.Status(code: reply.code.httpStatus))
  }

  /// The head alone, as every refusal by the hub is told; O-codes carry the standard OAuth fields beside it.
  static func response(_ error: HubError, stamp: CallStamp, status: HTTPResponse.Status? = nil) -> Response {
    let json = FieldWriter.object(capacity: 320) { fields in
      Head(stamp: stamp, code: error.code, message: error.message).write(to: &fields)
      if error.code.isGatewayRefusal {
        fields.put(text: "error", error.standardError)
        fields.put(text: "error_description", error.oauth?.english ?? error.code.english)
      }
    }
    return response(json, status: status ?? HTTPResponse.Status(code: error.code.httpStatus))
  }

  /// JSON bytes with the headers that every answer of the API carries; browsers of any origin may read it (section 1.7).
  static func response(_ json: [UInt8], status: HTTPResponse.Status) -> Response {
    var headers = HTTPFields()
    headers.reserveCapacity(5)
    headers[.contentType] = jsonType
    headers[.accessControlAllowOrigin] = "*"
    headers[.cacheControl] = "no-store"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
  }
}
