import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A server that does with each request what a test says: answers, keeps silent, breaks off.
final class ScriptedServer: Sendable {
  struct Request: Sendable {
    /// Counts connections from 1, in the order in which they were made.
    let connection: Int
    /// Counts the requests of its connection from 1.
    let number: Int
    let text: String
  }

  enum Action: Sendable {
    /// These bytes, and the connection stays.
    case answer([UInt8])
    /// These bytes, and the connection ends.
    case answerAndClose([UInt8])
    case close
    case silence
    /// These bytes once the test says ``release()``.
    case hold([UInt8])
  }

  private struct State {
    var requests: [Request] = []
    var connections = 0
    var open: [ObjectIdentifier: any Channel] = [:]
    var greatestOpen = 0
    var held: [(any Channel, [UInt8])] = []
    var isReleased = false
  }

  private let script: @Sendable (Request) -> Action
  private let state = Mutex(State())
  private let listener = Mutex<(any Channel)?>(nil)

  init(_ script: @escaping @Sendable (Request) -> Action) { self.script = script }

  /// Listens on a free port for as long as `body` runs.
  static func with<Value>(
    _ script: @escaping @Sendable (Request) -> Action, _ body: (ScriptedServer) async throws -> Value
  ) async throws -> Value {
    let server = ScriptedServer(script)
    try await server.start()
    do {
      let value = try await body(server)
      try await server.stop()
      return value
    } catch {
      try await server.stop()
      throw error
    }
  }

  private func start() async throws {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 512)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(ScriptedHandler(server: self))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    listener.withLock { $0 = channel }
  }

  func stop() async throws {
    closeConnections()
    let channel = listener.withLock { listener in
      defer { listener = nil }
      return listener
    }
    try await channel?.close()
  }

  var port: Int { listener.withLock { $0?.localAddress?.port } ?? 0 }
  var requests: [Request] { state.withLock { $0.requests } }
  var connections: Int { state.withLock { $0.connections } }
  var openConnections: Int { state.withLock { $0.open.count } }
  var greatestOpen: Int { state.withLock { $0.greatestOpen } }
  var held: Int { state.withLock { $0.held.count } }

  /// Answers what is held, and from now on holds nothing.
  func release() {
    let held = state.withLock { state in
      state.isReleased = true
      defer { state.held = [] }
      return state.held
    }
    for (channel, bytes) in held { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }
  }

  func closeConnections() {
    for channel in state.withLock({ Array($0.open.values) }) { channel.close(promise: nil) }
  }

  fileprivate func opened(_ channel: any Channel) -> Int {
    state.withLock { state in
      state.connections += 1
      state.open[ObjectIdentifier(channel)] = channel
      state.greatestOpen = max(state.greatestOpen, state.open.count)
      return state.connections
    }
  }

  fileprivate func closed(_ channel: any Channel) {
    state.withLock { $0.open[ObjectIdentifier(channel)] = nil }
  }

  fileprivate func arrived(_ request: Request, on channel: any Channel) {
    state.withLock { $0.requests.append(request) }
    switch script(request) {
    case .answer(let bytes): channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    case .answerAndClose(let bytes):
      channel.writeAndFlush(ByteBuffer(bytes: bytes)).whenComplete { _ in channel.close(promise: nil) }
    case .close: channel.close(promise: nil)
    case .silence: break
    case .hold(let bytes):
      let isReleased = state.withLock { state in
        if !state.isReleased { state.held.append((channel, bytes)) }
        return state.isReleased
      }
      if isReleased { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }
    }
  }

  /// A whole HTTP answer.
  static func http(_ body: String, status: String = "200 OK", headers: [String] = []) -> [UInt8] {
    let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
  }
}

/// Cuts what arrives into requests.
private final class ScriptedHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let server: ScriptedServer
  private var connection = 0
  private var number = 0
  private var waiting: [UInt8] = []

  init(server: ScriptedServer) { self.server = server }

  func channelActive(context: ChannelHandlerContext) { connection = server.opened(context.channel) }
  func channelInactive(context: ChannelHandlerContext) { server.closed(context.channel) }
  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    waiting += unwrapInboundIn(data).readableBytesView
    while let request = nextRequest() {
      number += 1
      server.arrived(
        ScriptedServer.Request(connection: connection, number: number, text: request), on: context.channel)
    }
  }

  /// A head that ends with an empty line and a body of its `Content-Length`.
  private func nextRequest() -> String? {
    let text = String(decoding: waiting, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return nil }
    let head = text[..<end.lowerBound]
    let length = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
      .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) }
    let whole = head.utf8.count + 4 + (length ?? 0)
    guard waiting.count >= whole else { return nil }
    defer { waiting.removeFirst(whole) }
    return String(decoding: waiting.prefix(whole), as: UTF8.self)
  }
}
