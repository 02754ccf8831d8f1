package import Hummingbird
import MaruBankLink
import MaruContract
import MaruDomain
package import MaruGateway
package import MaruHub

/// The test bed's own endpoints on a hub, `/testbed/…`: what a test would otherwise do by hand. Not there in production.
package struct TestBedRoutes: Sendable {
  let hub: Hub
  let testBed: TestBed

  package init(hub: Hub, testBed: TestBed) {
    self.hub = hub
    self.testBed = testBed
  }

  /// Adds the endpoints to a router.
  package func add(to router: Router<GatewayContext>) {
    router.post("/testbed/consents") { request, _ in
      await TestBedAnswer.to(request, logger: hub.logger, consent)
    }
    let banks = hub.banks
    // A developer who switches a bank on again wants it on now, not after the breaker's pause.
    BankControls(banks: testBed.banks, world: hub.world, logger: hub.logger) { code in
      (banks[code] as? GuardedBankLink)?.gate.forget()
    }.add(to: router)
  }
}
