import NIOCore

/// Hands the replies of a server to whoever waits for the next one. Lives on its channel's event loop.
final class SMTPReplyHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private var parser = SMTPReplyParser()
  private var arrived: [SMTPReply] = []
  private var waiting: EventLoopPromise<SMTPReply>?
  private var end: (any Error)?

  /// Whether the server has said nothing that nobody asked for.
  var isQuiet: Bool { parser.isQuiet && arrived.isEmpty }

  /// The next reply, or why there is none.
  func next(on loop: any EventLoop) -> EventLoopFuture<SMTPReply> {
    if !arrived.isEmpty { return loop.makeSucceededFuture(arrived.removeFirst()) }
    if let end { return loop.makeFailedFuture(end) }
    let promise = loop.makePromise(of: SMTPReply.self)
    waiting = promise
    return promise.futureResult
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    do {
      for reply in try parser.take(unwrapInboundIn(data).readableBytesView) {
        if let promise = waiting {
          waiting = nil
          promise.succeed(reply)
        } else {
          arrived.append(reply)
        }
      }
    } catch {
      finish(error)
      context.close(promise: nil)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    finish(error)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    finish(ChannelError.eof)
    context.fireChannelInactive()
  }

  /// Ends every wait: the first reason is the one that counts.
  func finish(_ error: any Error) {
    if end == nil { end = error }
    waiting?.fail(end ?? error)
    waiting = nil
  }
}
