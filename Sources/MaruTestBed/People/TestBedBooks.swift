package import MaruDomain
package import MaruStore

// A hub and the books of its simulated banks belong together: what the hub knows as done stands there, and a bank that does not
// know a leg is sent it again. So both keep one name, and neither is used with another.

extension TestBed {
  /// The hub and the simulated banks' books do not belong together.
  package enum OtherBooks: Error, Sendable, Equatable, CustomStringConvertible {
    /// The books belong to another hub.
    case ofAnotherHub
    /// The hub's banks have other books.
    case notOfThisHub

    package var description: String {
      switch self {
      case .ofAnotherHub: "the simulated banks' books there belong to another hub's database"
      case .notOfThisHub: "this hub's simulated banks have other books"
      }
    }
  }

  private static let booksName = "books"
  private static let booksOfBanks = "books_of_banks"
  /// Stands before the hub's name for its banks' books until they have it.
  private static let pending = "?"

  /// The name that a hub has for its banks' books; nil where it has none.
  package static func nameOfBooks(ofHub session: any SQLSession) throws -> String? {
    try SettingTable.find(booksOfBanks, in: session).map { $0.hasPrefix(pending) ? String($0.dropFirst()) : $0 }
  }

  /// The name of books; nil where they have none.
  package static func name(ofBooks session: any SQLSession) throws -> String? {
    try SettingTable.find(booksName, in: session)
  }

  /// Names the banks' books for the hub whose store this is, before they are used together the first time; hubs that start at
  /// once take one name. Books and a hub that are both older than the names take one.
  ///
  /// Throws ``OtherBooks`` where one of them has been used with another, ``OtherSeed`` where the books are of another seed,
  /// ``StoreError`` when a store cannot be used.
  package static func join(_ books: any Store, of seed: UInt64, to hub: any Store, world: World) async throws {
    // The hub is named before its books, so whoever finds books with a name finds the hub with one.
    let found = try await books.read { session in
      (name: try name(ofBooks: session), seed: try SettingTable.find("seed", in: session))
    }
    let known = try await hub.read { try SettingTable.find(booksOfBanks, in: $0) }
    // Nothing else is looked at as long as all is well: a hub over a damaged page starts, and says what is wrong.
    if let known, known == found.name { return }
    // Whoever is refused for that has taken nobody's books.
    if let other = found.seed, other != String(seed) { throw OtherSeed(found: other, wanted: seed) }
    if let known, !known.hasPrefix(pending) {
      // Another hub may have given both their name meanwhile.
      let now = try await books.read { try name(ofBooks: $0) }
      if now == known { return }
      throw now == nil ? OtherBooks.notOfThisHub : OtherBooks.ofAnotherHub
    }
    if let name = found.name, known != pending + name { throw OtherBooks.ofAnotherHub }
    if known == nil, try await books.read({ try BankLegTable.isAny(in: $0) }) {
      guard try await hub.read({ try TransferTable.lastID(in: $0) > 0 }) else { throw OtherBooks.ofAnotherHub }
    }
    let fresh = pending + world.randomHex(bytes: 16)
    do {
      let expected = try await hub.write { session in
        _ = try SettingTable.settle(booksOfBanks, fresh, in: session)
        return try nameOfBooks(ofHub: session) ?? ""
      }
      let settled = try await books.write { try SettingTable.settle(booksName, expected, in: $0) }
      guard settled == expected else { throw OtherBooks.ofAnotherHub }
      try await hub.write { try SettingTable.save(booksOfBanks, expected, in: $0) }
    } catch StoreError.readOnly, StoreError.full {
      // The next start that can write gives the name, or makes good what this one began.
    }
  }
}
