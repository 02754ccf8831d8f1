package import Hummingbird
package import MaruGateway
package import MaruHub

/// The web site for people who build on the platform: pages only. The test bed's half of the hub; not there in production.
package struct Portal: Sendable {
  private let site: Site

  /// `address` is what links in mail begin with. Throws when a built-in template is malformed.
  package init(hub: Hub, address: SiteAddress) throws {
    site = Site(
      hub: hub, renderer: try SiteRenderer(),
      accounts: DeveloperAccounts(hub: hub, mail: OutboxMail(hub: hub), address: address))
  }

  /// Adds the pages to a router.
  package func add(to router: Router<GatewayContext>) {
    site.addAssets(to: router)
    FrontScreen(site: site).add(to: router)
    SignUpScreen(site: site).add(to: router)
    VerifyScreen(site: site).add(to: router)
    LoginScreen(site: site).add(to: router)
    ResetScreen(site: site).add(to: router)
    AccountScreen(site: site).add(to: router)
    AuthenticatorScreen(site: site).add(to: router)
    OutboxScreen(site: site).add(to: router)
  }
}
