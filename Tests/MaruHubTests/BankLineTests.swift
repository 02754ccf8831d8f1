import MaruBankLink
import NIOCore
import NIOPosix
import Testing

/// A bank's server that takes connections and does nothing good with them.
private final class Hopeless: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let closes: Bool
  init(closes: Bool) { self.closes = closes }
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if closes { context.close(promise: nil) }
  }
}

@Suite struct BankLineTests {
  private func server(closes: Bool) async throws -> any Channel {
    try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 1024)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Hopeless(closes: closes))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  private func ends(of calls: Int, with client: BankClient) async -> [UnknownReason: Int] {
    await withTaskGroup(of: UnknownReason?.self) { group in
      for _ in 0..<calls {
        group.addTask {
          if case .failed(let reason) = await client.post("/bank/v1/debit", Array("{}".utf8)) { return reason }
          return nil
        }
      }
      return await group.reduce(into: [:]) { counts, reason in
        if let reason { counts[reason, default: 0] += 1 }
      }
    }
  }

  @Test("a bank that drops every connection leaves nobody waiting in line, and nothing is told as not sent")
  func dropped() async throws {
    let server = try await server(closes: true)
    let client = BankClient(
      host: "127.0.0.1", port: server.localAddress?.port ?? 0, timeout: .seconds(60),
      group: MultiThreadedEventLoopGroup.singleton)
    #expect(await ends(of: 600, with: client) == [.connectionLost: 600])
    client.close()
    try await server.close()
  }

  @Test("whoever waits in line for a silent bank gives up at the deadline of the whole call, and has sent nothing")
  func silent() async throws {
    let server = try await server(closes: false)
    let client = BankClient(
      host: "127.0.0.1", port: server.localAddress?.port ?? 0, timeout: .milliseconds(300),
      group: MultiThreadedEventLoopGroup.singleton)
    let ends = await ends(of: 400, with: client)
    #expect(ends.values.reduce(0, +) == 400)
    // 64 connections, and all deadlines are about the same: hardly anybody gets a second turn.
    #expect(ends[.notSent, default: 0] > 0, "\(ends)")
    client.close()
    try await server.close()
  }
}
