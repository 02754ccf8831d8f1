import MaruDomain
import TestSupport
import Testing

@testable import MaruPortal

/// Codes of authenticator apps.
@Suite struct TimeCodeTests {
  private static let secret = Array("12345678901234567890".utf8)

  @Test(
    "the codes of RFC 6238 appendix B",
    arguments: [
      (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
      (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ] as [(Int64, String)])
  func vectors(_ seconds: Int64, _ code: String) {
    #expect(TimeCode.code(seconds / 30, secret: Self.secret, digits: 8) == code)
  }

  @Test("the first ten codes of RFC 4226 appendix D")
  func counterVectors() {
    let codes = (0..<10).map { TimeCode.code($0, secret: Self.secret) }
    #expect(
      codes == ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"])
  }

  @Test("a code counts in its own half minute and one to each side", arguments: -3...3)
  func window(_ steps: Int64) {
    let now = Instant(milliseconds: 1_764_000_015_000)
    let code = TimeCode.code(at: now.adding(seconds: steps * 30), secret: Self.secret)
    let step = TimeCode.step(of: code, secret: Self.secret, at: now)
    #expect(step == (abs(steps) <= 1 ? now.milliseconds / 30_000 + steps : nil))
  }

  @Test("what is no code of six digits is none", arguments: ["", "12345", "1234567", "abcdef", "００００００"])
  func malformed(_ text: String) {
    #expect(TimeCode.step(of: text, secret: Self.secret, at: Instant(milliseconds: 0)) == nil)
  }

  @Test(
    "the texts of RFC 4648 section 10, without padding",
    arguments: [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB")])
  func base32(_ plain: String, _ text: String) {
    #expect(Base32.encode(Array(plain.utf8)) == text)
    #expect(Base32.decode(text) == Array(plain.utf8))
  }

  @Test("other letters are no key", arguments: ["MZXW1", "mzxw", "MZ W"])
  func noBase32(_ text: String) { #expect(Base32.decode(text) == nil) }
}

/// How the keys of authenticators are kept.
@Suite struct SecretSealTests {
  @Test("a sealed key opens with the hub's key and for its developer alone, and two seals of it differ")
  func seal() throws {
    let (seal, other) = (
      SecretSeal(key: Array(repeating: 1, count: 32)), SecretSeal(key: Array(repeating: 2, count: 32))
    )
    let (secret, world) = (Array<UInt8>(0..<20), TestClock().world)
    let sealed = try seal.seal(secret, for: .developer(7), world)
    #expect(seal.open(sealed, for: .developer(7)) == secret)
    #expect(
      seal.open(sealed, for: .developer(8)) == nil && seal.open(sealed, for: .console(7)) == nil
        && other.open(sealed, for: .developer(7)) == nil)
    #expect(try seal.seal(secret, for: .developer(7), world) != sealed)
    var changed = sealed
    changed[20] ^= 1
    #expect(
      seal.open(changed, for: .developer(7)) == nil && seal.open([], for: .developer(7)) == nil
        && seal.open(secret, for: .developer(7)) == nil)
  }
}
