package import Hummingbird
import NIOCore

/// What the gateway knows of a request beside the request itself.
package struct GatewayContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// The address that the connection comes from; nil when it has none (in-process tests).
  package let remoteAddress: String?

  package init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    remoteAddress = source.channel.remoteAddress?.ipAddress
  }
}
