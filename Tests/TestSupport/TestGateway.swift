package import Hummingbird
import HummingbirdCore
import Logging
import MaruDomain
package import MaruGateway
import MaruHub
import MaruTestBed
import NIOHTTP1
import NIOHTTPTypesHTTP1

extension TestHub {
  /// The hub behind its gateway, wired as `maru serve` does it; port 0 where it is opened at all.
  package func application() throws -> some ApplicationProtocol {
    let router = Router(context: GatewayContext.self)
    try HubPages(hub: hub, hasTestBed: true).add(to: router)
    let scripts = ScriptBook()
    TestBedRoutes(hub: hub, testBed: bed, scripts: scripts).add(to: router)
    return Gateway(hub: hub, log: CallLog(hub: hub), pages: router, scripts: scripts).application()
  }
}

extension HTTPServer.Rules {
  /// This machine is a proxy that is trusted.
  package static var behindProxy: HTTPServer.Rules {
    var rules = HTTPServer.Rules()
    rules.proxies = TrustedProxies("127.0.0.1") ?? .none
    return rules
  }
}

extension HTTPAnswering {
  /// A server of its own on a free port, as `maru serve` opens it.
  package func application(rules: HTTPServer.Rules = .behindProxy) -> some ApplicationProtocol {
    Application(
      // Asked by tests without a socket only: the server's connections ask us.
      responder: CallbackResponder<GatewayContext> { request, context in
        let head = try HTTPRequestHead(request.head)
        let body = try await request.body.collect(upTo: .max)
        let incoming = IncomingRequest(
          head: head, body: body.readableBytes > rules.largestBody ? .tooLarge : .whole(body),
          sender: RequestSender(
            channel: context.sender.channel, fields: head.headers, proxies: rules.proxies, peer: IPAddress("127.0.0.1"))
        )
        return await answer(incoming).response
      },
      server: HTTPServerBuilder { _ in HTTPServer(self, rules: rules) },
      configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
  }
}
