package import Hummingbird
import Logging
package import MaruGateway
import MaruTestBed

extension TestHub {
  /// The hub behind its gateway, wired as `maru serve` does it; port 0 where it is opened at all.
  package func application() throws -> Application<Gateway> {
    let router = Router(context: GatewayContext.self)
    try HubPages(hub: hub, hasTestBed: true).add(to: router)
    TestBedRoutes(hub: hub, testBed: bed).add(to: router)
    return Application(
      responder: Gateway(hub: hub, log: CallLog(hub: hub), pages: router),
      configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
  }
}
