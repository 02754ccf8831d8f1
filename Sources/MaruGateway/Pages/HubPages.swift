import HTTPTypes
package import Hummingbird
import MaruContract
package import MaruHub
import NIOCore

/// Everything of the hub that people open in a browser, and the documents.
package struct HubPages: Sendable {
  private let hub: Hub
  private let pages: PageRenderer
  private let hasTestBed: Bool

  /// Throws when a built-in template is malformed.
  package init(hub: Hub, hasTestBed: Bool) throws {
    self.hub = hub
    self.hasTestBed = hasTestBed
    pages = try PageRenderer()
  }

  /// Adds the pages to a router.
  package func add(to router: Router<GatewayContext>) {
    AuthorizeRoutes(hub: hub).add(to: router)
    ConsentRoutes(hub: hub, pages: pages).add(to: router)
    MeRoutes(hub: hub, pages: pages).add(to: router)
    serve(OpenAPIDocument.json(testBed: hasTestBed), at: "/openapi.json", on: router)
    serve(BankSideDocument.json, at: "/bank-openapi.json", on: router)
    router.get("/health") { _, _ in "ok\n" }
  }

  private func serve(_ document: [UInt8], at path: RouterPath, on router: Router<GatewayContext>) {
    let body = ByteBuffer(bytes: document)
    router.get(path) { _, _ in
      Response(
        status: .ok,
        headers: [
          .contentType: "application/json; charset=UTF-8", .accessControlAllowOrigin: "*",
          .cacheControl: "public, max-age=300",
        ], body: ResponseBody(byteBuffer: body))
    }
  }
}
