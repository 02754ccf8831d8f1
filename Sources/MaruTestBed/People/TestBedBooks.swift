package import MaruDomain
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

  /// Names the banks' books for the hub whose store this is, before they are used together the first time; hubs that start at once take
  /// one name.
  ///
  /// Throws ``OtherBooks`` where one of them has been used with another, ``StoreError`` when a store cannot be used.
  package static func join(_ books: any Store, to hub: any Store, world: World) async throws {
    // The hub is named before its books, so whoever finds books with a name finds the hub with one.
    let name = try await books.read { try SettingTable.find(booksName, in: $0) }
    let known = try await hub.read { try SettingTable.find(booksOfBanks, in: $0) }
    // Nothing else is looked at as long as all is well: a hub over a damaged page starts, and says what is wrong.
    if let known, known == name { return }
    let hasOrdered = known == nil ? false : try await hub.read { try TransferTable.lastID(in: $0) > 0 }
    guard name == nil else { throw hasOrdered ? OtherBooks.notOfThisHub : OtherBooks.ofAnotherHub }
    // Empty books beside a hub that had others. Where it had none yet, a start ended between the two writes below.
    let isEmpty = try await books.read { try !BankLegTable.isAny(in: $0) }
    if hasOrdered, isEmpty { throw OtherBooks.notOfThisHub }
    let fresh = world.randomHex(bytes: 16)
    do {
      let expected = try await hub.write { try SettingTable.settle(booksOfBanks, fresh, in: $0) }
      let settled = try await books.write { try SettingTable.settle(booksName, expected, in: $0) }
      guard settled == expected else { throw OtherBooks.ofAnotherHub }
    } catch StoreError.readOnly, StoreError.full {
      // Nothing moves where nothing can be written: the next start that can gives the name.
    }
  }
}
