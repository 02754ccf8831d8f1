// The way of one API call, top to bottom: method, token, service, scope, address, quota, size, format, use case, answer, record.
// The order of the checks is that of section 9 of the wire contract.

import HTTPTypes
import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import NIOCore
import NIOHTTP1

/// One API behind its path.
struct APIRoute: Sendable {
  let route: Route
  /// From the members of the request to the answer; throws ``HubError``. (Plain `throws`: typed throws in stored generic
  /// async closures can crash the 6.3.1 compiler.)
  let answer: @Sendable (_ members: [WireValue.Member], _ caller: Caller, _ call: CallStamp) async throws -> Answered
}

/// An answer on its way out, with the code that the record keeps.
struct Answered: Sendable {
  let code: ResponseCode
  let answer: HTTPAnswer
}

/// What API calls share.
final class APICalls: Sendable {
  let hub: Hub
  let log: CallLog
  let limiter: RateLimiter
  let metrics: CallMetrics
  /// Nil where there is no developer site.
  let keeper: CallKeeper?
  /// Nil where there is no test bed.
  let scripts: ScriptBook?

  init(
    hub: Hub, log: CallLog, limiter: RateLimiter, metrics: CallMetrics, keeper: CallKeeper?, scripts: ScriptBook?
  ) {
    self.hub = hub
    self.log = log
    self.limiter = limiter
    self.metrics = metrics
    self.keeper = keeper
    self.scripts = scripts
  }

  /// Answers one call; nothing is thrown past here.
  func answer(_ request: IncomingRequest, _ api: APIRoute) async -> HTTPAnswer {
    let started = ContinuousClock.now
    let stamp = CallStamp(id: newCallID(), at: hub.world.now())
    var caller: Caller?
    // Whose token has expired; nothing is counted or done for them, but their app's own record tells of it.
    var former: Caller?
    let answered: Answered
    do {
      try checkMethod(request, api.route)
      let known = try await self.caller(of: request)
      caller = known
      try await hub.checkService(of: known.organisation)
      try checkAccess(known, api.route)
      try await checkAddress(known, request, api.route)
      guard limiter.allows(known.organisation, now: stamp.at) else { throw HubError(.objectQuotaExceeded) }
      let members = try members(of: request)
      if let scripts, scripts.isAnyPlayed {
        answered = try await scripted(scripts, api, members, known, stamp)
      } else {
        answered = try await api.answer(members, known, stamp)
      }
    } catch {
      answered = refused(error, stamp)
      if caller == nil, keeper != nil, answered.code == .tokenExpired, let bearer = bearer(of: request) {
        former = await hub.oauth.holder(ofExpired: bearer)
      }
    }
    let (seconds, attoseconds) = (ContinuousClock.now - started).components
    let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    metrics.record(
      api.route.path, answered.code, nanoseconds: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    // Never contents: who called what, and how it ended.
    hub.logger.debug(
      "call",
      metadata: [
        "call": "\(stamp.id)", "api": "\(api.route.path)", "organisation": "\(caller?.organisation.text ?? "-")",
        "code": "\(answered.code.wire)", "microseconds": "\(microseconds)",
      ])
    // Strangers must not be able to fill the disk with records of nothing.
    if let caller = caller ?? former {
      keeper?.keep(
        request, answered.answer, caller.client, of: caller.organisation, user: caller.user, api: api.route.path,
        code: answered.code, stamp: stamp, microseconds: microseconds)
    }
    guard let caller else { return answered.answer }
    await log.add(
      CallRecord(
        stamp: stamp.at, apiTransactionID: stamp.id.text, caller: caller, api: api.route.path, code: answered.code,
        microseconds: microseconds))
    return answered.answer
  }

  /// As the script of the app has it; nothing of a scripted refusal is a fault that the log should tell of.
  private func scripted(
    _ scripts: ScriptBook, _ api: APIRoute, _ members: [WireValue.Member], _ caller: Caller, _ stamp: CallStamp
  ) async throws -> Answered {
    let path = api.route.path
    let refusal = await scripts.refusal(of: caller.client, api: path, world: hub.world) {
      await hub.accounts(namedIn: members)
    }
    if let refusal { return Answered(code: refusal.code, answer: Answer.refusal(refusal, stamp: stamp)) }
    return try await scripts.withBanks(of: caller.client, api: path) { try await api.answer(members, caller, stamp) }
  }

  private func refused(_ error: any Error, _ stamp: CallStamp) -> Answered {
    let known = hub.known(error, call: stamp)
    return Answered(
      code: known.code,
      answer: Answer.refusal(known, stamp: stamp, status: error is BodyTooLarge ? .contentTooLarge : nil))
  }

  private func checkMethod(_ request: IncomingRequest, _ route: Route) throws(HubError) {
    guard request.head.method.rawValue == route.method.rawValue else {
      throw .wrongMethod(use: route.method.rawValue)
    }
  }

  /// RFC 6750 section 2.1: the token stands in the Authorization header and nowhere else.
  private func caller(of request: IncomingRequest) async throws(HubError) -> Caller {
    guard let bearer = bearer(of: request) else { throw .oauth(.bearerMissing) }
    return try await hub.oauth.verify(bearer: bearer)
  }

  private func bearer(of request: IncomingRequest) -> String? {
    guard let header = request.header("Authorization") else { return nil }
    let parts = header.split(separator: " ", omittingEmptySubsequences: true)
    // Real clients write the scheme in lower case too.
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return String(parts[1])
  }

  private func checkAccess(_ caller: Caller, _ route: Route) throws(HubError) {
    switch route.access {
    case .anyToken: break
    case .anyOf(let scopes):
      guard !caller.scopes.isDisjoint(with: scopes) else {
        throw HubError(.scopeInsufficient, detail: "필요한 scope: \(scopes.wire)")
      }
    }
  }

  /// Money APIs may be bound to registered addresses (O0006).
  private func checkAddress(_ caller: Caller, _ request: IncomingRequest, _ route: Route) async throws(HubError) {
    guard route.path.hasPrefix("transfer/") else { return }
    try await hub.checkAddress(request.sender.address, of: caller.organisation)
  }

  private func members(of request: IncomingRequest) throws -> [WireValue.Member] {
    guard request.head.method == .POST else { return try RequestMembers.form(request.query.utf8) }
    guard case .whole(let body) = request.body else { throw BodyTooLarge() }
    return try RequestMembers.body(Array(body.readableBytesView))
  }
}

/// A body larger than the path takes: the one refusal whose HTTP status (413) is not its code's.
struct BodyTooLarge: Error {
  var error: HubError {
    HubError(.formatError, detail: "본문이 너무 큽니다(최대 1 MiB). The body is too large: at most 1 MiB.")
  }
}
