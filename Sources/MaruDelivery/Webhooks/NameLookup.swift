import Foundation
package import NIOCore
import Synchronization

/// Finds the address of a name, and waits for it no longer than it says.
///
/// The system's look-up cannot be ended: one whose name server is silent goes on for half a minute. So each has a thread of its own, which
/// nobody else waits for; who asks for the same name meanwhile waits for the same look-up. As many names are looked up at once as
/// webhooks are called side by side, and what is left of the late ones.
package final class NameLookup: Sendable {
  /// The system's look-up, or a test's.
  package typealias Find = @Sendable (_ host: String, _ port: Int) throws -> SocketAddress

  /// What came of a look-up.
  package enum Outcome: Sendable {
    case found(SocketAddress)
    case unknown
    case late
  }

  private let limit: TimeAmount
  private let find: Find
  private let underWay = Mutex<[String: EventLoopFuture<SocketAddress?>]>([:])

  /// `limit` is how long somebody waits for a name.
  package init(
    limit: Duration = .seconds(5),
    find: @escaping Find = { try SocketAddress.makeAddressResolvingHost($0, port: $1) }
  ) {
    self.limit = TimeAmount(limit)
    self.find = find
  }

  /// The address of `host`, which may be an address itself; the wait is counted by `loop`.
  package func address(of host: String, port: Int, on loop: any EventLoop) async -> Outcome {
    if let address = try? SocketAddress(ipAddress: host, port: port) { return .found(address) }
    let outcome = loop.makePromise(of: Outcome.self)
    let late = loop.scheduleTask(in: limit) { outcome.succeed(.late) }
    lookUp(host, port, on: loop).hop(to: loop).whenSuccess { found in
      outcome.succeed(found.map { .found($0) } ?? .unknown)
    }
    defer { late.cancel() }
    return (try? await outcome.futureResult.get()) ?? .unknown
  }

  private func lookUp(_ host: String, _ port: Int, on loop: any EventLoop) -> EventLoopFuture<SocketAddress?> {
    let name = "\(host):\(port)"
    let (promise, shared) = underWay.withLock { underWay -> (EventLoopPromise<SocketAddress?>?, _) in
      if let shared = underWay[name] { return (nil, shared) }
      let promise = loop.makePromise(of: SocketAddress?.self)
      underWay[name] = promise.futureResult
      return (promise, promise.futureResult)
    }
    if let promise {
      Thread.detachNewThread {
        let found = try? self.find(host, port)
        _ = self.underWay.withLock { $0.removeValue(forKey: name) }
        promise.succeed(found)
      }
    }
    return shared
  }
}
