package import MaruContract
package import MaruDomain

extension Hub {
  /// 사용자정보조회: the token's user and the registrations in use. A0313 when another user is named.
  package func userMe(_ request: UserMe.Request, by caller: Caller) async throws(HubError) -> Reply<UserMe.Response> {
    try ownUser(request.user, by: caller)
    let (person, accounts) = try await registrations(of: request.user, with: caller.organisation)
    let rows = accounts.filter { $0.state == .inUse }.map { account in
      UserMe.Account(
        fintechUseNumber: account.fintechUseNumber, alias: account.alias, bank: account.account.bank,
        branch: account.branch, bankName: banks.name(of: account.account.bank),
        accountNumberMasked: account.account.number.masked, holderName: account.holderName, type: account.type,
        inquiryAgreed: YesNo(account.inquiryAgreedAt != nil), inquiryAgreedAt: account.inquiryAgreedAt?.dateTime,
        transferAgreed: YesNo(account.transferAgreedAt != nil), transferAgreedAt: account.transferAgreedAt?.dateTime,
        payerNumber: account.transferAgreedAt == nil ? "" : account.payerNumber)
    }
    return Reply(
      .success,
      UserMe.Response(user: person.user, ci: person.ci, name: person.name, count: rows.count, accounts: rows))
  }
}
