import Foundation

/// Whether an address belongs to the open network. What the hub calls for others must not lead into its own.
enum PublicAddress {
  /// `text` is an IPv4 or IPv6 address as systems print them; anything else is not public.
  static func isPublic(_ text: String) -> Bool {
    if let four = fourBytes(text) { return isPublic(four) }
    guard let groups = groups(text) else { return false }
    // An address of the old network within the new one is what it holds: mapped (RFC 4291) or translated (RFC 6052).
    let isMapped = groups.prefix(5).allSatisfy { $0 == 0 } && groups[5] == 0xFFFF
    let isTranslated = groups.prefix(6).elementsEqual([0x64, 0xFF9B, 0, 0, 0, 0])
    if isMapped || isTranslated {
      return isPublic([groups[6] >> 8, groups[6] & 255, groups[7] >> 8, groups[7] & 255].map { UInt8($0) })
    }
    // Global unicast is 2000::/3, without tunnels (2001::/32, 2002::/16) and documentation (2001:db8::/32).
    guard groups[0] >> 13 == 1, groups[0] != 0x2002 else { return false }
    return groups[0] != 0x2001 || (groups[1] != 0 && groups[1] != 0xDB8)
  }

  /// This machine.
  static func isLoopback(_ text: String) -> Bool {
    if let four = fourBytes(text) { return four[0] == 127 }
    return groups(text).map { $0.dropLast().allSatisfy { $0 == 0 } && $0[7] == 1 } ?? false
  }

  private static func isPublic(_ four: [UInt8]) -> Bool {
    switch (four[0], four[1], four[2]) {
    case (0, _, _), (10, _, _), (127, _, _), (169, 254, _), (192, 168, _), (192, 0, 0), (192, 0, 2), (198, 51, 100),
      (203, 0, 113), (192, 88, 99):
      false
    case (100, 64...127, _), (172, 16...31, _), (198, 18...19, _): false
    case (224..., _, _): false
    default: true
    }
  }

  private static func fourBytes(_ text: some StringProtocol) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    let bytes = parts.compactMap { $0 }
    return parts.count == 4 && bytes.count == 4 ? bytes : nil
  }

  private static func groups(_ text: String) -> [UInt16]? {
    // What is behind a % names a network card.
    let plain = text.prefix { $0 != "%" }
    let halves = String(plain).components(separatedBy: "::")
    guard (1...2).contains(halves.count), let front = part(halves[0]) else { return nil }
    guard halves.count == 2 else { return front.count == 8 ? front : nil }
    guard let back = part(halves[1]), front.count + back.count < 8 else { return nil }
    return front + Array(repeating: 0, count: 8 - front.count - back.count) + back
  }

  private static func part(_ text: String) -> [UInt16]? {
    var groups: [UInt16] = []
    guard !text.isEmpty else { return groups }
    for piece in text.split(separator: ":", omittingEmptySubsequences: false) {
      if let four = fourBytes(piece) {
        groups += [UInt16(four[0]) << 8 | UInt16(four[1]), UInt16(four[2]) << 8 | UInt16(four[3])]
      } else if let group = UInt16(piece, radix: 16) {
        groups.append(group)
      } else {
        return nil
      }
    }
    return groups
  }
}
