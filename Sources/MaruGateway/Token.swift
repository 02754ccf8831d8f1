import Foundation
import HTTPTypes
import MaruContract
import MaruDomain
import MaruHub
import MaruOAuth
import MaruStore
import NIOCore
import NIOHTTP1
import Synchronization

/// `POST /oauth/2.0/token`. Section 3.2 of the wire contract, RFC 6749 section 5.
///
/// The form may be a form, JSON, or the query (a real client does so); the client may name itself in the form or by HTTP
/// Basic (RFC 6749 section 2.3.1), as standard libraries do.
struct Token: Sendable {
  /// A form of the token endpoint is some hundred bytes.
  private static let largestBody = 64 << 10
  let hub: Hub
  /// Nil where there is no developer site.
  let keeper: CallKeeper?
  /// Nil where there is no test bed.
  let scripts: ScriptBook?

  func answer(_ request: IncomingRequest) async -> HTTPAnswer {
    let started = ContinuousClock.now
    let stamp = CallStamp(id: newCallID(), at: hub.world.now())
    // Known once the secret was right: a stranger who knows the client's name writes nothing into its record.
    var proven: OAuthClient?
    let answer: HTTPAnswer
    var code = ResponseCode.success
    do {
      guard request.head.method == .POST else {
        throw HubError.wrongMethod(use: "POST")
      }
      var fields = FieldReader(try members(of: request), problem: AuthorizationServer.problem)
      let asked = try TokenRequest(from: &fields)
      let client = try await hub.oauth.client(of: asked)
      proven = client
      try await hub.checkService(of: client.organisation)
      try await hub.checkAddress(request.sender.address, of: client.organisation)
      let api = CallKeeper.tokenAPI
      if let refusal = await scripts?.refusal(of: client.id, api: api, world: hub.world, naming: { [] }) {
        code = refusal.code
        answer = Answer.refusal(refusal, stamp: stamp)
      } else {
        answer = HTTPAnswer(json: try await hub.oauth.token(asked, for: client).json, status: .ok)
      }
    } catch {
      let known = hub.known(error, call: stamp)
      code = known.code
      answer = Answer.refusal(known, stamp: stamp, status: error is BodyTooLarge ? .contentTooLarge : nil)
    }
    if let keeper, let proven {
      let (seconds, attoseconds) = (ContinuousClock.now - started).components
      keeper.keep(
        request, answer, proven.id, of: proven.organisation, api: CallKeeper.tokenAPI, code: code, stamp: stamp,
        microseconds: seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }
    return answer
  }

  private func members(of request: IncomingRequest) throws -> [WireValue.Member] {
    guard case .whole(let body) = request.body, body.readableBytes <= Token.largestBody else {
      throw BodyTooLarge()
    }
    var members = try RequestMembers.form(request.query.utf8)
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
  private func basicCredentials(_ request: IncomingRequest) throws -> (String, String)? {
    guard let header = request.header("Authorization"), header.lowercased().hasPrefix("basic ") else { return nil }
    guard let data = Data(base64Encoded: header.dropFirst(6).trimmingCharacters(in: .whitespaces)),
      let text = String(data: data, encoding: .utf8), let cut = text.firstIndex(of: ":")
    else { throw HubError.oauth(.clientInvalid) }
    let halves = [text[..<cut], text[text.index(after: cut)...]].map { $0.removingPercentEncoding ?? String($0) }
    return (halves[0], halves[1])
  }
}

/// An id to find a call by, not a secret: no other call of any hub has it.
func newCallID() -> APITransactionID { CallIDs.shared.next() }

/// Makes ids of calls from two random words of the process and a count; the system's own source of chance costs a call into
/// the kernel each time.
private final class CallIDs: Sendable {
  static let shared = CallIDs()
  private let high = UInt64.random(in: .min ... .max)
  private let low = UInt64.random(in: .min ... .max)
  private let count = Atomic<UInt64>(0)

  func next() -> APITransactionID {
    let number = count.wrappingAdd(1, ordering: .relaxed).oldValue
    return APITransactionID(random: (mixed(high &+ number), mixed(low ^ number)))
  }

  /// Spreads the bits of a word over all of it, each word to another one (the finaliser of SplitMix64, Steele et al. 2014).
  private func mixed(_ word: UInt64) -> UInt64 {
    var word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }
}

extension Hub {
  /// The refusal that an error becomes towards a client; one that nobody foresaw is logged with its cause.
  func known(_ error: any Error, call: CallStamp) -> HubError {
    if let error = error as? HubError {
      if error.code == .internalFault || (error.code == .timeExceeded && error.cause != nil) {
        logger.error("internal fault", metadata: ["call": "\(call.id)", "cause": "\(error.cause ?? "")"])
      }
      return error
    }
    if let error = error as? BodyTooLarge { return error.error }
    // A form of a page.
    if error is NIOTooManyBytesError { return BodyTooLarge().error }
    logger.error("unexpected error", metadata: ["call": "\(call.id)", "error": "\(error)"])
    return HubError(unexpected: error)
  }
}
