/// The proxies in front of the hub whose word is taken for where a request came from. What others say of themselves is not read.
public struct TrustedProxies: Sendable, Hashable {
  /// Nobody's word is taken.
  public static let none = TrustedProxies([])
  private let networks: [AddressRange]

  private init(_ networks: [AddressRange]) { self.networks = networks }

  /// Reads addresses and networks with commas between them (`127.0.0.1,10.1.0.0/16`); empty is ``none``. Nil for anything else, and for
  /// a network of everybody (`/0`): then every client could say who it is.
  public init?(_ text: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let networks = parts.compactMap { part in AddressRange(part.trimmedBlanks) }
    guard text.isEmpty || (networks.count == parts.count && networks.allSatisfy { $0.prefix > 0 }) else { return nil }
    self.networks = networks
  }

  /// Whether a connection from there is a proxy's.
  public func trust(_ address: IPAddress) -> Bool { networks.contains { $0.contains(address) } }

  /// Whose request came over a connection from `peer`: the last one on the way to us that is no trusted proxy. `forwarded` and
  /// `forwardedFor` are the lines of `Forwarded` (RFC 7239) and `X-Forwarded-For` as they came.
  ///
  /// What cannot be read ends the way at the proxy that wrote it. Where both fields are there and tell of two clients, one of them is
  /// the client's own invention, which a proxy that writes the other one let pass: then it is the proxy's request.
  public func client(behind peer: IPAddress, forwarded: [String], forwardedFor: [String]) -> IPAddress {
    guard trust(peer) else { return peer }
    let ways = [
      forwarded.isEmpty ? nil : forwarded.flatMap(Self.nodes),
      forwardedFor.isEmpty ? nil : forwardedFor.flatMap(Self.listed),
    ].compactMap { $0 }
    let clients = Set(ways.map { last(of: $0, before: peer) })
    return clients.count == 1 ? clients.first ?? peer : peer
  }

  /// Whether a client came over TLS: the last word of `X-Forwarded-Proto`, if `peer` may say so.
  public func isSecure(behind peer: IPAddress, forwardedProto: [String]) -> Bool {
    guard trust(peer), let last = forwardedProto.last?.split(separator: ",").last else { return false }
    return last.trimmedBlanks.lowercased() == "https"
  }

  private func last(of way: [IPAddress?], before peer: IPAddress) -> IPAddress {
    var found = peer
    for hop in way.reversed() {
      guard let hop else { return found }
      found = hop
      guard trust(hop) else { return found }
    }
    return found
  }

  /// The addresses of a line of `X-Forwarded-For`.
  private static func listed(_ line: String) -> [IPAddress?] {
    line.split(separator: ",", omittingEmptySubsequences: false).map { node($0.trimmedBlanks) }
  }

  /// The `for` of each element of a line of `Forwarded`; one nil for a line that breaks the grammar of RFC 7239 section 4, so that a
  /// quote that a client left open hides nobody.
  private static func nodes(_ line: String) -> [IPAddress?] {
    guard let elements = ForwardedLine(line)?.elements else { return [nil] }
    return elements.map { pairs in pairs.first { $0.name == "for" }.flatMap { node($0.value) } }
  }

  /// An address, with or without a port; nil for `unknown` and for names that proxies hide behind (section 6).
  private static func node(_ text: some StringProtocol) -> IPAddress? {
    IPAddress(text) ?? HostAndPort(Substring(text), usual: 0).flatMap { IPAddress($0.host) }
  }
}

/// One line of `Forwarded` (RFC 7239 section 4): elements of pairs.
private struct ForwardedLine {
  typealias Pair = (name: String, value: String)
  private(set) var elements: [[Pair]] = []

  /// Nil for anything that is not its grammar.
  init?(_ line: String) {
    var rest = Array(line.utf8)[...]
    var pairs: [Pair] = []
    while true {
      Self.skipBlanks(&rest)
      let name = Self.token(&rest)
      guard !name.isEmpty, rest.popFirst() == UInt8(ascii: "="), let value = Self.value(&rest) else { return nil }
      pairs.append((name.lowercased(), value))
      Self.skipBlanks(&rest)
      switch rest.popFirst() {
      case UInt8(ascii: ";"): break
      case UInt8(ascii: ","):
        elements.append(pairs)
        pairs = []
      case nil:
        elements.append(pairs)
        return
      default: return nil
      }
    }
  }

  private static func skipBlanks(_ rest: inout ArraySlice<UInt8>) {
    rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
  }

  private static func token(_ rest: inout ArraySlice<UInt8>) -> String {
    let token = rest.prefix { byte in
      UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
        || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
    rest = rest[token.endIndex...]
    return String(decoding: token, as: UTF8.self)
  }

  /// A token or a quoted text, which may hide any byte behind a `\`.
  private static func value(_ rest: inout ArraySlice<UInt8>) -> String? {
    guard rest.first == UInt8(ascii: "\"") else {
      let token = token(&rest)
      return token.isEmpty ? nil : token
    }
    rest = rest.dropFirst()
    var text: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      guard let next = rest.popFirst() else { return nil }
      text.append(next)
    }
    return nil
  }
}

extension StringProtocol {
  fileprivate var trimmedBlanks: SubSequence {
    let front = drop { $0 == " " || $0 == "\t" }
    return front.lastIndex { $0 != " " && $0 != "\t" }.map { front[...$0] } ?? front.prefix(0)
  }
}
