/// A server's name or address with its port, as a URL has them behind its scheme (RFC 3986 section 3.2): `host`, `host:port` or
/// `[::1]:port`.
public struct HostAndPort: Sendable, Hashable {
  /// Without brackets.
  public let host: String
  /// 1 to 65535.
  public let port: Int

  /// Nil where `text` is anything else; `usual` is the port where none is given.
  public init?(_ text: Substring, usual: Int) {
    var rest = text
    let host: Substring
    if rest.hasPrefix("[") {
      guard let end = rest.firstIndex(of: "]") else { return nil }
      host = rest[rest.index(after: rest.startIndex)..<end]
      rest = rest[rest.index(after: end)...]
    } else {
      host = rest.prefix { $0 != ":" }
      rest = rest[host.endIndex...]
    }
    guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"/?#@[]".utf8.contains($0) }) else {
      return nil
    }
    self.host = String(host)
    guard !rest.isEmpty else {
      port = usual
      return
    }
    guard rest.hasPrefix(":"), let port = Int(rest.dropFirst()), (1...65535).contains(port) else { return nil }
    self.port = port
  }

  /// Whether the host is this machine by its very name or address; a name that only begins like one (`127.bank.example`) is not.
  public static func namesThisMachine(_ host: String) -> Bool {
    host.lowercased() == "localhost" || IPAddress(host)?.isLoopback == true
  }
}
