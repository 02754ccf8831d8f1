package import MaruDomain
import MaruStore

extension Hub {
  /// Test bed: begins the daily limits of an organisation and of these users anew, as midnight does. False, with nothing changed,
  /// where a transfer of theirs is not final: its amount may have to be given back to the very count that would end.
  ///
  /// Nothing else is moved: the date, the book and the banks are everybody's.
  package func beginDayAnew(
    of organisation: OrganisationCode, users: Set<UserSeqNo>
  ) async throws(HubError) -> Bool {
    let today = world.now().businessDate
    do {
      return try await store.write { session in
        guard try TransferTable.openCount(of: organisation, in: session) == 0 else { return false }
        for user in users {
          guard try TransferTable.openCount(of: user, in: session) == 0 else { return false }
        }
        try LimitTable.endDay(today, of: organisation, users: users, in: session)
        return true
      }
    } catch {
      throw unexpected(error)
    }
  }
}
