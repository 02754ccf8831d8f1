import Foundation
import NIOCore

/// One keep-alive connection of a load: one request at a time, straight on the bytes.
final class LoadConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let run: LoadRun
  private var context: ChannelHandlerContext?
  private var received: ByteBuffer?
  private(set) var request: LoadRequest?
  private var intended: Int64 = 0

  init(run: LoadRun) { self.run = run }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }
  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  /// Sends a request whose latency counts from `intended`, a ``Clock/now`` in nanoseconds.
  func send(_ request: LoadRequest, intended: Int64) {
    self.request = request
    self.intended = intended
    context?.writeAndFlush(wrapOutboundOut(request.bytes), promise: nil)
  }

  func close() { context?.close(promise: nil) }

  func channelActive(context: ChannelHandlerContext) { run.opened(self) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    if received == nil { received = bytes } else { received?.writeBuffer(&bytes) }
    guard let buffer = received, let request else { return }
    do {
      guard let answer = try buffer.withUnsafeReadableBytes({ try AnswerReader.answer(in: $0) }) else { return }
      let isRight =
        answer.status == request.status
        && buffer.withUnsafeReadableBytes { all in
          let body = UnsafeRawBufferPointer(rebasing: all[answer.body])
          return request.expected.allSatisfy { AnswerReader.position(of: $0, in: body) != nil }
        }
      received = nil
      self.request = nil
      let body = { buffer.getBytes(at: buffer.readerIndex + answer.body.lowerBound, length: answer.body.count) ?? [] }
      if isRight {
        if request.isKept { run.keep(body()) }
        run.answered(from: intended)
      } else {
        run.failed("status \(answer.status): \(String(decoding: body().prefix(300), as: UTF8.self))")
      }
      if answer.keepsAlive {
        run.isFree(self)
      } else {
        context.close(promise: nil)
      }
    } catch {
      run.failed("an answer without length: \(String(buffer: buffer).prefix(300))")
      self.request = nil
      context.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    let lost = request
    request = nil
    run.closed(self, underWay: lost)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
