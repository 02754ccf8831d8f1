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
    let known = try await hub.read { session in
      (
        name: try SettingTable.find(TestBed.booksOfBanks, in: session),
        hasOrdered: try TransferTable.lastID(in: session) > 0
      )
    }
    let books = try await store.read { session in
      (name: try SettingTable.find(TestBed.booksName, in: session), hasLegs: try BankLegTable.isAny(in: session))
    }
    switch (known.name, books.name) {
    case (let known?, let books?) where known == books: return
    case (nil, _?): throw OtherBooks.ofAnotherHub
    case (_?, _?): throw known.hasOrdered ? OtherBooks.notOfThisHub : OtherBooks.ofAnotherHub
    // Empty books beside a hub that had others. Where it had none yet, a start ended between the two writes below.
    case (_?, nil) where known.hasOrdered && !books.hasLegs: throw OtherBooks.notOfThisHub
    case (_, nil): break
    }
    let fresh = world.randomHex(bytes: 16)
    let name = try await hub.write { try SettingTable.settle(TestBed.booksOfBanks, fresh, in: $0) }
    let settled = try await store.write { try SettingTable.settle(TestBed.booksName, name, in: $0) }
    guard settled == name else { throw OtherBooks.ofAnotherHub }
  }
}
