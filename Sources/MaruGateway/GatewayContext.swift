package import Hummingbird
import Logging

/// What the gateway knows of a request beside the request itself.
package struct GatewayContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  package let sender: RequestSender

  package init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    sender = RequestSender(channel: source.channel)
  }

  /// For a request that the gateway hands on.
  init(_ sender: RequestSender, logger: Logger) {
    coreContext = .init(source: ApplicationRequestContextSource(channel: sender.channel, logger: logger))
    self.sender = sender
  }
}
