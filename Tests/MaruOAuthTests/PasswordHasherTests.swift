import MaruOAuth
import Testing

@Suite struct PasswordHasherTests {
  /// scrypt with N = 2^14, r = 8, p = 1, computed with another implementation (Python's `hashlib.scrypt`).
  @Test("a hub hashes as it always did, and tests of whole hubs with less do not change that")
  func standardCost() async throws {
    let hasher = PasswordHasher(threads: 1)
    defer { hasher.close() }
    let hash = try await hasher.hash("비밀번호 1", salt: Array(0..<16))
    #expect(
      hash.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        == "ee13967b4d1690e3d42543006ed8067ad58f1cde59ac6b97ef469dbe917800e2")
    let cheaper = PasswordHasher(threads: 1, cost: 1 << 4)
    defer { cheaper.close() }
    #expect(try await cheaper.hash("비밀번호 1", salt: Array(0..<16)) != hash)
  }
}
