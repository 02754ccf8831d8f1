import MaruDomain
import MaruOAuth
import TestSupport
import Testing

@Suite struct PasswordHasherTests {
  private static let random: [UInt8] = Array(0..<16)

  /// scrypt with r = 8 and p = 1, computed with another implementation (Python's `hashlib.scrypt`).
  @Test(
    "a hash is what scrypt says for the cost that its salt tells, whatever new ones cost",
    arguments: [
      // Without a cost of its own: N = 2^14, as every hash was at first.
      (random, "ee13967b4d1690e3d42543006ed8067ad58f1cde59ac6b97ef469dbe917800e2"),
      ([4] + random, "a7c3f771c44906cdc48e1e53eb929a8d51f16c47d8d3e526493496acca4356c3"),
    ] as [([UInt8], String)])
  func hashes(_ salt: [UInt8], _ expected: String) async throws {
    for cost in [PasswordHasher.standardCost, 5] {
      let hasher = PasswordHasher(threads: 1, cost: cost)
      defer { hasher.close() }
      #expect(hexText(try await hasher.hash("비밀번호 1", salt: salt)) == expected)
    }
  }

  @Test("a salt tells the cost where it is not the standard one, and short-lived numbers cost no more than that")
  func salts() {
    func salt(_ cost: UInt8, atMost: UInt8 = 20) -> [UInt8] {
      PasswordHasher(threads: 0, cost: cost).salt(Self.random, atMost: atMost)
    }
    #expect(salt(14) == Self.random)
    #expect(salt(17) == [17] + Self.random)
    #expect(salt(17, atMost: 14) == Self.random)
    #expect(salt(10, atMost: 14) == [10] + Self.random)
    // Who is nobody costs what somebody does.
    #expect(PasswordHasher(threads: 0, cost: 17).nobodysSalt == [17] + Array(repeating: 0, count: 16))
  }

  /// What was hashed, in its order.
  private actor Hashed {
    var kinds: [String] = []
    func add(_ kind: String) { kinds.append(kind) }
  }

  @Test("what is urgent is hashed before what waits already, and finds room where the others have none")
  func urgent() async throws {
    let (hasher, hashed) = (PasswordHasher(threads: 1, cost: 10), Hashed())
    await withTaskGroup(of: Void.self) { group in
      // More than may wait: those that are refused end at once.
      for _ in 0..<400 {
        group.addTask {
          if (try? await hasher.hash("비밀번호 1", salt: [8] + Self.random)) != nil { await hashed.add("password") }
        }
      }
      while await hashed.kinds.isEmpty { await Task.yield() }
      group.addTask {
        let hash = try? await hasher.hash("123456", salt: [4] + Self.random, urgent: true)
        await hashed.add(hash == nil ? "refused" : "number")
      }
    }
    hasher.close()
    let kinds = await hashed.kinds
    let place = try #require(kinds.firstIndex(of: "number"))
    #expect(place < kinds.count / 2)
  }

  @Test("what no hash may cost is not paid", arguments: [[3] + random, [21] + random, [255] + random] as [[UInt8]])
  func dear(_ salt: [UInt8]) async throws {
    let hasher = PasswordHasher(threads: 1, cost: 4)
    defer { hasher.close() }
    await #expect(throws: HubError.self) { try await hasher.hash("비밀번호 1", salt: salt) }
  }

  @Test("a proven password is hashed anew where its hash costs something else, and only there")
  func renewal() async throws {
    let hasher = PasswordHasher(threads: 1, cost: 5)
    defer { hasher.close() }
    let world = TestClock().world
    #expect(await hasher.renewed("비밀번호 1", salt: [5] + Self.random, world) == nil)
    let renewed = await hasher.renewed("비밀번호 1", salt: [4] + Self.random, world)
    let (hash, salt) = try #require(renewed)
    #expect(salt.first == 5 && salt.dropFirst() != Self.random[...])
    #expect(try await hasher.hash("비밀번호 1", salt: salt) == hash)
  }
}
