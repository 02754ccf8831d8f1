import Testing

@testable import MaruBankLink

/// What the XML reader takes, and that it refuses everything else without looking outside the document or growing.
@Suite(.serialized) struct XMLReaderTests {
  private func read(_ text: String) throws -> XMLTree { try XMLReader.read(Array(text.utf8)) }

  @Test("elements, namespaces, references, line ends and quotes are read as XML 1.0 has them")
  func reads() throws {
    let tree = try read(
      "\u{FEFF}<?xml version='1.0' encoding='UTF-8' standalone=\"yes\"?>\r\n"
        + "<p:a xmlns:p=\"urn:x\" xmlns='urn:y' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
        + "xsi:schemaLocation='urn:x x.xsd' c = \"&lt;1&#x20;2&#51;\" >\n <b/><p:b > x &amp;&#xAC00;\r\n\ry</p:b>\n</p:a >\n"
    )
    #expect((tree.name, tree.namespace) == ("a", "urn:x"))
    #expect(tree.attributes == [XMLTree.Attribute(name: "c", value: "<1 23")])
    #expect(tree.text.isEmpty)
    #expect(tree.children.map(\.name) == ["b", "b"])
    #expect(tree.children.map(\.namespace) == ["urn:y", "urn:x"])
    #expect(tree.children.map(\.text) == ["", " x &가\n\ny"])
  }

  static let refused: [String] = [
    "", " ", "x", "<", "<a", "<a>", "<a/", "<a></b>", "<a></a", "<a></a><b/>", "<a/>x", "x<a/>", "<a><b></a></b>",
    "< a/>", "<1/>", "<-a/>", "<a:/>", "<:a/>", "<a:b:c/>", "<p:a/>", "<가/>", "<a/ >", "</a>",
    // Text.
    "<a>&</a>", "<a>&amp</a>", "<a>&nbsp;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&#xFFFF;</a>",
    "<a>&#x110000;</a>",
    "<a>&#;</a>", "<a>&#x;</a>", "<a>&#+65;</a>", "<a>&#99999999999;</a>", "<a>]]></a>", "<a>\u{1}</a>", "<a>\u{0}</a>",
    "<a>\u{FFFE}</a>", "<a>\u{FFFF}</a>", "<a>x<b/></a>", "<a><b/>x</a>",
    // Attributes.
    "<a b/>", "<a b=1/>", "<a b='1/>", "<a b='<'/>", "<a b='1'c='2'/>", "<a b='1' b='2'/>", "<a b='&x;'/>",
    "<a p:b='1'/>", "<a xml:lang='ko'/>", "<a xmlns:xml='urn:x'/>", "<a xmlns:p=''/>",
    "<a xmlns:xsi='urn:other' xsi:schemaLocation='x'/>",
    "<a xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='b'/>",
    "<a c0='' c1='' c2='' c3='' c4='' c5='' c6='' c7='' c8=''/>",
    // What could reach outside or grow.
    "<!DOCTYPE a><a/>", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
    "<a><!DOCTYPE b></a>", "<a><![CDATA[x]]></a>", "<a><!-- x --></a>", "<!-- x --><a/>", "<a/><!-- x -->",
    "<?x y?><a/>",
    "<a><?x y?></a>", "<?xml version='1.1'?><a/>", "<?xml version='1.0' encoding='EUC-KR'?><a/>",
    "<?xml encoding='UTF-8'?><a/>", "<?xml version='1.0'", "<?xml ?><a/>", " <?xml version='1.0'?><a/>",
    String(repeating: "<a>", count: 100_000), "<\(String(repeating: "a", count: 65))/>",
  ]

  @Test("what is not well-formed, or needs more than the messages do, is refused", arguments: refused.indices)
  func refuses(_ index: Int) {
    let text = Self.refused[index]
    #expect(throws: XMLReader.Problem.self, "\(text.prefix(80))") { try read(text) }
  }

  @Test(
    "bytes that are no UTF-8 are refused",
    arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]])
  func encoding(_ bytes: [Int]) {
    let document = Array("<a>".utf8) + bytes.map { UInt8($0) } + Array("</a>".utf8)
    #expect(throws: XMLReader.Problem.self) { try XMLReader.read(document) }
  }

  @Test("size, depth and number are bounded, and what lies within the bounds is read")
  func bounds() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
    }
    func many(_ count: Int) -> String { "<a>" + String(repeating: "<b/>", count: count - 1) + "</a>" }
    func long(_ size: Int) -> String { "<a>" + String(repeating: "x", count: size - 7) + "</a>" }
    #expect(throws: Never.self) { try read(nested(XMLReader.deepest)) }
    #expect(throws: XMLReader.Problem.self) { try read(nested(XMLReader.deepest + 1)) }
    #expect(throws: Never.self) { try read(many(XMLReader.mostElements)) }
    #expect(throws: XMLReader.Problem.self) { try read(many(XMLReader.mostElements + 1)) }
    #expect(throws: Never.self) { try read(long(XMLReader.largest / 64)) }
    #expect(throws: XMLReader.Problem.self) { try read(long(XMLReader.largest + 1)) }
  }

  @Test("every beginning of a message, and every message with one byte changed, is read or refused")
  func fuzz() throws {
    for example in try ISOExample.all() {
      let bytes = example.bytes
      for end in stride(from: 0, to: bytes.count - 2, by: 101) {
        #expect(throws: (any Error).self) { try XMLReader.read(Array(bytes[..<end])) }
      }
      for position in stride(from: 0, to: bytes.count, by: 61) {
        var changed = bytes
        changed[position] = UInt8(truncatingIfNeeded: position &* 31 &+ 7)
        if let tree = try? XMLReader.read(changed) { _ = try? example.again(tree) }
      }
    }
  }
}
