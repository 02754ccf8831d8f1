/// How large a symbol is and how its codewords lie in it, at error correction level M (ISO/IEC 18004:2015, tables 1, 9 and E.1).
struct QRVersion: Sendable, Hashable {
  let number: Int
  /// Codewords that correct each block.
  let correction: Int
  /// Data codewords of each block.
  let blocks: [Int]
  /// Rows and columns of the alignment patterns' centres.
  let alignment: [Int]

  /// Modules of a side.
  var size: Int { 17 + 4 * number }
  /// Codewords of data.
  var capacity: Int { blocks.reduce(0, +) }
  /// Bits that say how many bytes follow (table 3).
  var lengthBits: Int { number < 10 ? 8 : 16 }

  private init(_ number: Int, _ correction: Int, _ blocks: [Int], _ alignment: [Int]) {
    self.number = number
    self.correction = correction
    self.blocks = blocks
    self.alignment = alignment
  }

  /// The smallest one that holds so many bytes; nil for more than 213.
  static func holding(_ bytes: Int) -> QRVersion? {
    all.first { 4 + $0.lengthBits + 8 * bytes <= 8 * $0.capacity }
  }

  static let all = [
    QRVersion(1, 10, [16], []), QRVersion(2, 16, [28], [6, 18]), QRVersion(3, 26, [44], [6, 22]),
    QRVersion(4, 18, [32, 32], [6, 26]), QRVersion(5, 24, [43, 43], [6, 30]),
    QRVersion(6, 16, [27, 27, 27, 27], [6, 34]), QRVersion(7, 18, [31, 31, 31, 31], [6, 22, 38]),
    QRVersion(8, 22, [38, 38, 39, 39], [6, 24, 42]), QRVersion(9, 22, [36, 36, 36, 37, 37], [6, 26, 46]),
    QRVersion(10, 26, [43, 43, 43, 43, 44], [6, 28, 50]),
  ]
}
