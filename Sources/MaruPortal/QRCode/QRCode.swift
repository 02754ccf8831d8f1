/// A text as a QR code (ISO/IEC 18004:2015): byte mode, level M, versions 1 to 10, the mask with the least penalty.
package struct QRCode: Sendable, Hashable {
  /// Light modules that stand around the symbol (section 5.3.8).
  static let quietZone = 4
  /// Rows of modules; true is dark.
  package let modules: [[Bool]]

  /// Nil for a text of more than 213 bytes.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard let version = QRVersion.holding(bytes.count) else { return nil }
    let matrix = QRMatrix(version, Self.codewords(bytes, version))
    let masked = (0..<8).map { matrix.masked($0) }
    guard let best = masked.min(by: { $0.penalty < $1.penalty }) else { return nil }
    modules = best.modules
  }

  /// An image without script or style of its own; `label` says what it is to whoever does not see it. Dark on light whatever the
  /// page's colours: many readers know nothing else.
  package func svg(label: String) -> String {
    let (zone, side) = (Self.quietZone, modules.count + 2 * Self.quietZone)
    var path = ""
    for (row, line) in modules.enumerated() {
      var column = 0
      while column < line.count {
        guard line[column] else {
          column += 1
          continue
        }
        let run = line[column...].prefix { $0 }.count
        path += "M\(column + zone) \(row + zone)h\(run)v1h-\(run)z"
        column += run
      }
    }
    let escaped = label.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    return "<svg class=\"qr\" viewBox=\"0 0 \(side) \(side)\" role=\"img\" aria-label=\"\(escaped)\""
      + " shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h\(side)v\(side)h-\(side)z\"/>"
      + "<path fill=\"#000\" d=\"\(path)\"/></svg>"
  }

  // MARK: Codewords

  /// Data and correction in the order in which they are placed (section 7.6).
  static func codewords(_ bytes: [UInt8], _ version: QRVersion) -> [UInt8] {
    var rest = data(bytes, version)[...]
    let blocks = version.blocks.map { count in
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    let corrections = blocks.map { ReedSolomon.correction(of: $0, count: version.correction) }
    return interleaved(blocks) + interleaved(corrections)
  }

  private static func interleaved(_ blocks: [[UInt8]]) -> [UInt8] {
    (0..<(blocks.map(\.count).max() ?? 0)).flatMap { index in
      blocks.compactMap { index < $0.count ? $0[index] : nil }
    }
  }

  /// Mode, length, bytes, terminator and padding (sections 7.4.5, 7.4.9 and 7.4.10).
  private static func data(_ bytes: [UInt8], _ version: QRVersion) -> [UInt8] {
    var bits: [Bool] = []
    func append(_ value: Int, _ count: Int) {
      for place in (0..<count).reversed() { bits.append(value >> place & 1 == 1) }
    }
    append(0b0100, 4)
    append(bytes.count, version.lengthBits)
    for byte in bytes { append(Int(byte), 8) }
    append(0, min(4, 8 * version.capacity - bits.count))
    append(0, (8 - bits.count % 8) % 8)
    var data = stride(from: 0, to: bits.count, by: 8).map { start in
      bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
    }
    let padding = (0..<version.capacity - data.count).map { UInt8($0 % 2 == 0 ? 0xEC : 0x11) }
    data += padding
    return data
  }
}
