public import MaruContract
public import MaruDomain

/// The APIs that the organisation's own token opens; it is fetched and kept by the client. Sections 4.9 to 4.15 of the wire
/// contract.
extension MaruClient {
  /// `transfer/deposit`: to accounts named by fintech number, up to 25. Look at each row's ``BankBlock/outcome``.
  public func transferDeposit(
    _ request: TransferDeposit.Request
  ) async throws(MaruError) -> Answer<TransferDeposit.Response> {
    try await call(TransferDeposit.self, request)
  }

  /// `transfer/deposit2`: to accounts named by bank and number, up to 25. Look at each row's ``BankBlock/outcome``.
  public func transferDeposit2(
    _ request: TransferDeposit2.Request
  ) async throws(MaruError) -> Answer<TransferDeposit2.Response> {
    try await call(TransferDeposit2.self, request)
  }

  /// `transfer/result`: what became of transfers whose `bank_tran_id` is known, up to 25.
  public func transferResult(
    _ type: CheckType, _ rows: [TransferResult.Row]
  ) async throws(MaruError) -> Answer<TransferResult.Response> {
    try await call(
      TransferResult.self,
      TransferResult.Request(checkType: type, count: rows.count, rows: rows, requestedAt: tranDtime))
  }

  /// `transfer/recheck`: what became of requests that got no answer, by their contents, up to 25.
  public func transferRecheck(
    _ type: CheckType, _ rows: [TransferRecheck.Row]
  ) async throws(MaruError) -> Answer<TransferRecheck.Response> {
    try await call(
      TransferRecheck.self,
      TransferRecheck.Request(checkType: type, count: rows.count, rows: rows, requestedAt: tranDtime))
  }

  /// `inquiry/real_name`: whether an account is good, and whose it is.
  public func inquiryRealName(
    of account: BankAccount, holderInfo: HolderInfo
  ) async throws(MaruError) -> Answer<InquiryRealName.Response> {
    try await call(
      InquiryRealName.self,
      InquiryRealName.Request(
        bankCode: account.bank, accountNumber: account.number, holderInfo: holderInfo, requestedAt: tranDtime))
  }

  /// `inquiry/remit_list`: one page of who sent money; ``remitters(into:from:to:sortOrder:)`` walks them all.
  public func inquiryRemitList(
    _ request: InquiryRemitList.Request
  ) async throws(MaruError) -> Answer<InquiryRemitList.Response> {
    try await call(InquiryRemitList.self, request)
  }

  /// `bank/status`: the state of the participating banks.
  public func bankStatus() async throws(MaruError) -> Answer<BankStatus.Response> {
    try await call(BankStatus.self, BankStatus.Request())
  }

  /// Calls an API with the organisation's own token. A kept token that the hub refuses is replaced once: such a call was
  /// refused before anything happened.
  public func call<API: Endpoint>(
    _ api: API.Type, _ request: API.Request
  ) async throws(MaruError) -> Answer<API.Response> {
    let token = try await organisationToken()
    do {
      return try await call(api, request, token: token)
    } catch {
      guard case .failed(let failure) = error, [.tokenInvalid, .tokenExpired].contains(failure.code) else {
        throw error
      }
      await organisationTokens.forget(token)
      return try await call(api, request, token: try await organisationToken())
    }
  }
}
