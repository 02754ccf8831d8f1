package import Hummingbird
package import MaruGateway
package import MaruHub
package import MaruPortal

/// The operator's console, `/operator`: who works at the hub sees how it is doing, finds every transfer, and does what their role
/// allows. There with and without the test bed; operators are made with `maru operator`.
package struct OperatorConsole: Sendable {
  private let desk: ConsoleDesk
  private let support: SupportDesk

  /// `address` is what links in letters to applicants begin with, `key` the 32 bytes that seal authenticators. Throws when the
  /// template is malformed.
  package init(hub: Hub, key: [UInt8], address: SiteAddress = SiteAddress()) throws {
    desk = ConsoleDesk(
      hub: hub, renderer: try ConsoleRenderer(), accounts: OperatorAccounts(hub: hub, seal: SecretSeal(key: key)),
      onboarding: Onboarding(hub: hub, link: { address.link($0) }))
    support = SupportDesk(hub: hub, link: { address.link($0) })
  }

  /// Adds the pages to a router.
  package func add(to router: Router<GatewayContext>) {
    desk.renderer.style.add(to: router)
    desk.renderer.script.add(to: router)
    EntranceScreen(desk: desk).add(to: router)
    PictureScreen(desk: desk).add(to: router)
    SearchScreen(desk: desk).add(to: router)
    TransferScreen(desk: desk).add(to: router)
    CallsScreen(desk: desk).add(to: router)
    OrganisationsScreen(desk: desk).add(to: router)
    ApplicationsScreen(desk: desk).add(to: router)
    SupportScreen(desk: desk, support: support).add(to: router)
    ConsentsScreen(desk: desk).add(to: router)
    SettlementScreen(desk: desk).add(to: router)
    LimitsScreen(desk: desk).add(to: router)
    InvoicesScreen(desk: desk).add(to: router)
    BreakScreen(desk: desk).add(to: router)
    NoticesScreen(desk: desk).add(to: router)
    ForumModerationScreen(desk: desk).add(to: router)
    AuditScreen(desk: desk).add(to: router)
    OperatorsScreen(desk: desk).add(to: router)
  }
}
