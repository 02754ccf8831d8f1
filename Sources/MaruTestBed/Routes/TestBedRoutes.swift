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
  let scripts: ScriptBook

  /// `scripts` are those that the gateway plays.
  package init(hub: Hub, testBed: TestBed, scripts: ScriptBook) {
    self.hub = hub
    self.testBed = testBed
    self.scripts = scripts
  }

  /// Adds the endpoints to a router.
  package func add(to router: Router<GatewayContext>) {
    router.post("/testbed/consents") { request, _ in
      await TestBedAnswer.to(request, logger: hub.logger, consent)
    }
    router.post("/testbed/scenarios") { request, _ in
      await TestBedAnswer.to(request, logger: hub.logger, script)
    }
    let banks = hub.banks
    // A developer who switches a bank on again wants it on now, not after the breaker's pause.
    BankControls(banks: testBed.banks, world: hub.world, logger: hub.logger) { code in
      (banks[code] as? GuardedBankLink)?.gate.forget()
    }.add(to: router)
  }

  /// `POST /testbed/scenarios`: what is answered to an app from now on; see ``TestBedScenario``.
  private func script(_ fields: inout FieldReader) async throws -> Response {
    let wanted = try TestBedScenario(from: &fields)
    let client = try await hub.oauth.authenticated(wanted.client, secret: wanted.clientSecret)
    scripts.set(wanted.rules, for: client.id)
    return TestBedAnswer.json { $0.put("rules", String(wanted.rules.count)) }
  }
}
