/// A file within an archive.
struct ArchiveFile: Sendable {
  let path: String
  let bytes: [UInt8]

  init(_ path: String, _ bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// Packs files as they are, uncompressed and with no time of day: the same files make the same archive. They are some kilobytes.
enum Archive {
  /// A ZIP file (APPNOTE.TXT 6.3, method 0), as Python's wheels are.
  static func zip(_ files: [ArchiveFile]) -> [UInt8] {
    var (body, directory) = (ArchiveBytes(), ArchiveBytes())
    for file in files {
      let offset = UInt32(body.all.count)
      let common = entry(file)
      directory.put(0x0201_4B50 as UInt32)
      directory.put(20 as UInt16)
      directory.put(common)
      // No comment, first disk, no attributes of its own; a file that everybody may read.
      for _ in 0..<3 { directory.put(0 as UInt16) }
      directory.put(UInt32(0o100_644) << 16)
      directory.put(offset)
      directory.put(Array(file.path.utf8))
      body.put(0x0403_4B50 as UInt32)
      body.put(common)
      body.put(Array(file.path.utf8))
      body.put(file.bytes)
    }
    let (start, length) = (UInt32(body.all.count), UInt32(directory.all.count))
    body.put(directory.all)
    body.put(0x0605_4B50 as UInt32)
    for number in [0, 0, UInt16(files.count), UInt16(files.count)] { body.put(number) }
    body.put(length)
    body.put(start)
    body.put(0 as UInt16)
    return body.all
  }

  /// What the local header and the central one have in common.
  private static func entry(_ file: ArchiveFile) -> [UInt8] {
    var bytes = ArchiveBytes()
    // Version 2.0, names in UTF-8, stored, midnight of 1980-01-01.
    for number: UInt16 in [20, 0x0800, 0, 0, 0x21] { bytes.put(number) }
    bytes.put(CRC32.of(file.bytes))
    bytes.put(UInt32(file.bytes.count))
    bytes.put(UInt32(file.bytes.count))
    bytes.put(UInt16(file.path.utf8.count))
    bytes.put(0 as UInt16)
    return bytes.all
  }

  /// A tar file (POSIX ustar) within gzip (RFC 1952) of stored blocks (RFC 1951 section 3.2.4), as npm takes packages.
  static func tarGzip(_ files: [ArchiveFile]) -> [UInt8] {
    var tar = ArchiveBytes()
    for file in files {
      tar.put(header(file))
      tar.put(file.bytes)
      tar.put(zeros: (512 - file.bytes.count % 512) % 512)
    }
    tar.put(zeros: 1_024)
    var packed = ArchiveBytes()
    packed.put([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF])
    var rest = tar.all[...]
    repeat {
      let block = rest.prefix(0xFFFF)
      rest = rest.dropFirst(block.count)
      packed.put([rest.isEmpty ? 1 : 0])
      packed.put(UInt16(block.count))
      packed.put(~UInt16(block.count))
      packed.put(Array(block))
    } while !rest.isEmpty
    packed.put(CRC32.of(tar.all))
    packed.put(UInt32(tar.all.count))
    return packed.all
  }

  private static func header(_ file: ArchiveFile) -> [UInt8] {
    // The sum is taken with blanks in its own place.
    let sum = header(file, sum: "        ").reduce(0) { $0 + Int($1) }
    return header(file, sum: octal(sum, 6) + "\0 ")
  }

  private static func header(_ file: ArchiveFile, sum: String) -> [UInt8] {
    var bytes = ArchiveBytes()
    bytes.put(file.path, width: 100)
    for number in ["0000644", "0000000", "0000000"] { bytes.put(number, width: 8) }
    bytes.put(octal(file.bytes.count, 11), width: 12)
    bytes.put("00000000000", width: 12)
    bytes.put(sum, width: 8)
    bytes.put("0", width: 1)
    bytes.put(zeros: 100)
    bytes.put("ustar", width: 6)
    bytes.put("00", width: 2)
    bytes.put(zeros: 247)
    return bytes.all
  }

  private static func octal(_ number: Int, _ digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: digits - text.utf8.count) + text
  }
}

/// Bytes in the order in which they are put.
private struct ArchiveBytes {
  private(set) var all: [UInt8] = []

  mutating func put(_ bytes: [UInt8]) { all += bytes }
  /// Least byte first.
  mutating func put(_ number: UInt16) {
    all += [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
  }
  mutating func put(_ number: UInt32) {
    put(UInt16(truncatingIfNeeded: number))
    put(UInt16(truncatingIfNeeded: number >> 16))
  }
  mutating func put(zeros count: Int) { all += Array(repeating: 0, count: count) }
  /// A text filled up with zeros.
  mutating func put(_ text: String, width: Int) {
    put(Array(text.utf8))
    put(zeros: width - text.utf8.count)
  }
}

/// The checksum of ZIP and gzip (ISO 3309, RFC 1952 section 8).
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { word, _ in word & 1 == 1 ? word >> 1 ^ 0xEDB8_8320 : word >> 1 }
  }

  static func of(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { word, byte in word >> 8 ^ table[Int((word ^ UInt32(byte)) & 0xFF)] }
  }
}
