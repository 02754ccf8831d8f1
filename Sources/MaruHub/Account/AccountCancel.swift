package import MaruContract
package import MaruDomain
import MaruStore

extension Hub {
  /// 계좌해지: ends one service of an account. Ending consent never waits for a bank: it counts from the hub's own record on,
  /// and the bank is told afterwards; one that does not listen now is told later (``BankNotices``).
  ///
  /// Throws A0304 for a number that is not the caller's, A0305/A0306 when there is nothing to end, O0011 when the token may
  /// not end that service.
  package func accountCancel(
    _ request: AccountCancel.Request, by caller: Caller
  ) async throws(HubError) -> Reply<AccountCancel.Response> {
    let service = request.service
    let needed: Scope = service == .inquiry ? [.login, .inquiry] : [.login, .transfer]
    guard !caller.scopes.isDisjoint(with: needed) else {
      throw HubError(.scopeInsufficient, detail: "필요한 scope: \(needed.wire)")
    }
    let account = try await ownAccount(request.fintechUseNumber, by: caller)
    let nothingToEnd = HubError(
      service == .inquiry ? .inquiryConsentMissing : .withdrawalConsentMissing, field: Wire.fintechUseNumber.name)
    guard account.agreedAt(service) != nil else { throw nothingToEnd }
    let record = ConsentRecord(
      organisation: account.organisation, client: caller.client, user: account.user,
      fintechUseNumber: account.fintechUseNumber, service: service.rawValue, action: .cancelled, at: world.now(),
      expiresAt: nil, textVersion: "api", language: "")
    // By then this call is over: nobody tells the bank twice but after a crash.
    let later = record.at.adding(seconds: 60)
    _ = try await change(
      account.fintechUseNumber,
      { account in
        // It may have ended since it was looked up: what ends once is recorded and told once.
        guard account.agreedAt(service) != nil else { throw nothingToEnd }
        switch service {
        case .inquiry: account.inquiryAgreedAt = nil
        case .transfer: account.transferAgreedAt = nil
        }
      }, recording: record,
      also: { account, session in
        try BankNoticeTable.add(service, of: account.account, at: record.at, next: later, in: session)
        try WebhookNews.cancelled(service, of: account, byUser: false, at: record.at).note(in: session)
      })
    let told = await inquire(account.account.bank, for: caller.organisation) {
      await $0.endService(service, of: account.account.number)
    }
    if told.code == .success {
      // Should this fail, the bank is told once more, which changes nothing for it.
      try? await store.write { try BankNoticeTable.told(service, of: account.account, upTo: record.at, in: $0) }
      return Reply(.success, AccountCancel.Response(bank: told.block))
    }
    logger.warning(
      "a bank was not told that a service ended: it is told later",
      metadata: ["bank": "\(account.account.bank)", "code": "\(told.block.code?.text ?? "")"])
    return Reply(
      .success,
      AccountCancel.Response(
        bank: BankBlock(
          bankTransactionID: told.block.bankTransactionID, date: told.block.date, codeTran: .hub, code: .accepted,
          message: "")))
  }
}
