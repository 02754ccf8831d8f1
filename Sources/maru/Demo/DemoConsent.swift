import MaruClient
import MaruContract
import MaruDomain

/// Consent, tokens and the registered accounts.
extension DemoRun {
  /// The browser-less consent and the first tokens.
  mutating func consent() async throws -> UserTokens {
    let (maru, client, user) = (maru, ready.client, user)
    let address = maru.authorizationURL(redirectURI: client.redirectURI, scope: .user, state: "maru-demo-state")
    _ = try await oauth("oauth/2.0/authorize2", "사용자인증", "the hub leads to its consent pages") {
      try await maru.consentPage(of: address)
    } check: {
      [Expectation("address of the consent pages", $0.contains("/consent/"))]
    }
    let given = try await maru.testBedConsent(
      user: user.number.text, scope: .user, redirectURI: client.redirectURI, state: "maru-demo-state")
    let tokens = try await oauth("oauth/2.0/token", "토큰발급", "code exchanged for the user's tokens; state came back") {
      try await maru.exchange(code: given.code, redirectURI: client.redirectURI)
    } check: { tokens in
      [
        Expectation("state in the callback", given.redirectTo.contains("state=maru-demo-state")),
        Expectation("user_seq_no", tokens.user, is: user.number), Expectation("scope", tokens.scope, is: .user),
        Expectation("a refresh token", tokens.refresh != nil),
      ]
    }
    let refreshed = try await oauth("oauth/2.0/token", "토큰갱신", "refreshed; the new token is another one") {
      try await maru.refresh(tokens.refresh ?? "")
    } check: { fresh in
      [Expectation("a new access token", fresh.access != tokens.access), Expectation("scope", fresh.scope, is: .user)]
    }
    _ = try await oauth("oauth/2.0/token", "이용기관 토큰", "the organisation's own token, scope oob") {
      try await maru.organisationToken()
    } check: { _ in
      []
    }
    return refreshed
  }

  /// The user's accounts; gives one with enough money in it.
  mutating func accounts(_ tokens: UserTokens) async throws -> DemoAccount {
    let (maru, user, token) = (maru, user, tokens.access)
    let me = try await step(UserMe.self, "the user and every registered account") {
      try await maru.userMe(user.number, token: token)
    } check: { me in
      [
        Expectation("user_name", me.name, is: user.name), Expectation("res_cnt", me.count, is: me.accounts.count),
        Expectation("an account", !me.accounts.isEmpty),
        Expectation("masked numbers", me.accounts.allSatisfy { $0.accountNumberMasked.hasSuffix("***") }),
      ]
    }
    let account = try await richest(me.accounts, token)
    let alias = AccountAlias("데모통장")
    if let alias {
      _ = try await step(AccountUpdateInfo.self, "the nickname is changed") {
        try await maru.accountUpdateInfo(account.number, alias: alias, token: token)
      } check: {
        [Expectation("account_alias", $0.alias, is: alias)]
      }
    }
    _ = try await step(AccountList.self, "the list shows the new nickname") {
      try await maru.accountList(of: user.number, token: token)
    } check: { list in
      [
        Expectation(
          "account_alias", list.accounts.first { $0.fintechUseNumber == account.number }?.alias, is: alias)
      ]
    }
    return account
  }

  /// The account that can pay the demo, with its clear number from the ready file.
  private func richest(_ rows: [UserMe.Account], _ token: AccessToken) async throws -> DemoAccount {
    var best: (account: DemoAccount, available: Won)?
    for row in rows {
      guard
        let clear = user.accounts.first(where: {
          $0.bank == row.bank && $0.number.masked == row.accountNumberMasked
        }), let available = try? await maru.accountBalance(of: row.fintechUseNumber, token: token).body.available
      else { continue }
      if available > best?.available ?? .zero {
        best = (DemoAccount(number: row.fintechUseNumber, account: clear), available)
      }
    }
    guard let best, best.available.amount >= 20_000 else {
      throw Failure("none of \(user.name)'s accounts holds 20,000 won; give one some with POST /testbed/accounts")
    }
    return best.account
  }

  /// What another organisation may not do, and that it sees another number for the same account.
  mutating func otherOrganisation(_ account: DemoAccount, _ tokens: UserTokens) async throws {
    guard let second, let client = ready.secondClient else { return }
    let (maru, user) = (maru, user)
    let given = try await second.testBedConsent(
      user: user.number.text, scope: .user, redirectURI: client.redirectURI, accounts: [account.account])
    let theirs = try await second.exchange(code: given.code, redirectURI: client.redirectURI)
    let row = try await second.userMe(user.number, token: theirs.access).body.accounts.first {
      $0.bank == account.account.bank && $0.accountNumberMasked == account.account.number.masked
    }
    guard let row else { return }
    try await refusal(
      AccountBalance.self, "another organisation's number for the same account is refused",
      with: .fintechUseNumberMismatch
    ) {
      try await maru.accountBalance(of: row.fintechUseNumber, token: tokens.access)
    }
  }

  /// Adds an account, cancels a service, unlinks the user; each with its effect on the next call.
  mutating func endings(_ account: DemoAccount, _ tokens: UserTokens) async throws {
    let (maru, client, user, token) = (maru, ready.client, user, tokens.access)
    let address = maru.addAccountsURL(redirectURI: client.redirectURI, scope: .user, state: "maru-demo-more")
    _ = try await oauth("oauth/2.0/authorize_account2", "등록계좌확인", "the hub leads to its pages for more accounts") {
      try await maru.consentPage(of: address)
    } check: {
      [Expectation("address of the consent pages", $0.contains("/consent/"))]
    }
    _ = try await step(AccountCancel.self, "withdrawal from the account is cancelled; the bank knows") {
      try await maru.accountCancel(.transfer, of: account.number, token: token)
    } check: {
      [Expectation("bank_rsp_code", $0.bank.code, is: .accepted)]
    }
    guard let text = PrintContent("데모"), let amount = Won(1_000) else { return }
    try await refusal(
      TransferWithdraw.self, "after that a withdraw is refused", with: .withdrawalConsentMissing
    ) {
      try await maru.transferWithdraw(
        TransferWithdraw.Request(
          depositPrintContent: text, fintechUseNumber: account.number, amount: amount, requestedAt: maru.tranDtime),
        token: token)
    }
    _ = try await step(UserUnlink.self, "the user is unlinked") {
      try await maru.userUnlink(user.number, organisation: client.organisation, token: token)
    } check: {
      [Expectation("user_seq_no", $0.user, is: user.number)]
    }
    try await refusal(UserMe.self, "after that the token is worth nothing", with: .tokenInvalid) {
      try await maru.userMe(user.number, token: token)
    }
  }
}

/// The account that the demo uses: its number towards the organisation, and its clear one.
struct DemoAccount: Sendable {
  let number: FintechUseNumber
  let account: BankAccount
}
