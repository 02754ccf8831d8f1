import NIOCore

/// Joins the pieces of a request into one, as they are flushed: one TLS record and one packet in place of two.
final class WholeWrites: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var pending: ByteBuffer?
  /// Whoever waits for a piece; told when the whole is written.
  private var waiting: [EventLoopPromise<Void>] = []

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let piece = unwrapOutboundIn(data)
    if pending == nil { pending = piece } else { pending?.writeImmutableBuffer(piece) }
    if let promise { waiting.append(promise) }
  }

  func flush(context: ChannelHandlerContext) {
    if let whole = pending {
      pending = nil
      var promise: EventLoopPromise<Void>?
      if !waiting.isEmpty {
        let told = waiting
        waiting = []
        let all = context.eventLoop.makePromise(of: Void.self)
        for one in told { all.futureResult.cascade(to: one) }
        promise = all
      }
      context.write(wrapOutboundOut(whole), promise: promise)
    }
    context.flush()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    pending = nil
    for one in waiting { one.fail(ChannelError.ioOnClosedChannel) }
    waiting = []
  }
}
