import Crypto
import CryptoExtras
import Foundation
import MaruDomain
import Testing

@testable import MaruBankLink

/// The messages, keys and signatures of RFC 9421 appendix B.
private enum RFC9421 {
  static let digest =
    "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:"

  static var request: SignedMessage {
    var message = SignedMessage(.request(method: "POST", target: "/foo?param=Value&Pet=dog", authority: "example.com"))
    message.add("Host", "example.com")
    message.add("Date", "Tue, 20 Apr 2021 02:07:55 GMT")
    message.add("Content-Type", "application/json")
    message.add(
      "Content-Digest",
      "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:")
    message.add("Content-Length", "18")
    return message
  }

  static var response: SignedMessage {
    var message = SignedMessage(.answer(status: 200))
    message.add("Date", "Tue, 20 Apr 2021 02:07:56 GMT")
    message.add("Content-Type", "application/json")
    message.add("Content-Digest", digest)
    message.add("Content-Length", "23")
    return message
  }

  static let b24Input =
    #"sig-b24=("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256""#
  static let b24 = "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw=="
  static let p256X = "qIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivA="
  static let p256Y = "Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0="

  static let b23Input =
    #"sig-b23=("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length")"#
    + #";created=1618884473;keyid="test-key-rsa-pss""#
  static let b23 =
    "bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0"
    + "iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvK"
    + "vfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA=="
  static let rsaPSS = """
    -----BEGIN PUBLIC KEY-----
    MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2
    +QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+
    oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHq
    gDsznjPFmTOtCEcN2Z1FpWgchwuYLPL+Wokqltd11nqqzi+bJ9cvSKADYdUAAN5W
    Utzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4
    aOT9v6d+nb4bnNkQVklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI
    2wIDAQAB
    -----END PUBLIC KEY-----
    """

  static let b25Input =
    #"sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret""#
  static let b25 = "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8="
  static let sharedSecret = "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=="

  static let b26Input =
    #"sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473"#
    + #";keyid="test-key-ed25519""#
  static let b26 = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
  static let ed25519 = "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="
}

private func bytes(_ base64: String) throws -> Data { try #require(Data(base64Encoded: base64)) }

private func base(_ input: String, over message: SignedMessage) throws -> Data {
  let dictionary = try StructuredFieldParser.dictionary(input)
  guard case .list(let covered)? = dictionary.members.first?.value else {
    Issue.record("no list")
    return Data()
  }
  #expect(dictionary.text == input, "written again as it was read")
  return Data(try SignatureBase.make(covered, over: message))
}

@Suite struct SignatureVectorTests {
  private func p256() throws -> P256.Signing.PublicKey {
    try P256.Signing.PublicKey(
      x963Representation: Data([4]) + (try bytes(RFC9421.p256X)) + (try bytes(RFC9421.p256Y)))
  }

  @Test("RFC 9421 B.2.4: the ECDSA P-256 signature of the answer verifies, and no other does")
  func b24() throws {
    let signature = try P256.Signing.ECDSASignature(rawRepresentation: bytes(RFC9421.b24))
    let signed = try base(RFC9421.b24Input, over: RFC9421.response)
    #expect(
      String(decoding: signed, as: UTF8.self) == """
        "@status": 200
        "content-type": application/json
        "content-digest": \(RFC9421.digest)
        "content-length": 23
        "@signature-params": \(RFC9421.b24Input.dropFirst("sig-b24=".count))
        """)
    #expect(try p256().isValidSignature(signature, for: SHA256.hash(data: signed)))
    #expect(try !p256().isValidSignature(signature, for: SHA256.hash(data: signed + Data([0x0A]))))
  }

  @Test("RFC 9421 B.2.3: the base of a request with a query is the one that was signed with RSA-PSS")
  func b23() throws {
    let key = try _RSA.Signing.PublicKey(pemRepresentation: RFC9421.rsaPSS)
    let signature = _RSA.Signing.RSASignature(rawRepresentation: try bytes(RFC9421.b23))
    let signed = try base(RFC9421.b23Input, over: RFC9421.request)
    #expect(key.isValidSignature(signature, for: SHA512.hash(data: signed), padding: .PSS))
  }

  @Test("RFC 9421 B.2.5: the base is the one that was signed with HMAC")
  func b25() throws {
    let signed = try base(RFC9421.b25Input, over: RFC9421.request)
    let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: try bytes(RFC9421.sharedSecret)))
    #expect(Data(code) == (try bytes(RFC9421.b25)))
  }

  @Test("RFC 9421 B.2.6: the base is the one that was signed with Ed25519")
  func b26() throws {
    let key = try Curve25519.Signing.PublicKey(rawRepresentation: bytes(RFC9421.ed25519))
    let signed = try base(RFC9421.b26Input, over: RFC9421.request)
    #expect(key.isValidSignature(try bytes(RFC9421.b26), for: signed))
  }

  @Test("RFC 9530: the digests of the appendices fit their bodies, and no others")
  func digests() {
    let body = Array(#"{"hello": "world"}"#.utf8)
    #expect(ContentDigest.text(of: body) == "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:")
    #expect(ContentDigest.matches(ContentDigest.text(of: body), body))
    #expect(!ContentDigest.matches(ContentDigest.text(of: body), body + [0x20]))
    #expect(ContentDigest.matches(RFC9421.request["content-digest"] ?? "", body))
    #expect(!ContentDigest.matches("md5=:AAAA:", body))
    #expect(!ContentDigest.matches("", body))
    #expect(!ContentDigest.matches("sha-256=:AAAA:, \(RFC9421.request["content-digest"] ?? "")", body))
  }

  @Test("fields of one name are one value, and blanks around it do not count (RFC 9421 section 2.1)")
  func combined() {
    var message = SignedMessage(.answer(status: 200))
    message.add("X-OWS-Header", "  Leading and trailing whitespace.\t ")
    message.add("Cache-Control", "max-age=60")
    message.add("cache-control", "   must-revalidate")
    message.add("Empty", "")
    #expect(message["x-ows-header"] == "Leading and trailing whitespace.")
    #expect(message["cache-control"] == "max-age=60, must-revalidate")
    #expect(message["empty"] == "")
    #expect(message["absent"] == nil)
  }

  @Test(
    "dates have one spelling",
    arguments: [
      "Tue, 20 Apr 2021 02:07:55 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "Wed, 31 Dec 1969 23:59:59 GMT",
      "Thu, 29 Feb 2024 12:00:00 GMT",
    ])
  func dates(text: String) throws {
    #expect(HTTPDate.text(of: try #require(HTTPDate.instant(text))) == text)
  }

  @Test(
    "other spellings of a date are refused",
    arguments: [
      "Wed, 20 Apr 2021 02:07:55 GMT", "Tue, 20 Apr 2021 2:07:55 GMT", "Tue, 20 Apr 2021 02:07:55 UTC",
      "Tuesday, 20-Apr-21 02:07:55 GMT", "Tue Apr 20 02:07:55 2021", "Tue, 31 Apr 2021 02:07:55 GMT", "",
      "Tue, 20 Apr 2021 24:00:00 GMT", "Tue, 20 Apr 2021 -1:07:55 GMT", "1618884475",
    ])
  func wrongDates(text: String) {
    #expect(HTTPDate.instant(text) == nil)
  }
}

@Suite struct StructuredFieldTests {
  @Test(
    "what the grammar allows is read and written in its one spelling",
    arguments: [
      ("", ""), ("a=1", "a=1"), ("  a=1 ,\tb=2  ", "a=1, b=2"), ("a", "a"), ("a;x;y=?0", "a;x;y=?0"), ("a=?1", "a"),
      ("a=?1;b", "a;b"), ("sig=:AAEC:", "sig=:AAEC:"), ("sig=::", "sig=::"), (#"a="x\"\\y""#, #"a="x\"\\y""#),
      ("a=(  \"b\"   c;d=1 )", "a=(\"b\" c;d=1)"), ("a=()", "a=()"), ("a=1, a=2", "a=2"), ("a=-0", "a=0"),
      ("a=tok/en:x", "a=tok/en:x"), ("a=*x", "a=*x"), ("*a=1", "*a=1"), ("a=(1);x;x=2", "a=(1);x=2"),
      ("a=999999999999999", "a=999999999999999"), ("a=-999999999999999", "a=-999999999999999"),
    ])
  func read(text: String, written: String) throws {
    #expect(try StructuredFieldParser.dictionary(text).text == written)
  }

  @Test(
    "what it does not allow is refused",
    arguments: [
      "a=", "a=1,", "a=1,,b=2", ",a", "A=1", "1a=1", "a=1 b=2", "a=(1", "a=(1\"b\")", "a=1)", "a=\"", "a=\"x\\y\"",
      "a=\"\u{7F}\"", "a=\"é\"", "a=:AAE:", "a=:AAEC", "a=:A===:", "a=:AB==:", "a=:AAB=:", "a=:AA EC:", "a=?2", "a=?",
      "a=-", "a=1.5",
      "a=1000000000000000", "a=@1618884473", "a=%\"x\"", "a;=1", "a;X", "a=(;x)", "=1", "a==1", "\ta=1", "a=1\u{0}",
    ])
  func refused(text: String) {
    #expect(throws: StructuredFieldParser.Failure.self) { try StructuredFieldParser.dictionary(text) }
  }

  @Test("fields longer than anybody needs are refused")
  func bounded() {
    #expect(throws: StructuredFieldParser.Failure.self) {
      try StructuredFieldParser.dictionary("a=\"" + String(repeating: "x", count: 9_000) + "\"")
    }
    let many = (0..<100).map { "k\($0)=1" }.joined(separator: ",")
    #expect(throws: StructuredFieldParser.Failure.self) { try StructuredFieldParser.dictionary(many) }
    #expect(throws: StructuredFieldParser.Failure.self) {
      try StructuredFieldParser.dictionary("a=(" + String(repeating: "1 ", count: 100) + ")")
    }
  }

  @Test(
    "anything at all is read or refused, and what was read is read again from its spelling (J-14)", arguments: 0..<8)
  func fuzz(seed: UInt64) throws {
    var random = Xorshift(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
    let letters = Array("ab*=,; ()\":\\?10-.AZ/+é\u{0}\t@".unicodeScalars)
    let good = #"maru=("@method" "@path" "date");created=1618884473;nonce="abc";keyid="k";tag="t", b=:AAEC:, c=?0"#
    for _ in 0..<4_000 {
      var scalars = random.next() % 2 == 0 ? Array(good.unicodeScalars) : []
      for _ in 0..<(random.next() % 12) {
        let letter = letters[Int(random.next() % UInt64(letters.count))]
        switch random.next() % 3 {
        case 0 where !scalars.isEmpty: scalars.remove(at: Int(random.next() % UInt64(scalars.count)))
        case 1 where !scalars.isEmpty: scalars[Int(random.next() % UInt64(scalars.count))] = letter
        default: scalars.insert(letter, at: Int(random.next() % UInt64(scalars.count + 1)))
        }
      }
      let text = String(String.UnicodeScalarView(scalars))
      guard let read = try? StructuredFieldParser.dictionary(text) else { continue }
      #expect(try StructuredFieldParser.dictionary(read.text) == read, "\(text)")
    }
  }

  private struct Xorshift {
    var state: UInt64
    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }
}
