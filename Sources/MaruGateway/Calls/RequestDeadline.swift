package import NIOCore
package import NIOHTTPTypes

/// Closes a connection whose request does not arrive whole in time: a body that comes a byte at a time would hold it for ever.
///
/// Idle connections and heads that never end are the server's own idle timeout's business; this is about what keeps moving.
package final class RequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
  package typealias InboundIn = HTTPRequestPart
  package typealias InboundOut = HTTPRequestPart

  private let limit: TimeAmount
  /// When the head of the request that is being read came; nil between requests.
  private var began: NIODeadline?
  private var watch: Scheduled<Void>?

  /// `limit` from a request's head to its end.
  package init(limit: TimeAmount) { self.limit = limit }

  package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      began = context.eventLoop.now
      if watch == nil { look(context, in: limit) }
    case .body: break
    case .end: began = nil
    }
    context.fireChannelRead(data)
  }

  package func handlerRemoved(context: ChannelHandlerContext) {
    watch?.cancel()
    watch = nil
  }

  /// One look for many requests: a timer for each would cost every call.
  private func look(_ context: ChannelHandlerContext, in time: TimeAmount) {
    watch = context.eventLoop.assumeIsolated().scheduleTask(in: time) {
      self.watch = nil
      guard let began = self.began else { return }
      let left = began + self.limit - context.eventLoop.now
      if left <= .zero { context.close(promise: nil) } else { self.look(context, in: left) }
    }
  }
}
