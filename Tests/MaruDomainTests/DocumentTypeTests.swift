import MaruDomain
import Testing

/// What a document of an application may be, and what it is called.
@Suite struct DocumentTypeTests {
  private static let png: [UInt8] = [
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52,
  ]

  @Test("the first bytes tell the type, whatever follows them")
  func types() {
    #expect(DocumentType(contents: Array("%PDF-1.7\n".utf8)) == .pdf)
    #expect(DocumentType(contents: Self.png) == .png)
    #expect(DocumentType(contents: [0xFF, 0xD8, 0xFF, 0xE0, 0]) == .jpeg)
    let others: [[UInt8]] = [
      [], Array("<html>%PDF-".utf8), Array(" %PDF-1.7".utf8), Array("%PDF".utf8), Array(Self.png.dropLast()),
      [0xFF, 0xD8], Array("GIF89a".utf8), [0x50, 0x4B, 3, 4], Array("<svg xmlns=".utf8),
    ]
    for other in others { #expect(DocumentType(contents: other) == nil) }
  }

  @Test(
    "any name makes one that leads nowhere, with the ending of what the contents are",
    arguments: [
      ("사업자등록증.pdf", "사업자등록증.png"), ("C:\\Users\\minji\\a b.PDF", "a b.png"), ("../../etc/passwd", "passwd.png"),
      ("", "document.png"), ("...", "document.png"), (".htaccess", "document.png"), ("a.tar.gz", "a.tar.png"),
      ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x=1.png"), ("\u{202E}fdp.exe", "fdp.png"),
      ("\"><script>.html", "script.png"),
      (String(repeating: "긴", count: 300) + ".jpg", String(repeating: "긴", count: 80) + ".png"),
      ("a" + String(repeating: "\u{301}", count: 900), "document.png"),
    ])
  func names(_ typed: String, _ name: String) {
    let found = DocumentName(typed: typed, .png)
    #expect(found.text == name)
    #expect(DocumentName(found.text) == found, "it is read as it was stored")
  }
}
