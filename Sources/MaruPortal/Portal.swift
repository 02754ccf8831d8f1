package import Hummingbird
package import MaruGateway
package import MaruHub

/// The web site for people who build on the platform: pages only. With the test bed it has what only simulated banks can answer; without it
/// developers apply for use there, and look after their live services.
package struct Portal: Sendable {
  /// What the site has of the test bed.
  package struct TestBed: Sendable {
    let office: any AgreedAccountOffice & TestPersonOffice
    let people: [String]
    let door: HubDoor
    let scripts: ScriptBook

    /// `office` opens the accounts of new apps and invents people, `people` are the names of those who may be connected to an app, the most
    /// useful ones first; `door` is told of the gateway once it is there, `scripts` are those that the gateway plays to apps.
    package init(
      office: any AgreedAccountOffice & TestPersonOffice, people: [String], door: HubDoor, scripts: ScriptBook
    ) {
      self.office = office
      self.people = people
      self.door = door
      self.scripts = scripts
    }
  }

  private let site: Site

  /// `address` is what links in mail begin with, `keeper` keeps the calls that developers look at; `key` are the 32 secret bytes that seal
  /// authenticators; `testBed` is nil on a production hub. Throws when a template or the OpenAPI document is malformed.
  package init(hub: Hub, address: SiteAddress, keeper: CallKeeper, key: [UInt8], testBed: TestBed?) throws {
    let bed = testBed.map { bed in
      let console = Console(hub: hub, door: bed.door, people: bed.people)
      return SiteTestBed(
        console: console, scripts: bed.scripts, users: TestUsers(hub: hub, office: bed.office, console: console))
    }
    site = Site(
      hub: hub, renderer: try SiteRenderer(),
      accounts: DeveloperAccounts(hub: hub, mail: OutboxMail(hub: hub), address: address, seal: SecretSeal(key: key)),
      apps: DeveloperApps(hub: hub, office: testBed?.office), documents: try APIDocuments(), keeper: keeper,
      testBed: bed, onboarding: Onboarding(hub: hub, link: { address.link($0) }),
      webhooks: AppWebhooks(hub: hub, seal: SecretSeal(key: key)),
      support: SupportDesk(hub: hub, link: { address.link($0) }), tickets: UploadTickets(key: key, world: hub.world))
  }

  /// What lets files in that are larger than other bodies.
  package var bodyPasses: BodyPasses {
    let tickets = site.tickets
    return BodyPasses(
      largest: DocumentsScreen.largestBody, most: DocumentsScreen.mostAtOnce,
      mostOfOne: DocumentsScreen.mostOfOneAtOnce, isPlace: DocumentsScreen.isPlace,
      sender: { tickets.developer(of: $0) })
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
    AppsScreen(site: site).add(to: router)
    AppScreen(site: site).add(to: router)
    WebhooksScreen(site: site).add(to: router)
    CallsScreen(site: site).add(to: router)
    LiveScreen(site: site).add(to: router)
    DocumentsScreen(site: site).add(to: router)
    InvoiceScreen(site: site).add(to: router)
    SDKScreen(site: site).add(to: router)
    ForumScreen(site: site).add(to: router)
    NoticesScreen(site: site).add(to: router)
    SupportScreen(site: site).add(to: router)
    DocsScreen(site: site).add(to: router)
    APIDocumentScreen(site: site).add(to: router)
    CodesScreen(site: site).add(to: router)
    GuideScreen(site: site).add(to: router)
    if let bed = site.testBed { add(bed, to: router) }
  }

  /// What makes sense with simulated banks alone.
  private func add(_ bed: SiteTestBed, to router: Router<GatewayContext>) {
    if site.accounts.mail.reader != nil { OutboxScreen(site: site).add(to: router) }
    AppKeysScreen(site: site, bed: bed).add(to: router)
    AgreedAccountsScreen(site: site, bed: bed).add(to: router)
    ConsoleScreen(site: site, bed: bed).add(to: router)
    SimulatorScreen(site: site, bed: bed).add(to: router)
    ScenarioScreen(site: site, bed: bed).add(to: router)
    TestUsersScreen(site: site, bed: bed).add(to: router)
    GoLiveScreen(site: site).add(to: router)
    EnterScreen(site: site).add(to: router)
  }
}
