import HTTPTypes
import MaruContract
import MaruDomain

/// The one place where answers and refusals of the API become HTTP.
enum Answer {
  /// What every answer of the API carries; browsers of any origin may read it (section 1.7).
  static let fields: [(name: HTTPField.Name, value: String)] = [
    (.contentType, "application/json; charset=UTF-8"), (.accessControlAllowOrigin, "*"), (.cacheControl, "no-store"),
  ]

  /// The head and the body of a reply.
  static func reply<Body: WireMessage>(_ reply: Reply<Body>, stamp: CallStamp) -> HTTPAnswer {
    let json = FieldWriter.object { fields in
      Head(stamp: reply.original ?? stamp, code: reply.code, message: reply.message).write(to: &fields)
      reply.body.write(to: &fields)
    }
    return HTTPAnswer(json: json, status: HTTPResponse.Status(code: reply.code.httpStatus))
  }

  /// The head alone, as every refusal by the hub is told; O-codes carry the standard OAuth fields beside it.
  static func refusal(_ error: HubError, stamp: CallStamp, status: HTTPResponse.Status? = nil) -> HTTPAnswer {
    let json = FieldWriter.object(capacity: 320) { fields in
      Head(stamp: stamp, code: error.code, message: error.message).write(to: &fields)
      if error.code.isGatewayRefusal {
        fields.put(text: "error", error.standardError)
        fields.put(text: "error_description", error.oauth?.english ?? error.code.english)
      }
    }
    return HTTPAnswer(
      json: json, status: status ?? HTTPResponse.Status(code: error.code.httpStatus),
      allow: error.code == .methodNotAllowed ? error.cause : nil)
  }
}

extension HubError {
  /// O0010; `method` is told in `Allow` too, out of the error's cause.
  static func wrongMethod(use method: String) -> HubError {
    HubError(.methodNotAllowed, detail: "\(method) 메서드를 사용하십시오. Use \(method).", cause: method)
  }
}
