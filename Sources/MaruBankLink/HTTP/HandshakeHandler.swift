import NIOCore
import NIOTLS

/// Tells when the TLS handshake is over: until then nothing of a request leaves, so a bank with a wrong name or certificate was
/// never asked.
final class HandshakeHandler: ChannelInboundHandler {
  typealias InboundIn = NIOAny
  /// The other side hung up in the middle.
  struct Ended: Error {}

  /// Kept when the handshake is over, and broken when it cannot end any more.
  let done: EventLoopPromise<Void>
  init(on loop: any EventLoop) { done = loop.makePromise() }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let event = event as? TLSUserEvent, case .handshakeCompleted = event { done.succeed(()) }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    done.fail(error)
    context.fireErrorCaught(error)
  }

  /// Also of a channel that was never connected.
  func handlerRemoved(context: ChannelHandlerContext) { done.fail(Ended()) }

  func channelInactive(context: ChannelHandlerContext) {
    done.fail(Ended())
    context.fireChannelInactive()
  }
}
