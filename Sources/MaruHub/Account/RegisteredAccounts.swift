import MaruDomain
import MaruStore

extension Hub {
  /// The registration behind a number, from memory or the store; nil when there is none.
  func registeredAccount(_ number: FintechUseNumber) async throws(HubError) -> RegisteredAccount? {
    try await accounts.value(for: number) { () async throws(HubError) in
      do {
        return try await store.read { try RegisteredAccountTable.find(number, in: $0) }
      } catch {
        throw unexpected(error)
      }
    }
  }

  /// Changes a registration in the store and then in memory. The change is made on what the store holds at that moment; `also`
  /// belongs to the same unit of work.
  func change(
    _ number: FintechUseNumber, _ change: @escaping @Sendable (inout RegisteredAccount) throws -> Void,
    recording record: ConsentRecord? = nil,
    also: @escaping @Sendable (RegisteredAccount, any SQLSession) throws -> Void = { _, _ in }
  ) async throws(HubError) -> RegisteredAccount {
    do {
      let changed = try await store.write { session in
        guard var account = try RegisteredAccountTable.find(number, in: session) else {
          throw HubError(.fintechUseNumberMismatch)
        }
        try change(&account)
        _ = try RegisteredAccountTable.update(account, in: session)
        if let record { try ConsentRecordTable.append(record, in: session) }
        try also(account, session)
        return account
      }
      accounts.forget(number)
      return changed
    } catch {
      throw unexpected(error)
    }
  }

  /// The token's user; throws A0313 when another one is named.
  func ownUser(_ user: UserSeqNo, by caller: Caller) throws(HubError) {
    guard caller.user == user else { throw HubError(.userMismatch, field: "user_seq_no") }
  }
}
