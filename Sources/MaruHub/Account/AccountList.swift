package import MaruContract
package import MaruDomain
import MaruStore

extension Hub {
  /// 등록계좌조회: the user's registrations with the caller, in order of registration; closed ones on request.
  package func accountList(
    _ request: AccountList.Request, by caller: Caller
  ) async throws(HubError) -> Reply<AccountList.Response> {
    try ownUser(request.user, by: caller)
    let (person, accounts) = try await registrations(of: request.user, with: caller.organisation)
    var shown = accounts.filter { request.includeCancelled == .yes || $0.state == .inUse }
    if request.sortOrder == .descending { shown.reverse() }
    let rows = shown.map { account in
      AccountList.Account(
        fintechUseNumber: account.fintechUseNumber, alias: account.alias, bank: account.account.bank,
        branch: account.branch, bankName: banks.name(of: account.account.bank),
        accountNumberMasked: account.account.number.masked, holderName: account.holderName, type: account.type,
        inquiryAgreed: YesNo(account.inquiryAgreedAt != nil), inquiryAgreedAt: account.inquiryAgreedAt?.dateTime,
        transferAgreed: YesNo(account.transferAgreedAt != nil), transferAgreedAt: account.transferAgreedAt?.dateTime,
        state: account.state)
    }
    return Reply(.success, AccountList.Response(userName: person.name, count: rows.count, accounts: rows))
  }

  /// The user and all registrations with an organisation, oldest first; A0014 for a user who is not there.
  func registrations(
    of user: UserSeqNo, with organisation: OrganisationCode
  ) async throws(HubError) -> (Person, [RegisteredAccount]) {
    let found: (Person, [RegisteredAccount])?
    do {
      found = try await store.read { try RegisteredAccountTable.person(user, with: organisation, in: $0) }
    } catch {
      throw unexpected(error)
    }
    guard let found else { throw HubError(.userLeft, field: "user_seq_no") }
    return found
  }
}
