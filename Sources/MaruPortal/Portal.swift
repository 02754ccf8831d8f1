package import Hummingbird
package import MaruGateway
package import MaruHub

/// The web site for people who build on the platform: pages only. The test bed's half of the hub; not there in production.
package struct Portal: Sendable {
  private let site: Site

  /// `address` is what links in mail begin with; `office` opens the accounts of new apps and invents people, `people` are the names of those who
  /// may be connected to an app, the most useful ones first; `door` is told of the gateway once it is there, `keeper` keeps the calls of apps, `scripts` are those that the gateway plays to them; `key` are the 32 secret bytes
  /// that seal authenticators. Throws when a template or the OpenAPI
  /// document is malformed.
  package init(
    hub: Hub, address: SiteAddress, office: any AgreedAccountOffice & TestPersonOffice, people: [String], door: HubDoor,
    keeper: CallKeeper, scripts: ScriptBook, key: [UInt8]
  ) throws {
    let console = Console(hub: hub, door: door, people: people)
    site = Site(
      hub: hub, renderer: try SiteRenderer(),
      accounts: DeveloperAccounts(hub: hub, mail: OutboxMail(hub: hub), address: address, seal: SecretSeal(key: key)),
      apps: DeveloperApps(hub: hub, office: office), documents: try APIDocuments(),
      console: console, keeper: keeper,
      scripts: scripts, users: TestUsers(hub: hub, office: office, console: console),
      onboarding: Onboarding(hub: hub, link: { address.link($0) }),
      webhooks: AppWebhooks(hub: hub, seal: SecretSeal(key: key)),
      support: SupportDesk(hub: hub, link: { address.link($0) }))
  }

  /// Adds the pages to a router.
  package func add(to router: Router<GatewayContext>) {
    site.renderer.style.add(to: router)
    site.renderer.script.add(to: router)
    FrontScreen(site: site).add(to: router)
    SignUpScreen(site: site).add(to: router)
    VerifyScreen(site: site).add(to: router)
    LoginScreen(site: site).add(to: router)
    ResetScreen(site: site).add(to: router)
    AccountScreen(site: site).add(to: router)
    AuthenticatorScreen(site: site).add(to: router)
    if site.accounts.mail.reader != nil { OutboxScreen(site: site).add(to: router) }
    AppsScreen(site: site).add(to: router)
    AppScreen(site: site).add(to: router)
    WebhooksScreen(site: site).add(to: router)
    ConsoleScreen(site: site).add(to: router)
    CallsScreen(site: site).add(to: router)
    SimulatorScreen(site: site).add(to: router)
    GoLiveScreen(site: site).add(to: router)
    LiveScreen(site: site).add(to: router)
    InvoiceScreen(site: site).add(to: router)
    TestUsersScreen(site: site).add(to: router)
    SDKScreen(site: site).add(to: router)
    ForumScreen(site: site).add(to: router)
    NoticesScreen(site: site).add(to: router)
    SupportScreen(site: site).add(to: router)
    ScenarioScreen(site: site).add(to: router)
    EnterScreen(site: site).add(to: router)
    DocsScreen(site: site).add(to: router)
    APIDocumentScreen(site: site).add(to: router)
    CodesScreen(site: site).add(to: router)
    GuideScreen(site: site).add(to: router)
  }
}
