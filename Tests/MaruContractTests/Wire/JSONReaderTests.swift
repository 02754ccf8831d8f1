import MaruContract
import MaruDomain
import Testing

/// RFC 8259, and what a hostile body may try. J-14.
@Suite struct JSONReaderTests {
  private func read(_ text: String) throws -> WireValue { try JSONReader.read(Array(text.utf8)) }

  @Test(
    "valid documents",
    arguments: [
      ("{}", WireValue.object([])), ("[]", .array([])), (" \t\r\n1 ", .number("1")), ("-0", .number("-0")),
      ("1e999", .number("1e999")), ("-12.5E-3", .number("-12.5E-3")), ("true", .bool(true)), ("null", .null),
      (#""""#, .string("")), (#""가\n\"\\\/\b\f\r\t""#, .string("가\n\"\\/\u{8}\u{C}\r\t")),
      (#""\uAC00\u0041""#, .string("가A")), (#""\ud83d\ude00""#, .string("😀")), (#""\u0000""#, .string("\u{0}")),
      (#"{"a":1,"a":2}"#, .object([.init("a", .number("1")), .init("a", .number("2"))])),
      (#"{"":[{}]}"#, .object([.init("", .array([.object([])]))])),
      ("123456789012345678901234567890", .number("123456789012345678901234567890")),
    ])
  func valid(text: String, value: WireValue) throws {
    #expect(try read(text) == value)
  }

  @Test(
    "invalid documents",
    arguments: [
      "", " ", "{", "}", "[", "]", "{]", "[}", "{\"a\"}", "{\"a\":}", "{a:1}", "{'a':1}", "{\"a\":1,}", "[1,]", "[,1]",
      "1 2", "01", "-", "+1", ".5", "1.", "1e", "1e+", "0x1", "NaN", "Infinity", "tru", "nul", "True", "\"", "\"\\\"",
      "\"\\x\"", "\"\\u12\"", "\"\\u123g\"", "\"\n\"", "\"\u{1}\"", #""\ud800""#, #""\ud800x""#, #""\ud800\u0041""#,
      #""\udc00""#, #""\ud800\ud800""#, "{}{}", "[1 2]", "{\"a\" 1}", "//", "/* */ 1", "\u{FEFF}{}", "truefalse",
    ])
  func invalid(text: String) {
    #expect(throws: JSONReader.Failure.self) { try read(text) }
  }

  @Test(
    "bytes that are no UTF-8 are refused: lone, overlong, surrogate, too great, cut",
    arguments: [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xEA, 0xB0], [0x80]] as [[UInt8]])
  func encoding(bytes: [UInt8]) {
    #expect(throws: JSONReader.Failure.self) { try JSONReader.read([0x22] + bytes + [0x22]) }
    #expect(throws: JSONReader.Failure.self) {
      try JSONReader.read(Array(#"{"\n"#.utf8) + bytes + Array(#"":1}"#.utf8))
    }
  }

  @Test("a depth bomb is refused and exhausts nothing", arguments: ["[", "{\"a\":", "[{\"a\":"])
  func bombs(opening: String) {
    let bomb = String(repeating: opening, count: 200_000)
    #expect(throws: JSONReader.Failure.self) { try read(bomb) }
  }

  @Test("sixteen levels are read, seventeen are not")
  func depth() throws {
    func nested(_ count: Int) -> String { String(repeating: "[", count: count) + String(repeating: "]", count: count) }
    #expect(throws: Never.self) { try read(nested(16)) }
    #expect(throws: JSONReader.Failure.self) { try read(nested(17)) }
  }

  @Test("a failure says where", arguments: [("{\"a\":1,}", 7), ("[1 2]", 3), ("{} x", 3)])
  func position(text: String, position: Int) {
    #expect { try read(text) } throws: { ($0 as? JSONReader.Failure)?.position == position }
  }

  @Test("whatever a text holds, it is read back as it was written")
  func writer() throws {
    for text in ["", "\"\\/", "\u{0}\u{1}\u{1F}\u{7F}", "가나다 😀 é e\u{301}", "\u{2028}\u{2029}", "</script>"] {
      var json = JSONWriter()
      json.openObject()
      json.put(text, text)
      json.closeObject()
      #expect(try JSONReader.read(json.bytes) == .object([.init(text, .string(text))]))
    }
  }

  @Test(
    "J-14: mutated bodies are read or refused, never a crash, and what is read is read alike again", arguments: 1...40)
  func fuzz(seed: UInt64) throws {
    var random = SplitMix(seed)
    let bodies = try Fixture.names.map { try Fixture.bytes($0) }
    for _ in 0..<150 {
      let body = mutated(bodies[random.below(bodies.count)], &random, bodies)
      guard let value = try? JSONReader.read(body) else { continue }
      guard case .object(let members) = value else { continue }
      for shape in Shape.all {
        // A typed message or a refusal by name; anything else would have crashed or thrown another error.
        do {
          let written = try shape.request(members)
          guard case .object(let again) = try JSONReader.read(written) else {
            Issue.record("seed \(seed): not an object")
            continue
          }
          #expect(try shape.request(again) == written, "seed \(seed)")
        } catch let error as HubError {
          #expect(error.code == .formatError, "seed \(seed)")
        }
      }
    }
  }

  private func mutated(_ body: [UInt8], _ random: inout SplitMix, _ others: [[UInt8]]) -> [UInt8] {
    var body = body
    let words = [
      "null", "1e999", "-1", "[[[[", "{}", "\\ud800", "\"\"", "\u{0}", ",", ":", "99999999999999999999", "🙂",
    ]
    for _ in 0...random.below(4) where !body.isEmpty {
      let at = random.below(body.count)
      switch random.below(6) {
      case 0: body[at] = UInt8(random.below(256))
      case 1: body.remove(at: at)
      case 2: body.insert(contentsOf: Array(words[random.below(words.count)].utf8), at: at)
      case 3: body.removeSubrange(at...)
      case 4: body.insert(contentsOf: body[at..<min(body.count, at + random.below(40))], at: at)
      default:
        let other = others[random.below(others.count)]
        body.replaceSubrange(at..., with: other[random.below(other.count)...])
      }
    }
    return body
  }
}

/// Steele, Lea, Flood: SplitMix64. The same seed gives the same bodies for ever.
private struct SplitMix {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
