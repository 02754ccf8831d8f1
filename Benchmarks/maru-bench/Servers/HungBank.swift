import NIOCore
import NIOPosix

/// A bank that takes every connection and answers nothing, ever: the worst kind of silence.
final class HungBank: Sendable {
  let port: Int
  private let channel: any Channel
  private let group: MultiThreadedEventLoopGroup

  private init(_ channel: any Channel, _ group: MultiThreadedEventLoopGroup, port: Int) {
    self.channel = channel
    self.group = group
    self.port = port
  }

  static func start() async throws -> HungBank {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .childChannelOption(.autoRead, value: true)
      .bind(host: "127.0.0.1", port: 0).get()
    guard let port = channel.localAddress?.port else { throw BenchFailure("the hung bank has no port") }
    return HungBank(channel, group, port: port)
  }

  func stop() async {
    try? await channel.close()
    try? await group.shutdownGracefully()
  }
}
