import HTTPTypes
package import Hummingbird
import MaruContract
import MaruDomain
package import MaruHub
import NIOCore

/// The platform over HTTP: the APIs by a plain table of paths, everything else (consent pages, test bed) by a router.
///
/// All API paths are fixed texts, so a dictionary finds them; the router's tree and middleware chain would cost more than
/// the rest of a call.
package struct Gateway: HTTPResponder {
  package typealias Context = GatewayContext

  private let apis: [String: APIRoute]
  private let calls: APICalls
  private let token: Token
  private let pages: any HTTPResponder<GatewayContext>

  /// `pages` answers what is no API; `metrics` gets a count and a time of every call.
  package init(
    hub: Hub, log: CallLog, pages: Router<GatewayContext>, metrics: PrometheusRegistry = PrometheusRegistry()
  ) {
    apis = APITable(hub: hub).byPath
    calls = APICalls(
      hub: hub, log: log, limiter: RateLimiter(perSecond: hub.settings.callsPerSecond),
      metrics: CallMetrics(apis: apis.values.map(\.route.path), factory: metrics))
    token = Token(hub: hub)
    self.pages = pages.buildResponder()
  }

  package func respond(to request: Request, context: GatewayContext) async throws -> Response {
    let path = request.uri.path
    if let api = apis[path] {
      if request.method == .options { return preflight(request, allows: api.route.method.rawValue) }
      return await calls.respond(to: request, context: context, api)
    }
    if path == "/oauth/2.0/token" || path == "/v1.0/oauth/2.0/token" {
      return request.method == .options ? preflight(request, allows: "POST") : await token.respond(to: request)
    }
    if AuthorizeRoutes.paths[path] != nil, request.method != .get {
      return request.method == .options ? preflight(request, allows: "GET") : wrongMethod(allows: "GET")
    }
    return try await page(request, context, path)
  }

  private func wrongMethod(allows method: String) -> Response {
    let refusal = HubError(.methodNotAllowed, detail: "\(method) 메서드를 사용하십시오. Use \(method).")
    var response = Answer.response(refusal, stamp: newStamp())
    response.headers[.allow] = method
    return response
  }

  /// What the browser of a client's own page asks before it calls (section 1.7): the caller's headers are allowed back.
  private func preflight(_ request: Request, allows method: String) -> Response {
    var headers = HTTPFields()
    headers[.accessControlAllowOrigin] = "*"
    headers[.accessControlAllowMethods] = "\(method), OPTIONS"
    headers[.accessControlAllowHeaders] =
      request.headers[.accessControlRequestHeaders] ?? "Authorization, Content-Type"
    headers[.accessControlMaxAge] = "600"
    return Response(status: .noContent, headers: headers)
  }

  private func page(_ request: Request, _ context: GatewayContext, _ path: String) async throws -> Response {
    do {
      var response = try await pages.respond(to: request, context: context)
      // The router answers by itself, and without a body, what it has no page for; ours always have a content type.
      if response.status == .notFound, response.headers[.contentType] == nil { return unknownPath() }
      // The platform's own web sample starts the authorization from a page of another origin.
      if AuthorizeRoutes.paths[path] != nil, request.uri.query?.contains("invoke_type=ajax") == true {
        response.headers[.accessControlAllowOrigin] = "*"
      }
      return response
    } catch {
      calls.hub.logger.error("unexpected error", metadata: ["path": "\(path)", "error": "\(error)"])
      return Answer.response(HubError(.internalFault), stamp: newStamp())
    }
  }

  private func unknownPath() -> Response {
    Answer.response(
      HubError(.notRoutable, detail: "없는 경로입니다. No such path: see /openapi.json."), stamp: newStamp())
  }

  private func newStamp() -> CallStamp {
    CallStamp(id: newCallID(), at: calls.hub.world.now())
  }
}
