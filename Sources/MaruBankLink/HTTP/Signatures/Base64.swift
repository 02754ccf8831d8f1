/// Base64 with padding (RFC 4648 section 4), as structured fields carry bytes. Strict both ways: one text for one value.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
    return values
  }()

  static func encode(_ bytes: [UInt8], into text: inout [UInt8]) {
    var place = 0
    while bytes.count - place >= 3 {
      append(bytes[place], bytes[place + 1], bytes[place + 2], letters: 4, to: &text)
      place += 3
    }
    switch bytes.count - place {
    case 1:
      append(bytes[place], 0, 0, letters: 2, to: &text)
      text += [UInt8(ascii: "="), UInt8(ascii: "=")]
    case 2:
      append(bytes[place], bytes[place + 1], 0, letters: 3, to: &text)
      text.append(UInt8(ascii: "="))
    default: break
    }
  }

  private static func append(
    _ first: UInt8, _ second: UInt8, _ third: UInt8, letters: Int, to text: inout [UInt8]
  ) {
    let bits = UInt32(first) << 16 | UInt32(second) << 8 | UInt32(third)
    for place in 0..<letters { text.append(alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)]) }
  }

  /// Nil for letters outside the alphabet, missing padding, and bits that no byte uses: a signature has one spelling only.
  static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    // One that stands elsewhere is no letter of the alphabet.
    let padding = text.suffix(3).count { $0 == UInt8(ascii: "=") }
    guard padding <= 2 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var (bits, count): (UInt32, Int) = (0, 0)
    for letter in text.dropLast(padding) {
      let value = values[Int(letter)]
      guard value != 0xFF else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    guard bits & ((1 << UInt32(count)) - 1) == 0 else { return nil }
    return bytes
  }
}
