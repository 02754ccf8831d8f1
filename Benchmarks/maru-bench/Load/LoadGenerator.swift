import NIOCore
import NIOPosix

/// The load generator: one event loop on a thread of its own, for any number of connections.
struct LoadGenerator: Sendable {
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  /// Keeps the generator on `core`, or lets it run anywhere.
  func pin(to core: Int?) async throws {
    try await group.next().submit { Cores.pinThisThread(to: core.map { [$0] }) }.get()
  }

  /// Drives one load to its end.
  func run(_ plan: LoadPlan, _ source: any RequestSource, expectsLoss: Bool = false) async throws -> LoadResult {
    let loop = group.next()
    if plan.connections == 1, case .closed = plan.pace, !expectsLoss {
      return try await loop.submit { try LoneLoad(plan, source).run() }.get()
    }
    return try await loop.flatSubmit {
      LoadRun(plan, source, loop: loop, expectsLoss: expectsLoss).start()
    }.get()
  }

  /// Sends one request on a connection of its own and returns the answer.
  func exchange(_ request: LoadRequest, port: Int) async throws -> (status: Int, head: String, body: [UInt8]) {
    let held = try await hold(request, port: port)
    try? await held.channel.close()
    return (held.status, held.head, held.body)
  }

  /// Sends one request on a new connection and leaves it open.
  func hold(_ request: LoadRequest, port: Int) async throws -> HeldConnection {
    let loop = group.next()
    let answer = loop.makePromise(of: FirstAnswer.Answer.self)
    let channel: any Channel
    do {
      channel = try await ClientBootstrap(group: loop)
        .connectTimeout(.seconds(5))
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(FirstAnswer(answer))
          }
        }
        .connect(host: "127.0.0.1", port: port).get()
    } catch {
      answer.fail(error)
      throw error
    }
    channel.writeAndFlush(request.bytes, promise: nil)
    let (status, head, body) = try await answer.futureResult.get()
    return HeldConnection(channel: channel, status: status, head: head, body: body)
  }
}

/// An open connection that was answered once.
struct HeldConnection: Sendable {
  let channel: any Channel
  let status: Int
  let head: String
  let body: [UInt8]
}

/// Waits for one whole answer.
private final class FirstAnswer: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias Answer = (status: Int, head: String, body: [UInt8])

  private let promise: EventLoopPromise<Answer>
  private var received = ByteBuffer()

  init(_ promise: EventLoopPromise<Answer>) { self.promise = promise }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    received.writeBuffer(&bytes)
    do {
      guard let answer = try received.withUnsafeReadableBytes({ try AnswerReader.answer(in: $0) }) else { return }
      let start = received.readerIndex
      promise.succeed(
        (
          answer.status, received.getString(at: start, length: answer.body.lowerBound) ?? "",
          received.getBytes(at: start + answer.body.lowerBound, length: answer.body.count) ?? []
        ))
    } catch {
      promise.fail(error)
    }
  }

  func channelInactive(context: ChannelHandlerContext) { promise.fail(ChannelError.eof) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    promise.fail(error)
    context.close(promise: nil)
  }
}
