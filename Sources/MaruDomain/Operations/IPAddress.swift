/// An address of a machine, of either version of the Internet Protocol. What is an IPv4 address within an IPv6 one (`::ffff:192.0.2.1`,
/// RFC 4291 section 2.5.5.2) is that IPv4 address: a socket for both versions shows it so.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
  /// A version of the protocol.
  public enum Version: Sendable, Hashable {
    /// Of 32 bits (RFC 791).
    case four
    /// Of 128 bits (RFC 8200).
    case six

    /// Bits of an address.
    public var width: Int { self == .four ? 32 : 128 }
  }
  /// Which of the two protocols it belongs to.
  public let version: Version
  /// The address as a number; of an IPv4 address the low 32 bits.
  let bits: UInt128

  /// Reads what systems print (RFC 5952) and any other spelling of RFC 4291 section 2.2; nil for anything else, also for numbers with a
  /// leading zero, which some read as octal, and for the name of a network card behind a `%`.
  public init?(_ text: some StringProtocol) {
    if let four = Self.fourBytes(text) {
      (version, bits) = (.four, four.reduce(0) { $0 << 8 | UInt128($1) })
      return
    }
    guard text.utf8.count <= 45, let groups = Self.groups(text) else { return nil }
    let bits = groups.reduce(0 as UInt128) { $0 << 16 | UInt128($1) }
    (version, self.bits) = bits >> 32 == 0xFFFF ? (.four, bits & 0xFFFF_FFFF) : (.six, bits)
  }

  /// An IPv4 address by its number.
  init(four bits: UInt128) { (version, self.bits) = (.four, bits & 0xFFFF_FFFF) }

  /// As RFC 5952 has it.
  public var description: String {
    guard version == .six else {
      return stride(from: 24, through: 0, by: -8).map { String((bits >> UInt128($0)) & 255) }.joined(separator: ".")
    }
    let groups = stride(from: 112, through: 0, by: -16).map { UInt16(truncatingIfNeeded: bits >> UInt128($0)) }
    let zeros = Self.longestZeros(groups)
    func text(_ part: some Sequence<UInt16>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
    guard zeros.count > 1 else { return text(groups) }
    return "\(text(groups[..<zeros.lowerBound]))::\(text(groups[zeros.upperBound...]))"
  }

  /// The first of the longest stretches of zeros.
  private static func longestZeros(_ groups: [UInt16]) -> Range<Int> {
    var longest = 0..<0
    var start = 0
    for (index, group) in groups.enumerated() {
      if group != 0 { start = index + 1 } else if index + 1 - start > longest.count { longest = start..<index + 1 }
    }
    return longest
  }

  private static func fourBytes(_ text: some StringProtocol) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let bytes = parts.compactMap { part in UInt8(part).flatMap { String($0) == part ? $0 : nil } }
    return parts.count == 4 && bytes.count == 4 ? bytes : nil
  }

  /// Eight of them.
  private static func groups(_ text: some StringProtocol) -> [UInt16]? {
    var (halves, rest) = ([String](), String(text))
    while let cut = rest.firstRange(of: "::") {
      halves.append(String(rest[..<cut.lowerBound]))
      rest = String(rest[cut.upperBound...])
    }
    halves.append(rest)
    guard halves.count <= 2, let front = part(halves[0], mayEndAsFour: halves.count == 1) else { return nil }
    guard halves.count == 2 else { return front.count == 8 ? front : nil }
    guard let back = part(halves[1], mayEndAsFour: true), front.count + back.count < 8 else { return nil }
    return front + Array(repeating: 0, count: 8 - front.count - back.count) + back
  }

  private static func part(_ text: String, mayEndAsFour: Bool) -> [UInt16]? {
    var groups: [UInt16] = []
    guard !text.isEmpty else { return groups }
    let pieces = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, piece) in pieces.enumerated() {
      if mayEndAsFour, index == pieces.count - 1, let four = fourBytes(piece) {
        groups += [UInt16(four[0]) << 8 | UInt16(four[1]), UInt16(four[2]) << 8 | UInt16(four[3])]
      } else if (1...4).contains(piece.utf8.count), piece.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
        let group = UInt16(piece, radix: 16)
      {
        groups.append(group)
      } else {
        return nil
      }
    }
    return groups
  }
}
