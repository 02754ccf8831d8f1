import Crypto
import MaruDomain
import TestSupport
import Testing

@testable import MaruPortal

/// QR codes against the standard's own example and against matrices that another encoder made. That a camera reads them is tried
/// in the browser (`test_developer_site.py`).
@Suite struct QRCodeTests {
  @Test("the correction of the standard's example (ISO/IEC 18004:2015, annex I)")
  func correction() {
    let data: [UInt8] = [
      0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11,
    ]
    #expect(
      ReedSolomon.correction(of: data, count: 10)
        == [0xA5, 0x24, 0xD4, 0xC1, 0xED, 0x36, 0xC7, 0x87, 0x2C, 0x55])
  }

  /// Bytes, version, mask, and SHA-256 of the rows of the matrix, `1` for dark, as the Python package qrcode 8.2 makes it.
  static let known: [(Int, Int, Int, String)] = [
    (14, 1, 6, "8b1f41ad0126bc13a4b8e61bf3843077425acf1b6ef631f1e66472fdedf8ccfd"),
    (26, 2, 7, "3e33b247643864524ca24c49ec66556f78c9bc589d5cd2afe533bf6e183fb860"),
    (42, 3, 4, "588fe4fccb34f2c23bcf7dfab499601a88871b5cc9df1eaf201e180cc89519f3"),
    (62, 4, 6, "abb5628616d26959a6f8ff97f102c2dbe77eacf3e76686ce98442f6ec06528a2"),
    (84, 5, 3, "c8c8632a574b1cb28f242b5d77255c0a91b5732a2517e045a24acff96a9c05f7"),
    (106, 6, 6, "380fd84c4a53da818f972272e95ba1b6fc2c23acdfe4ef77ff859dd307ff360b"),
    (122, 7, 3, "e146255647f2ae6c9de8d0ad3ad4b48686c94c444e5b441be3d511049a24cf4e"),
    (152, 8, 7, "a685978ceafcf609426b4065117c8eeab2f7835bcea4c863c4cefa52d78c7987"),
    (180, 9, 7, "2e6af2d9adb48122b973cd37a57aee85be04be4e6f10cf17ac6a3d341100bf40"),
    (213, 10, 1, "16a34ca1eef244e0512eaaeb36ae906086d1caf35cf8e5653383f3f93ec03df1"),
  ]

  @Test("each version's fullest symbol is the one that another encoder makes", arguments: known)
  func fullest(_ bytes: Int, _ version: Int, _ mask: Int, _ digest: String) throws {
    let text = (0..<bytes).map { UInt8(33 + (7 * $0 + bytes) % 90) }
    try check(text, version, mask, digest)
    // Versions 3 and up: one byte more needs the next one.
    #expect((QRVersion.holding(bytes + 1)?.number ?? 11) == version + 1)
  }

  @Test(
    "what does not fill its symbol is padded",
    arguments: [
      ("MARU", 1, 0, "8df9f6988dab5a8918787c2000eb8649c3ae9291006075b59d6e146ab5ca4f30"),
      ("https://maru.example/", 2, 0, "5346f8a1624f06bd90ad902b17b9845679af0d7e9a423a729555b28b5943e629"),
      (
        "otpauth://totp/Maru:dev@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Maru", 6, 3,
        "e9a9b10cc3c0301ed668522286d5d485df34abe6f0f2312a4b5d3247da3e5a58"
      ),
    ])
  func padded(_ text: String, _ version: Int, _ mask: Int, _ digest: String) throws {
    try check(Array(text.utf8), version, mask, digest)
  }

  private func check(_ bytes: [UInt8], _ number: Int, _ mask: Int, _ digest: String) throws {
    let version = try #require(QRVersion.holding(bytes.count))
    #expect(version.number == number)
    let matrix = QRMatrix(version, QRCode.codewords(bytes, version))
    let rows = matrix.masked(mask).modules.map { $0.map { $0 ? "1" : "0" }.joined() }.joined(separator: "\n")
    #expect(hexText(SHA256.hash(data: Array(rows.utf8))) == digest)
    // The mask that is taken is the one with the least penalty.
    let taken = try #require(QRCode(String(decoding: bytes, as: UTF8.self))).modules
    let least = (0..<8).map { matrix.masked($0) }.min { $0.penalty < $1.penalty }
    #expect(taken == least?.modules)
  }

  @Test("penalties of table 11: runs, squares, what looks like a corner, too much of one colour")
  func penalties() {
    func penalty(_ size: Int, _ isDark: (Int, Int) -> Bool) -> Int {
      QRMatrix.penalty(of: (0..<size).map { row in (0..<size).map { isDark(row, $0) } })
    }
    #expect(penalty(21) { ($0 + $1) % 2 == 0 } == 0)
    // 42 lines of 3 + 16, 400 squares of 3, and half of a hundred too far.
    #expect(penalty(21) { _, _ in false } == 42 * 19 + 400 * 3 + 100)
    // One more finder pattern in a chequered square, with four light modules before it.
    let line = "0101010000101110101010".map { $0 == "1" }
    #expect(penalty(22) { $0 == 8 ? line[$1] : ($0 + $1) % 2 == 0 } == 40)
  }

  @Test("a text that is too long has none; the image is labelled and without style")
  func image() throws {
    #expect(QRCode(String(repeating: "a", count: 214)) == nil)
    let svg = try #require(QRCode("MARU")).svg(label: "\"<&")
    #expect(svg.contains("viewBox=\"0 0 29 29\"") && svg.contains("aria-label=\"&quot;&lt;&amp;\""))
    #expect(svg.contains("M4 4h7v1h-7z") && !svg.contains("style") && !svg.contains("<script"))
    // Whatever the address, a code has room for it.
    let address = TimeCode.address(
      secret: Array(repeating: 255, count: 20), account: String(repeating: "a", count: 254) + "@example.com")
    #expect(QRCode(address) != nil)
  }
}
