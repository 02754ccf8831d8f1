/// A network of addresses: one address, or all that share its first bits (`10.0.0.0/8`, RFC 4632 section 3.1; `fd00::/8`).
public struct AddressRange: Sendable, Hashable {
  /// The lowest one.
  public let first: IPAddress
  /// How many bits are shared.
  public let prefix: Int

  /// Nil for anything else, also where bits are given behind the shared ones: whoever writes `10.0.0.7/8` means something else.
  public init?(_ text: some StringProtocol) {
    let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = halves.first.flatMap({ IPAddress($0) }) else { return nil }
    var prefix = address.version.width
    if halves.count == 2 {
      guard let given = Int(halves[1]), String(given) == halves[1], (0...prefix).contains(given) else { return nil }
      prefix = given
    }
    (first, self.prefix) = (address, prefix)
    guard first.bits & ~mask == 0 else { return nil }
  }

  /// Whether the address belongs to it.
  public func contains(_ address: IPAddress) -> Bool {
    address.version == first.version && address.bits & mask == first.bits
  }

  private var mask: UInt128 {
    let all = UInt128.max >> UInt128(128 - first.version.width)
    return prefix == 0 ? 0 : all & ~(all >> UInt128(prefix))
  }
}

extension IPAddress {
  /// This machine.
  public var isLoopback: Bool { version == .four ? bits >> 24 == 127 : bits == 1 }

  /// Only to be reached on the same wire, where clouds have their services of metadata (RFC 3927, RFC 4291 section 2.5.6).
  public var isLinkLocal: Bool { version == .four ? bits >> 16 == 0xA9FE : bits >> 118 == 0x3FA }

  /// Whether it belongs to the open network. What the hub calls for others must not lead into its own.
  public var isPublic: Bool {
    guard version == .six else { return !Self.closed.contains { $0.contains(self) } }
    // An address of the old network that is translated into the new one (RFC 6052) is what it holds.
    if bits >> 32 == 0x0064_FF9B_0000_0000_0000_0000 { return IPAddress(four: bits).isPublic }
    // Global unicast is 2000::/3, without tunnels (2001::/32, 2002::/16) and documentation (2001:db8::/32).
    return bits >> 125 == 1 && bits >> 112 != 0x2002 && bits >> 96 != 0x2001_0000 && bits >> 96 != 0x2001_0DB8
  }

  /// Addresses of the old network that are nobody's or somebody's own (RFC 6890).
  private static let closed = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/3",
  ].compactMap { AddressRange($0) }
}
