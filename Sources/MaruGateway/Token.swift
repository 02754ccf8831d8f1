import Foundation
import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import MaruHub
import MaruOAuth
import NIOCore

/// `POST /oauth/2.0/token`. Section 3.2 of the wire contract, RFC 6749 section 5.
///
/// The form may be a form, JSON, or the query (a real client does so); the client may name itself in the form or by HTTP
/// Basic (RFC 6749 section 2.3.1), as standard libraries do.
struct Token: Sendable {
  /// A form of the token endpoint is some hundred bytes.
  private static let largestBody = 64 << 10
  let hub: Hub

  func respond(to request: Request) async -> Response {
    let stamp = CallStamp(id: newCallID(), at: hub.world.now())
    do {
      guard request.method == .post else {
        throw HubError(.methodNotAllowed, detail: "POST 메서드를 사용하십시오. Use POST.", cause: "POST")
      }
      var fields = FieldReader(try await members(of: request), problem: AuthorizationServer.problem)
      let answer = try await hub.oauth.token(try TokenRequest(from: &fields))
      return Answer.response(answer.json, status: .ok)
    } catch {
      let known = hub.known(error, call: stamp)
      var response = Answer.response(
        known, stamp: stamp, status: error is NIOTooManyBytesError ? .contentTooLarge : nil)
      if known.code == .methodNotAllowed { response.headers[.allow] = "POST" }
      return response
    }
  }

  private func members(of request: Request) async throws -> [WireValue.Member] {
    let body = try await request.body.collect(upTo: Token.largestBody)
    var members = try RequestMembers.form((request.uri.query ?? "").utf8)
    members += try RequestMembers.body(Array(body.readableBytesView))
    if let (client, secret) = try basicCredentials(request) {
      // A library may say who it is in both places.
      members.removeAll { [Wire.clientID.name, Wire.clientSecret.name].contains($0.name) && $0.value.flatText != nil }
      members.append(WireValue.Member(Wire.clientID.name, .string(client)))
      members.append(WireValue.Member(Wire.clientSecret.name, .string(secret)))
    }
    return members
  }

  /// RFC 7617; both halves are form-encoded first (RFC 6749 section 2.3.1).
  private func basicCredentials(_ request: Request) throws -> (String, String)? {
    guard let header = request.headers[.authorization], header.lowercased().hasPrefix("basic ") else { return nil }
    guard let data = Data(base64Encoded: header.dropFirst(6).trimmingCharacters(in: .whitespaces)),
      let text = String(data: data, encoding: .utf8), let cut = text.firstIndex(of: ":")
    else { throw HubError.oauth(.clientInvalid) }
    let halves = [text[..<cut], text[text.index(after: cut)...]].map { $0.removingPercentEncoding ?? String($0) }
    return (halves[0], halves[1])
  }
}

/// An id to find a call by, not a secret.
func newCallID() -> APITransactionID {
  APITransactionID(random: (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max)))
}

extension Hub {
  /// The refusal that an error becomes towards a client; one that nobody foresaw is logged with its cause.
  func known(_ error: any Error, call: CallStamp) -> HubError {
    if let error = error as? HubError {
      if error.code == .internalFault {
        logger.error("internal fault", metadata: ["call": "\(call.id)", "cause": "\(error.cause ?? "")"])
      }
      return error
    }
    if error is NIOTooManyBytesError {
      return HubError(.formatError, detail: "본문이 너무 큽니다. The body is too large.")
    }
    logger.error("unexpected error", metadata: ["call": "\(call.id)", "error": "\(error)"])
    return HubError(.internalFault, cause: "\(error)")
  }
}
