/// Writes one JSON object, members in the order they are put: the platform's answers have a documented order.
public struct JSONWriter: Sendable {
  /// UTF-8 of what was written so far.
  public private(set) var bytes: [UInt8]
  private var needsComma = false

  /// `capacity` bytes are reserved at once.
  public init(capacity: Int = 768) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// Opens an object, as a member `name` of the current one when a name is given.
  public mutating func openObject(_ name: String? = nil) {
    member(name)
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
  }
  /// Closes the object that was opened last.
  public mutating func closeObject() {
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }
  /// Opens an array, as a member `name` when a name is given.
  public mutating func openArray(_ name: String? = nil) {
    member(name)
    bytes.append(UInt8(ascii: "["))
    needsComma = false
  }
  /// Closes the array that was opened last.
  public mutating func closeArray() {
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }
  /// A text member (or element, without a name).
  public mutating func put(_ name: String?, _ text: String) {
    member(name)
    quoted(text)
  }
  /// A number member: `expires_in` is the only one on the wire.
  public mutating func put(_ name: String?, number: Int64) {
    member(name)
    bytes.append(contentsOf: String(number).utf8)
  }
  /// A Boolean member; documents only, the wire has none.
  public mutating func put(_ name: String?, bool: Bool) {
    member(name)
    bytes.append(contentsOf: (bool ? "true" : "false").utf8)
  }

  private mutating func member(_ name: String?) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
    guard let name else { return }
    quoted(name)
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func quoted(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { buffer in
      if JSONWriter.isPlain(buffer) {
        bytes.append(contentsOf: buffer)
      } else {
        for byte in buffer { escaped(byte) }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// False where a byte might have to be escaped: a control, a quotation mark or a backslash.
  private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let (ones, tops) = (0x0101_0101_0101_0101 as UInt64, 0x8080_8080_8080_8080 as UInt64)
    let bytes = UnsafeRawBufferPointer(text)
    var place = 0
    while place + 8 <= bytes.count {
      // Eight bytes at once: the top bit of one is set where it was below the number that is taken from it.
      let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      let quotation = word ^ ones &* UInt64(UInt8(ascii: "\""))
      let backslash = word ^ ones &* UInt64(UInt8(ascii: "\\"))
      let found =
        (word &- ones &* 0x20) & ~word | (quotation &- ones) & ~quotation | (backslash &- ones) & ~backslash
      if found & tops != 0 { return false }
      place += 8
    }
    return bytes[place...].allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
  }

  private mutating func escaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
    case 0x0A: bytes.append(contentsOf: "\\n".utf8)
    case 0x0D: bytes.append(contentsOf: "\\r".utf8)
    case 0x09: bytes.append(contentsOf: "\\t".utf8)
    case 0..<0x20:
      let digits = Array("0123456789abcdef".utf8)
      bytes.append(contentsOf: "\\u00".utf8)
      bytes.append(digits[Int(byte >> 4)])
      bytes.append(digits[Int(byte & 15)])
    default: bytes.append(byte)
    }
  }
}
