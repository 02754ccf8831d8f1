package import NIOCore
package import NIOHTTP1

/// One request as it came, read whole.
package struct IncomingRequest: Sendable {
  /// What followed the head.
  package enum Body: Sendable {
    /// All of it; empty where there was none.
    case whole(ByteBuffer)
    /// It is larger than the server reads.
    case tooLarge
  }

  package let head: HTTPRequestHead
  package let body: Body
  /// The path of the request target, as sent.
  package let path: String
  /// What follows the `?`; empty where there is none.
  package let query: String
  package let sender: RequestSender

  /// `head` names a target in origin form, or in the absolute form that proxies use (RFC 9112 section 3.2).
  package init(head: HTTPRequestHead, body: Body, sender: RequestSender) {
    self.head = head
    self.body = body
    self.sender = sender
    (path, query) = Self.split(head.uri)
  }

  /// The first field of that name, whatever its case.
  package func header(_ name: String) -> String? { head.headers.first(name: name) }

  private static func split(_ target: String) -> (path: String, query: String) {
    var target = target[...]
    if !target.utf8.starts(with: "/".utf8), let scheme = target.range(of: "://") {
      let rest = target[scheme.upperBound...]
      target = rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
    }
    guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (String(target), "") }
    return (String(target[..<mark]), String(target[target.utf8.index(after: mark)...]))
  }
}
