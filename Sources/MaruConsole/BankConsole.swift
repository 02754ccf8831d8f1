package import Hummingbird
package import MaruGateway
package import MaruHub
import MaruPortal

/// A bank's console, `/bank/{code}`: a bank's people see their own side of the hub and nobody else's: whether it is reached, the
/// messages of transfers, positions and statements of closed days, differences; and they say when their bank is closed. They
/// are made with `maru operator add --role bank --bank CODE`.
package struct BankConsole: Sendable {
  private let desk: ConsoleDesk

  /// `key`: the 32 bytes that seal authenticators. Throws when the template is malformed.
  package init(hub: Hub, key: [UInt8]) throws {
    desk = ConsoleDesk(
      hub: hub, renderer: try ConsoleRenderer(), accounts: OperatorAccounts(hub: hub, seal: SecretSeal(key: key)),
      onboarding: Onboarding(hub: hub, link: { $0 }), realm: .bank)
  }

  /// Adds the pages to a router that has the operator's console already: style and script are the same.
  package func add(to router: Router<GatewayContext>) {
    EntranceScreen(desk: desk).add(to: router)
    BankScreen(desk: desk).add(to: router)
    BankMessagesScreen(desk: desk).add(to: router)
    BankSettlementScreen(desk: desk).add(to: router)
    BankBreaksScreen(desk: desk).add(to: router)
  }
}
