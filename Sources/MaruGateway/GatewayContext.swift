package import Hummingbird
package import NIOCore

/// What the gateway knows of a request beside the request itself.
package struct GatewayContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  package let channel: any Channel

  package init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
  }

  /// The address that the connection comes from; nil when it has none (in-process tests). Told when asked: few calls need it.
  package var remoteAddress: String? { channel.remoteAddress?.ipAddress }
}
