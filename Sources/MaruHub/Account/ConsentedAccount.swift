import MaruContract
import MaruDomain

extension Hub {
  /// The account behind a number of the caller's own, in use.
  ///
  /// Throws A0304 for a number that is unknown, another organisation's or closed, A0313 for another user's.
  func ownAccount(
    _ number: FintechUseNumber, by caller: Caller, field: String = Wire.fintechUseNumber.name
  ) async throws(HubError) -> RegisteredAccount {
    guard let account = try await registeredAccount(number), account.organisation == caller.organisation,
      account.state == .inUse
    else { throw HubError(.fintechUseNumberMismatch, field: field) }
    if let user = caller.user, user != account.user { throw HubError(.userMismatch, field: field) }
    return account
  }

  /// As ``ownAccount(_:by:field:)``, with the user's consent to `service` still in force (A0305/A0306, A0316/A0319).
  func consentedAccount(
    _ number: FintechUseNumber, to service: AccountService, by caller: Caller
  ) async throws(HubError) -> RegisteredAccount {
    let account = try await ownAccount(number, by: caller)
    guard let agreedAt = account.agreedAt(service) else {
      throw HubError(
        service == .inquiry ? .inquiryConsentMissing : .withdrawalConsentMissing, field: Wire.fintechUseNumber.name)
    }
    guard world.now() < agreedAt.adding(seconds: settings.consentDays * 86_400) else {
      throw HubError(
        service == .inquiry ? .inquiryConsentExpired : .withdrawalConsentExpired, field: Wire.fintechUseNumber.name)
    }
    return account
  }
}
