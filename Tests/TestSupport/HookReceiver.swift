import NIOCore
package import NIOHTTP1
import NIOPosix
package import NIOSSL
import Synchronization

/// A receiver of webhooks on this machine, which answers what a test says.
package final class HookReceiver: Sendable {
  package struct Call: Sendable {
    package let headers: HTTPHeaders
    package let target: String
    package let body: String
  }

  private let calls = Mutex<[Call]>([])
  private let status: @Sendable (Int) -> Int
  private let tls: NIOSSLContext?
  private let listener = Mutex<(any Channel)?>(nil)

  /// `status`: the answer to the call of that number, from 1; 0: none, and the connection ends.
  package init(tls: NIOSSLContext? = nil, _ status: @escaping @Sendable (Int) -> Int = { _ in 204 }) {
    self.tls = tls
    self.status = status
  }

  package var received: [Call] { calls.withLock { $0 } }
  package var port: Int { listener.withLock { $0?.localAddress?.port } ?? 0 }

  package func start(port: Int = 0) async throws {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let tls = self.tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(HookHandler(self))
        }
      }
      .bind(host: "127.0.0.1", port: port).get()
    listener.withLock { $0 = channel }
  }

  package func stop() async throws {
    let channel = listener.withLock { listener in
      defer { listener = nil }
      return listener
    }
    try await channel?.close()
  }

  fileprivate func arrived(_ call: Call) -> Int {
    let count = calls.withLock { calls in
      calls.append(call)
      return calls.count
    }
    return status(count)
  }
}

private final class HookHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart
  private let receiver: HookReceiver
  private var head: HTTPRequestHead?
  private var body = ""

  init(_ receiver: HookReceiver) { self.receiver = receiver }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): self.head = head
    case .body(let bytes): body += String(buffer: bytes)
    case .end:
      guard let head else { return }
      let status = receiver.arrived(HookReceiver.Call(headers: head.headers, target: head.uri, body: body))
      guard status > 0 else { return context.close(promise: nil) }
      var answer = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status))
      answer.headers.add(name: "Content-Length", value: "0")
      answer.headers.add(name: "Location", value: "http://127.0.0.1:\(receiver.port)/elsewhere")
      context.write(wrapOutboundOut(.head(answer)), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }
}
