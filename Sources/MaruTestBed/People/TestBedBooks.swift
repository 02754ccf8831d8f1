package import MaruStore

// A hub and the books of its simulated banks belong together: what the hub knows as done stands there, and a bank that does not know a
// leg is sent it again. So both keep one name, and neither is used with another.

extension TestBed {
  /// The hub and the simulated banks' books do not belong together.
  package enum OtherBooks: Error, Sendable, Equatable, CustomStringConvertible {
    /// The books belong to another hub.
    case ofAnotherHub
    /// The hub has ordered transfers at banks whose books are elsewhere.
    case notOfThisHub

    package var description: String {
      switch self {
      case .ofAnotherHub: "the simulated banks' books there belong to another hub's database"
      case .notOfThisHub: "this hub has ordered transfers in other books of the simulated banks"
      }
    }
  }

  private static let booksName = "books"
  private static let booksOfBanks = "books_of_banks"

  /// Names the banks' books for the hub whose store this is, at their first start together; hubs that start at once take one name.
  ///
  /// Throws ``OtherBooks`` where one of them has been used with another, ``StoreError`` when a store cannot be used.
  package func belong(to hub: any Store) async throws {
    let known = try await hub.read { try SettingTable.find(TestBed.booksOfBanks, in: $0) }
    let books = try await store.read { try SettingTable.find(TestBed.booksName, in: $0) }
    // Nothing else is looked at as long as all is well: a hub over a damaged page starts, and says what is wrong.
    if let known, known == books { return }
    let hasOrdered = known == nil ? false : try await hub.read { try TransferTable.lastID(in: $0) > 0 }
    switch (known, books) {
    case (nil, _?): throw OtherBooks.ofAnotherHub
    case (_?, _?): throw hasOrdered ? OtherBooks.notOfThisHub : OtherBooks.ofAnotherHub
    case (_, nil):
      // Empty books beside a hub that had others. Where it had none yet, a start ended between the two writes below.
      let isEmpty = try await store.read { try !BankLegTable.isAny(in: $0) }
      if hasOrdered, isEmpty { throw OtherBooks.notOfThisHub }
    }
    let fresh = world.randomHex(bytes: 16)
    do {
      let name = try await hub.write { try SettingTable.settle(TestBed.booksOfBanks, fresh, in: $0) }
      let settled = try await store.write { try SettingTable.settle(TestBed.booksName, name, in: $0) }
      guard settled == name else { throw OtherBooks.ofAnotherHub }
    } catch StoreError.readOnly, StoreError.full {
      // Nothing moves where nothing can be written: the next start that can gives the name.
    }
  }
}
