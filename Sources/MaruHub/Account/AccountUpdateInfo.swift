package import MaruContract
package import MaruDomain

extension Hub {
  /// 계좌정보변경: renames an account at the hub; no bank hears of it.
  package func accountUpdateInfo(
    _ request: AccountUpdateInfo.Request, by caller: Caller
  ) async throws(HubError) -> Reply<AccountUpdateInfo.Response> {
    let account = try await ownAccount(request.fintechUseNumber, by: caller)
    let alias = request.alias
    let changed = try await change(account.fintechUseNumber, { $0.alias = alias })
    return Reply(
      .success, AccountUpdateInfo.Response(fintechUseNumber: changed.fintechUseNumber, alias: changed.alias))
  }
}
