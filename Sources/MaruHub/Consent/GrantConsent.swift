package import MaruDomain
package import MaruOAuth
package import MaruStore

/// A user's yes to one account.
package struct ConsentChoice: Sendable, Hashable {
  package let account: OfferedAccount
  package let inquiry: Bool
  package let transfer: Bool
  /// The user's own name for it; nil takes the product's.
  package let alias: AccountAlias?
  package init(account: OfferedAccount, inquiry: Bool, transfer: Bool, alias: AccountAlias?) {
    self.account = account
    self.inquiry = inquiry
    self.transfer = transfer
    self.alias = alias
  }
}

/// Which words the user agreed to.
package struct ConsentText: Sendable, Hashable {
  package let version: String
  package let language: String
  package init(version: String, language: String) {
    self.version = version
    self.language = language
  }
}

/// What a consent gave.
package struct GivenConsent: Sendable {
  package let code: String
  package let scopes: Scope
  /// Where the user's browser goes: the client's callback with the code.
  package let redirectTo: String
}

extension Hub {
  /// Stores consent, account registrations, the user's link and the authorization code, all in one unit of work.
  ///
  /// Services that the request did not ask for are not given. Throws A0305 when nothing was chosen where something had to be.
  package func grantConsent(
    _ request: AuthorizationRequest, by person: Person, choices: [ConsentChoice], text: ConsentText
  ) async throws(HubError) -> GivenConsent {
    let asked = choices.map { choice in
      ConsentChoice(
        account: choice.account, inquiry: choice.inquiry && request.scopes.contains(.inquiry),
        transfer: choice.transfer && request.scopes.contains(.transfer), alias: choice.alias)
    }.filter { $0.inquiry || $0.transfer }
    var scopes = request.scopes.intersection(.login)
    if asked.contains(where: \.inquiry) { scopes.insert(.inquiry) }
    if asked.contains(where: \.transfer) { scopes.insert(.transfer) }
    guard !asked.isEmpty || request.scopes == .login else {
      throw HubError(.inquiryConsentMissing, detail: "동의한 계좌가 없습니다. No account was chosen.")
    }
    let granted = scopes
    let code = oauth.prepareCode(for: request, user: person.user, scopes: granted)
    let now = world.now()
    let until = now.adding(seconds: settings.consentDays * 86_400)
    let recorder = ConsentRecorder(request: request, user: person.user, at: now, until: until, text: text)
    do {
      let changed = try await store.write { session in
        // Whoever asked to be forgotten meanwhile is nobody any more.
        guard try PersonTable.find(person.user, in: session) != nil else {
          throw HubError(.userMismatch, detail: "없는 사용자입니다. There is no such user any more.")
        }
        // So must be the app: it may have been stopped, or have lost a scope, since the person began.
        guard try OrganisationTable.find(request.organisation, in: session)?.service == .open else {
          throw HubError(.organisationNotUsable)
        }
        guard let client = try ClientTable.find(request.client, in: session), !client.isDisabled,
          client.scopes.isSuperset(of: granted)
        else { throw HubError.oauth(.scopeNotOffered) }
        try PersonTable.link(person.user, to: request.organisation, at: now, in: session)
        if granted.contains(.login) { try recorder.record(nil, "login", in: session) }
        let numbers = try asked.map { try recorder.register($0, in: session) }
        try code.store(in: session)
        return numbers
      }
      for number in changed { accounts.forget(number) }
    } catch {
      throw unexpected(error)
    }
    return GivenConsent(
      code: code.text, scopes: granted, redirectTo: request.callback(code: code.text, scopes: granted))
  }
}

/// Writes one consent's rows.
private struct ConsentRecorder: Sendable {
  let request: AuthorizationRequest
  let user: UserSeqNo
  let at: Instant
  let until: Instant
  let text: ConsentText

  func record(_ number: FintechUseNumber?, _ service: String, in session: any SQLSession) throws {
    try ConsentRecordTable.append(
      ConsentRecord(
        organisation: request.organisation, client: request.client, user: user, fintechUseNumber: number,
        service: service, action: .given, at: at, expiresAt: number == nil ? nil : until, textVersion: text.version,
        language: text.language), in: session)
  }

  /// Registers an account, or adds to its registration: the same account keeps its number towards the organisation.
  func register(_ choice: ConsentChoice, in session: any SQLSession) throws -> FintechUseNumber {
    let account = choice.account
    let number: FintechUseNumber
    if var known = try RegisteredAccountTable.find(
      account.account, of: user, with: request.organisation, in: session)
    {
      if choice.inquiry { known.inquiryAgreedAt = at }
      if choice.transfer { known.transferAgreedAt = at }
      if let alias = choice.alias { known.alias = alias }
      _ = try RegisteredAccountTable.update(known, in: session)
      number = known.fintechUseNumber
    } else {
      let serial = try SerialTable.next("fintech_use_num/\(request.organisation.text)", in: session)
      guard let fresh = FintechUseNumber(organisation: request.organisation, serial: serial),
        let alias = choice.alias ?? AccountAlias(String(account.productName.prefix(50)))
          ?? AccountAlias(account.bankName)
      else { throw HubError(.internalFault, cause: "no number or alias for an account") }
      number = fresh
      try RegisteredAccountTable.insert(
        RegisteredAccount(
          fintechUseNumber: fresh, organisation: request.organisation, user: user, account: account.account,
          branch: account.branch, alias: alias, holderName: account.holderName, type: account.type,
          productName: account.productName, inquiryAgreedAt: choice.inquiry ? at : nil,
          transferAgreedAt: choice.transfer ? at : nil, payerNumber: String(fresh.text.suffix(20))), at: at, in: session
      )
    }
    if choice.inquiry { try record(number, "inquiry", in: session) }
    if choice.transfer { try record(number, "transfer", in: session) }
    return number
  }
}
