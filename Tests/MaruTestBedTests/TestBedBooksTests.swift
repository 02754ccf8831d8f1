import MaruDomain
import MaruStore
import MaruTestBed
import TestSupport
import Testing

/// A hub and the books of its simulated banks belong together from their first start on.
@Suite struct TestBedBooksTests {
  /// The books of the one's banks with the other as hub.
  private func join(_ books: TestHub, _ hub: TestHub) async throws {
    // Worlds of tests throw the same dice.
    let world = World(
      now: { Instant(milliseconds: 0) }, randomBytes: { (0..<$0).map { _ in .random(in: 0...255) } }, sleep: { _ in })
    let seed = try await books.bankStore.read { try SettingTable.find("seed", in: $0) }.flatMap(UInt64.init)
    try await TestBed.join(books.bankStore, of: try #require(seed), to: hub.hub.store, world: world)
  }

  /// A hub that has done a transfer, whose books have a name.
  private func used() async throws -> TestHub {
    let test = try await TestHub.open()
    try await join(test, test)
    _ = try await test.withdraw(1_000)
    return test
  }

  @Test("they take one name at their first start and know each other at every later one")
  func together() async throws {
    let test = try await used()
    for _ in 0..<2 { try await join(test, test) }
    await test.close()
  }

  @Test("a hub and books that are older than the names take one")
  func older() async throws {
    let test = try await TestHub.open()
    _ = try await test.withdraw(1_000)
    for _ in 0..<2 { try await join(test, test) }
    await test.close()
  }

  @Test("a start that ended between the two names is made good by the next")
  func interrupted() async throws {
    let test = try await used()
    let half = "UPDATE setting SET value = '?' || value WHERE name = 'books_of_banks'"
    _ = try await test.hub.store.write { try $0.run(half, []) }
    for _ in 0..<2 { try await join(test, test) }
    _ = try await test.hub.store.write { try $0.run(half, []) }
    _ = try await test.bankStore.write { try $0.run("DELETE FROM setting WHERE name = 'books'", []) }
    for _ in 0..<2 { try await join(test, test) }
    await test.close()
  }

  @Test("books without a name are refused by a hub whose banks have books")
  func emptied() async throws {
    let (test, other) = (try await used(), try await TestHub.open())
    await #expect(throws: TestBed.OtherBooks.notOfThisHub) { try await join(other, test) }
    // Nothing of it was kept: both still go with their own.
    try await join(test, test)
    try await join(other, other)
    await test.close()
    await other.close()
  }

  @Test("books of one hub are refused by another, whether it has a name or not")
  func another() async throws {
    let (test, other) = (try await used(), try await TestHub.open())
    await #expect(throws: TestBed.OtherBooks.ofAnotherHub) { try await join(test, other) }
    try await join(other, other)
    await #expect(throws: TestBed.OtherBooks.ofAnotherHub) { try await join(test, other) }
    await #expect(throws: TestBed.OtherBooks.ofAnotherHub) { try await join(other, test) }
    await test.close()
    await other.close()
  }

  @Test("books with legs of before the names are not taken by a hub that has ordered nothing")
  func olderBooks() async throws {
    let (test, other) = (try await TestHub.open(), try await TestHub.open())
    _ = try await test.withdraw(1_000)
    await #expect(throws: TestBed.OtherBooks.ofAnotherHub) { try await join(test, other) }
    try await join(test, test)
    await test.close()
    await other.close()
  }

  @Test("hubs that start at once over empty stores take one name")
  func atOnce() async throws {
    let test = try await TestHub.open()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<16 { group.addTask { try await join(test, test) } }
      try await group.waitForAll()
    }
    try await join(test, test)
    await test.close()
  }
}
