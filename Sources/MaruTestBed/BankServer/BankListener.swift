import HummingbirdCore
import HummingbirdTLS
package import Logging
package import MaruBankLink
import MaruGateway
import NIOCore
import NIOPosix
package import ServiceLifecycle

extension BankServer {
  /// No request of the bank-side API comes near it.
  package static let largestBody = 64 << 10

  /// HTTP/1.1 at `host` and `port` (0: any that is free), over TLS where `transport` is given; `listening` is told the port.
  /// Throws where the credentials are of no use.
  package func service(
    host: String, port: Int, transport: TransportCredentials? = nil, logger: Logger,
    listening: @escaping @Sendable (Int) async -> Void
  ) throws -> any Service {
    var rules = HTTPServer.Rules()
    rules.largestBody = Self.largestBody
    let plain = HTTPServer(self, rules: rules)
    func server(_ channels: some ServerChildChannel) -> any Service {
      Server(
        childChannelSetup: channels, configuration: .init(address: .hostname(host, port: port), backlog: 1024),
        onServerRunning: { channel in await listening(channel.localAddress?.port ?? port) },
        eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    }
    guard let transport else { return server(plain) }
    return server(try TLSChannel(plain, tlsConfiguration: try transport.bankSide()))
  }
}
