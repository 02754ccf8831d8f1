package import MaruDomain
package import NIOCore
package import NIOHTTP1

/// Who sent a request: whoever its connection comes from, or whom a trusted proxy names. Found out when asked: few calls need it.
package struct RequestSender: Sendable {
  /// The connection that it came on.
  package let channel: any Channel
  private let proxies: TrustedProxies
  private let fields: HTTPHeaders
  private let given: IPAddress?

  /// `fields` are those of the request's head. `peer`: where the connection comes from, for one that does not know it.
  package init(
    channel: any Channel, fields: HTTPHeaders = [:], proxies: TrustedProxies = .none, peer: IPAddress? = nil
  ) {
    self.channel = channel
    self.fields = fields
    self.proxies = proxies
    given = peer
  }

  private var peer: IPAddress? { channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) } ?? given }

  /// The client's address; nil where there is none (a Unix socket, a test without a network).
  package var address: IPAddress? {
    peer.map { peer in
      proxies.client(
        behind: peer, forwarded: fields["Forwarded"], forwardedFor: fields["X-Forwarded-For"])
    }
  }

  /// Whether the client speaks TLS, as a trusted proxy tells.
  package var isSecure: Bool {
    peer.map { proxies.isSecure(behind: $0, forwardedProto: fields["X-Forwarded-Proto"]) } ?? false
  }

  /// Whether it is somebody on this machine, with nothing in the request that tells of a proxy; also who has no address.
  package var isLocal: Bool {
    guard !fields.contains(name: "Forwarded"), !fields.contains(name: "X-Forwarded-For") else { return false }
    return peer.map(\.isLoopback) ?? true
  }
}
