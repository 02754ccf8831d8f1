package import Hummingbird
package import MaruHub

/// Everything of the hub that people open in a browser, and the documents.
package struct HubPages: Sendable {
  private let hub: Hub
  private let pages: PageRenderer

  /// Throws when a built-in template is malformed.
  package init(hub: Hub) throws {
    self.hub = hub
    pages = try PageRenderer()
  }

  /// Adds the pages to a router.
  package func add(to router: Router<GatewayContext>) {
    AuthorizeRoutes(hub: hub).add(to: router)
    ConsentRoutes(hub: hub, pages: pages).add(to: router)
    router.get("/health") { _, _ in "ok\n" }
  }
}
