import Foundation
import NIOCore
import NIOPosix

/// A port that nobody listens on, for servers that cannot be told to choose one.
enum FreePort {
  static func find() async throws -> Int {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0).get()
    let port = channel.localAddress?.port
    try await channel.close()
    guard let port else { throw BenchFailure("no free port") }
    return port
  }
}
