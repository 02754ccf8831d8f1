import HTTPTypes
package import Hummingbird
package import NIOCore
import NIOHTTPTypesHTTP1

extension IncomingRequest {
  /// The same for a router, with `body`; nil for a method that is no token of RFC 9110.
  package func routed(_ body: ByteBuffer) -> Request? {
    guard let head = try? HTTPRequest(head, secure: sender.isSecure, splitCookie: false) else { return nil }
    return Request(head: head, body: RequestBody(buffer: body))
  }

  /// The same with a body that was too large to be kept: whoever collects it is told so (`NIOTooManyBytesError`).
  func routedWithoutBody() -> Request? {
    guard let head = try? HTTPRequest(head, secure: sender.isSecure, splitCookie: false) else { return nil }
    let refusal = AsyncThrowingStream<ByteBuffer, any Error> { $0.finish(throwing: NIOTooManyBytesError(maxBytes: 0)) }
    return Request(head: head, body: RequestBody(asyncSequence: refusal))
  }
}
