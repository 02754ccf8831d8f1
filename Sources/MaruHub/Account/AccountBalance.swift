package import MaruContract
package import MaruDomain

extension Hub {
  /// 잔액조회: asks the account's bank for the balance, in won. Needs the user's consent to inquiry.
  package func accountBalance(
    _ request: AccountBalance.Request, by caller: Caller
  ) async throws(HubError) -> Reply<AccountBalance.Response> {
    let account = try await consentedAccount(request.fintechUseNumber, to: .inquiry, by: caller)
    let asked = await inquire(account.account.bank, for: caller.organisation) {
      await $0.balance(of: account.account.number)
    }
    return Reply(
      asked.code, message: asked.message,
      AccountBalance.Response(
        bank: asked.block, fintechUseNumber: request.fintechUseNumber, balance: asked.value?.balance,
        available: asked.value?.available, type: asked.value?.type, productName: asked.value?.productName ?? ""))
  }
}
