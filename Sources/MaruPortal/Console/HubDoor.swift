package import MaruGateway
import NIOCore
import NIOHTTP1
import Synchronization

/// The way from the site to the hub's own front door: what the console calls takes the whole way of any other call.
package final class HubDoor: Sendable {
  private let gateway = Mutex<(any HTTPAnswering)?>(nil)

  package init() {}

  /// Tells the gateway, which itself needs the site's pages to be made.
  package func lead(to gateway: any HTTPAnswering) { self.gateway.withLock { $0 = gateway } }

  /// The answer to a request, as if `sender` had sent it; nil before the gateway is there.
  func call(
    _ method: HTTPMethod, _ target: String, _ headers: HTTPHeaders, body: [UInt8], from sender: RequestSender
  ) async -> HTTPAnswer? {
    guard let gateway = gateway.withLock({ $0 }) else { return nil }
    return await gateway.answer(
      IncomingRequest(
        head: HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: headers),
        body: .whole(ByteBuffer(bytes: body)), sender: sender))
  }
}
