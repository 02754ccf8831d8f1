import HTTPTypes
package import Hummingbird
import MaruContract
package import MaruDomain
package import MaruHub
import NIOCore
package import NIOHTTP1

/// The platform over HTTP: the APIs by a plain table of paths, everything else (consent pages, test bed) by a router.
///
/// All API paths are fixed texts, so a dictionary finds them; the router's tree and middleware chain would cost more than
/// the rest of a call.
package final class Gateway: HTTPAnswering {
  private let apis: [String: APIRoute]
  private let calls: APICalls
  private let token: Token
  private let pages: any HTTPResponder<GatewayContext>
  private let passes: BodyPasses?

  /// `pages` answers what is no API; `metrics` gets a count and a time of every call; `keeper` keeps the
  /// contents of calls of developers' apps; `scripts` are played to calls of apps that have one; `passes` let files in.
  package init(
    hub: Hub, log: CallLog, pages: Router<GatewayContext>, metrics: PrometheusRegistry = PrometheusRegistry(),
    keeper: CallKeeper? = nil, scripts: ScriptBook? = nil, passes: BodyPasses? = nil
  ) {
    self.passes = passes
    apis = APITable(hub: hub).byPath
    calls = APICalls(
      hub: hub, log: log, limiter: RateLimiter(perSecond: hub.settings.callsPerSecond),
      metrics: CallMetrics(apis: apis.values.map(\.route.path), factory: metrics), keeper: keeper, scripts: scripts)
    token = Token(hub: hub, keeper: keeper, scripts: scripts)
    self.pages = pages.buildResponder()
  }

  package var now: Instant { calls.hub.world.now() }

  /// The APIs and the token endpoint; a page may take milliseconds to put together.
  package func isShort(_ request: IncomingRequest) -> Bool {
    apis[request.path] != nil || Gateway.tokenPaths.contains(request.path)
  }

  package func pass(for head: HTTPRequestHead) -> BodyPass? { passes?.take(for: head) }

  private static let tokenPaths: Set<String> = ["/oauth/2.0/token", "/v1.0/oauth/2.0/token"]

  package func answer(_ request: IncomingRequest) async -> HTTPAnswer {
    let (path, method) = (request.path, request.head.method)
    if let api = apis[path] {
      if method == .OPTIONS { return preflight(request, allows: api.route.method.rawValue) }
      return await calls.answer(request, api)
    }
    if Gateway.tokenPaths.contains(path) {
      return method == .OPTIONS ? preflight(request, allows: "POST") : await token.answer(request)
    }
    if AuthorizeRoutes.paths[path] != nil, method != .GET {
      return method == .OPTIONS ? preflight(request, allows: "GET") : wrongMethod(allows: "GET")
    }
    return await page(request)
  }

  private func wrongMethod(allows method: String) -> HTTPAnswer {
    Answer.refusal(.wrongMethod(use: method), stamp: newStamp())
  }

  /// What the browser of a client's own page asks before it calls (section 1.7): the caller's headers are allowed back.
  private func preflight(_ request: IncomingRequest, allows method: String) -> HTTPAnswer {
    var fields = HTTPFields()
    fields[.accessControlAllowOrigin] = "*"
    fields[.accessControlAllowMethods] = "\(method), OPTIONS"
    fields[.accessControlAllowHeaders] =
      request.header("Access-Control-Request-Headers") ?? "Authorization, Content-Type"
    fields[.accessControlMaxAge] = "600"
    return HTTPAnswer(status: .noContent, fields: fields)
  }

  private func page(_ request: IncomingRequest) async -> HTTPAnswer {
    let routed: Request?
    if case .whole(let body) = request.body {
      routed = request.routed(body)
    } else if passes?.tells(request.path) == true {
      routed = request.routedWithoutBody()
    } else {
      return Answer.refusal(BodyTooLarge().error, stamp: newStamp(), status: .contentTooLarge)
    }
    guard let routed else { return unknownPath() }
    let context = GatewayContext(request.sender, logger: calls.hub.logger)
    do {
      let response = try await pages.respond(to: routed, context: context)
      // The router answers by itself, and without a body, what it has no page for; ours always have a content type.
      if response.status == .notFound, response.headers[.contentType] == nil { return unknownPath() }
      var answer = try await HTTPAnswer(response)
      // Whoever came over TLS comes so from now on (RFC 6797).
      if request.sender.isSecure, case .own(var fields) = answer.fields {
        fields[.strictTransportSecurity] = "max-age=31536000"
        answer.fields = .own(fields)
      }
      // The platform's own web sample starts the authorization from a page of another origin; nobody else reads what it answers.
      if AuthorizeRoutes.paths[request.path] != nil, case .own(var fields) = answer.fields {
        fields[.accessControlAllowOrigin] = request.query.contains("invoke_type=ajax") ? "*" : nil
        answer.fields = .own(fields)
      }
      return answer
    } catch {
      calls.hub.logger.error("unexpected error", metadata: ["path": "\(request.path)", "error": "\(error)"])
      return Answer.refusal(HubError(.internalFault), stamp: newStamp())
    }
  }

  private func unknownPath() -> HTTPAnswer {
    Answer.refusal(
      HubError(.notRoutable, detail: "없는 경로입니다. No such path: see /openapi.json."), stamp: newStamp())
  }

  private func newStamp() -> CallStamp { CallStamp(id: newCallID(), at: now) }
}
