package import Hummingbird
package import MaruHub

/// Everything of the hub that people open in a browser, and the documents.
package struct HubPages: Sendable {
  let hub: Hub
  package init(hub: Hub) { self.hub = hub }

  /// Adds the pages to a router.
  package func add(to router: Router<GatewayContext>) {
    router.get("/health") { _, _ in "ok\n" }
  }
}
