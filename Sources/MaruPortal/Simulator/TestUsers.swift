import MaruBankLink
import MaruContract
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore
import NIOHTTP1

/// Invented people of a developer: made with accounts and history, connected to an app at once, and theirs alone to change.
struct TestUsers: Sendable {
  static let most = 100
  let hub: Hub
  let office: any AgreedAccountOffice & TestPersonOffice
  let console: Console

  /// There are as many as there may be.
  struct TooMany: Error, Sendable {}

  /// Makes people and connects each to the app with all accounts. Throws ``TooMany``, and ``HubError`` for a wish that cannot be met.
  func make(
    _ wishes: [PersonWish], for app: TestApp, of developer: Developer, from sender: RequestSender
  ) async throws {
    let known = try await own(of: developer).count
    guard known + wishes.count <= Self.most else { throw TooMany() }
    for wish in wishes {
      let person = try await hub.register(try await office.invent(wish))
      let now = hub.world.now()
      try await hub.store.write { try TestPersonTable.insert(person.user, of: developer.id, at: now, in: $0) }
      _ = try await console.link(person.user.text, to: app, from: sender)
    }
  }

  /// Whose balances the developer may set.
  func own(of developer: Developer) async throws -> Set<UserSeqNo> {
    try await hub.store.read { try TestPersonTable.all(of: developer.id, in: $0) }
  }

  /// What is on an account; nil where its bank does not say.
  func balance(of account: BankAccount) async -> SignedWon? {
    guard case .confirmed(let found)? = await hub.banks[account.bank]?.balance(of: account.number) else { return nil }
    return found.balance
  }

  /// Sets the balance of an account of an own person, by the test bed's own endpoint. False where it is nobody's of theirs.
  func setBalance(
    _ balance: Won, of account: BankAccount, for app: TestApp, by developer: Developer, from sender: RequestSender
  ) async throws -> Bool {
    let own = try await own(of: developer)
    let users = try await console.users(of: app)
    guard users.contains(where: { own.contains($0.person.user) && $0.accounts.contains { $0.account == account } })
    else { return false }
    let change = TestBedAccountSwitch(account: account, balance: balance)
    let answer = await console.door.call(
      .POST, "/testbed/accounts", ["Content-Type": "application/json"],
      body: FieldWriter.object { change.write(to: &$0) }, from: sender)
    return answer?.status == .ok
  }
}
