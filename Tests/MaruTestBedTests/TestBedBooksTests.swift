import MaruDomain
import MaruStore
import MaruTestBed
import TestSupport
import Testing

/// A hub and the books of its simulated banks belong together from their first start on.
@Suite struct TestBedBooksTests {
  /// A hub that has done a transfer, whose books have a name.
  private func used() async throws -> TestHub {
    let test = try await TestHub.open()
    try await test.bed.belong(to: test.hub.store)
    _ = try await test.withdraw(1_000)
    return test
  }

  @Test("they take one name at their first start and know each other at every later one")
  func together() async throws {
    let test = try await used()
    for _ in 0..<2 { try await test.bed.belong(to: test.hub.store) }
    await test.close()
  }

  @Test("a hub and books that are older than the names take one")
  func older() async throws {
    let test = try await TestHub.open()
    _ = try await test.withdraw(1_000)
    for _ in 0..<2 { try await test.bed.belong(to: test.hub.store) }
    await test.close()
  }

  @Test("a start that ended between the two names is made good by the next")
  func interrupted() async throws {
    let test = try await used()
    _ = try await test.bankStore.write { try $0.run("DELETE FROM setting WHERE name = 'books'", []) }
    for _ in 0..<2 { try await test.bed.belong(to: test.hub.store) }
    await test.close()
  }

  @Test("empty books are refused by a hub that has ordered transfers")
  func emptied() async throws {
    let (test, other) = (try await used(), try await TestHub.open())
    await #expect(throws: TestBed.OtherBooks.notOfThisHub) { try await other.bed.belong(to: test.hub.store) }
    // Nothing of it was kept: both still go with their own.
    try await test.bed.belong(to: test.hub.store)
    try await other.bed.belong(to: other.hub.store)
    await test.close()
    await other.close()
  }

  @Test("books of one hub are refused by another, whether it has a name or not")
  func another() async throws {
    let (test, other) = (try await used(), try await TestHub.open())
    await #expect(throws: TestBed.OtherBooks.ofAnotherHub) { try await test.bed.belong(to: other.hub.store) }
    // Worlds of tests throw the same dice.
    _ = try await other.hub.store.write { try SettingTable.settle("books_of_banks", "another", in: $0) }
    try await other.bed.belong(to: other.hub.store)
    await #expect(throws: TestBed.OtherBooks.ofAnotherHub) { try await test.bed.belong(to: other.hub.store) }
    await #expect(throws: TestBed.OtherBooks.notOfThisHub) { try await other.bed.belong(to: test.hub.store) }
    await test.close()
    await other.close()
  }
}
