public import MaruContract
public import MaruDomain

/// The APIs that a user's token opens. Sections 4.1 to 4.8 of the wire contract.
extension MaruClient {
  /// `user/me`: the user and the registered accounts that are in use. Scope login.
  public func userMe(_ user: UserSeqNo, token: AccessToken) async throws(MaruError) -> Answer<UserMe.Response> {
    try await call(UserMe.self, UserMe.Request(user: user), token: token)
  }

  /// `user/unlink`: ends the link; the user's tokens stop working. Scope login.
  public func userUnlink(
    _ user: UserSeqNo, organisation: OrganisationCode, token: AccessToken
  ) async throws(MaruError) -> Answer<UserUnlink.Response> {
    try await call(UserUnlink.self, UserUnlink.Request(organisation: organisation, user: user), token: token)
  }

  /// `account/list`: registered accounts, on wish with closed ones. Scope login.
  public func accountList(
    of user: UserSeqNo, includeCancelled: Bool = false, sortOrder: SortOrder = .descending, token: AccessToken
  ) async throws(MaruError) -> Answer<AccountList.Response> {
    let request = AccountList.Request(user: user, includeCancelled: YesNo(includeCancelled), sortOrder: sortOrder)
    return try await call(AccountList.self, request, token: token)
  }

  /// `account/update_info`: gives an account another nickname. Scope login.
  public func accountUpdateInfo(
    _ number: FintechUseNumber, alias: AccountAlias, token: AccessToken
  ) async throws(MaruError) -> Answer<AccountUpdateInfo.Response> {
    try await call(
      AccountUpdateInfo.self, AccountUpdateInfo.Request(fintechUseNumber: number, alias: alias), token: token)
  }

  /// `account/cancel`: ends one service of an account. Scope login, or the service's own.
  public func accountCancel(
    _ service: AccountService, of number: FintechUseNumber, token: AccessToken
  ) async throws(MaruError) -> Answer<AccountCancel.Response> {
    try await call(
      AccountCancel.self, AccountCancel.Request(service: service, fintechUseNumber: number), token: token)
  }

  /// `account/balance`: ledger balance and what can be withdrawn, in won. Scope inquiry.
  public func accountBalance(
    of number: FintechUseNumber, token: AccessToken
  ) async throws(MaruError) -> Answer<AccountBalance.Response> {
    try await call(
      AccountBalance.self, AccountBalance.Request(fintechUseNumber: number, requestedAt: tranDtime), token: token)
  }

  /// `account/transaction_list`: one page of history; ``transactions(of:from:to:type:sortOrder:token:)`` walks them all.
  /// Scope inquiry.
  public func accountTransactionList(
    _ request: AccountTransactionList.Request, token: AccessToken
  ) async throws(MaruError) -> Answer<AccountTransactionList.Response> {
    try await call(AccountTransactionList.self, request, token: token)
  }

  /// `transfer/withdraw`: from the user's account into the organisation's collection account. Scope transfer.
  ///
  /// Keep `request`: after ``MaruError/unknown(_:)`` its `requestedAt`, account and amount find the transfer again
  /// (``TransferInquiry/init(withdraw:answer:)``). The same request sent twice moves money once.
  public func transferWithdraw(
    _ request: TransferWithdraw.Request, token: AccessToken
  ) async throws(MaruError) -> Answer<TransferWithdraw.Response> {
    try await call(TransferWithdraw.self, request, token: token)
  }

  /// `tran_dtime` for a request that is made now, KST.
  public var tranDtime: DateTime { DateTime(settings.now()) }
}
