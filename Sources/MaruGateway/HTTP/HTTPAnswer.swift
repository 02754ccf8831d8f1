import HTTPTypes
package import Hummingbird
package import NIOCore

/// One answer on its way out, whole.
package struct HTTPAnswer: Sendable {
  package enum Fields: Sendable {
    /// The three that every answer of the API carries, and which methods there are where another was used.
    case api(allow: String? = nil)
    /// These and no others.
    case own(HTTPFields)
  }

  package var status: HTTPResponse.Status
  package var fields: Fields
  package var body: ByteBuffer

  /// An answer of the API.
  package init(json: [UInt8], status: HTTPResponse.Status, allow: String? = nil) {
    self.status = status
    fields = .api(allow: allow)
    body = ByteBuffer(bytes: json)
  }

  /// An answer with fields of its own.
  package init(status: HTTPResponse.Status, fields: HTTPFields, body: ByteBuffer = ByteBuffer()) {
    self.status = status
    self.fields = .own(fields)
    self.body = body
  }

  /// The same for a route of a router.
  package var response: Response {
    var fields = HTTPFields()
    switch self.fields {
    case .own(let own): fields = own
    case .api(let allow):
      for (name, value) in Answer.fields { fields[name] = value }
      if let allow { fields[.allow] = allow }
    }
    return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: body))
  }

  /// What a router answered.
  package init(_ response: Response) async throws {
    let collected = Collected()
    try await response.body.write(collected)
    self.init(status: response.status, fields: response.headers, body: collected.body)
  }
}

/// Takes a body that is written piece by piece.
private final class Collected: ResponseBodyWriter {
  private(set) var body = ByteBuffer()
  func write(_ buffer: ByteBuffer) { body.writeImmutableBuffer(buffer) }
  func finish(_ trailingHeaders: HTTPFields?) {}
}
