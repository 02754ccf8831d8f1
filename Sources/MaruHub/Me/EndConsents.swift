package import MaruDomain
import MaruStore

/// What a person ends of what they agreed to.
package enum ConsentEnd: Sendable, Hashable {
  /// One service of one account.
  case service(AccountService, of: FintechUseNumber)
  /// Everything towards one organisation, and its tokens.
  case organisation(OrganisationCode)
  case everything
}

/// What ended, to be forgotten in memory once it is on disk.
struct EndedConsents: Sendable {
  /// Services and links.
  var count: Int64 = 0
  var numbers: [FintechUseNumber] = []
  var grants: [Int64] = []
}

extension Hub {
  /// Ends consents of a person, in one unit of work; returns how many services and links it were. Like
  /// ``accountCancel(_:by:)`` it counts from the hub's own record on, and the banks are told behind it.
  ///
  /// Throws A0304 for an account that is not the user's.
  @discardableResult
  package func end(_ what: ConsentEnd, of user: UserSeqNo, language: String) async throws(HubError) -> Int64 {
    let now = world.now()
    do {
      let ended = try await store.write { session in
        try ConsentEnder(user: user, at: now, language: language, session: session).end(what)
      }
      forget(ended)
      return ended.count
    } catch {
      throw unexpected(error)
    }
  }

  /// Nothing remembered of what ended opens anything.
  func forget(_ ended: EndedConsents) {
    for number in ended.numbers { accounts.forget(number) }
    if !ended.grants.isEmpty { oauth.forget(grants: ended.grants) }
  }
}

/// Ends consents within one unit of work.
struct ConsentEnder {
  let user: UserSeqNo
  let at: Instant
  let language: String
  let session: any SQLSession

  /// What a record of an end names in place of an edition: it was ended on the person's own page.
  static let textVersion = "me"

  func end(_ what: ConsentEnd) throws -> EndedConsents {
    let history = try ConsentRecordTable.all(of: user, in: session)
    var ended = EndedConsents()
    switch what {
    case .service(let service, let number):
      guard let account = try RegisteredAccountTable.find(number, in: session), account.user == user else {
        throw HubError(.fintechUseNumberMismatch)
      }
      // A form that is sent twice ends nothing twice.
      if account.agreedAt(service) != nil { try end([service], of: account, history, &ended) }
    case .organisation(let code): try endAll(towards: code, history, &ended)
    case .everything:
      for code in Set(history.map(\.organisation)).sorted(by: { $0.text < $1.text }) {
        try endAll(towards: code, history, &ended)
      }
    }
    return ended
  }

  private func endAll(
    towards code: OrganisationCode, _ history: [ConsentRecord], _ ended: inout EndedConsents
  ) throws {
    for account in try RegisteredAccountTable.all(of: user, with: code, in: session) {
      let services = AccountService.allCases.filter { account.agreedAt($0) != nil }
      if !services.isEmpty { try end(services, of: account, history, &ended) }
    }
    if try PersonTable.linkedAt(user, to: code, in: session) != nil {
      try PersonTable.unlink(user, from: code, in: session)
      try record(code, nil, "login", .unlinked, history)
      try WebhookNews.ended(.consentRevoked, user, code, at: at).note(in: session)
      ended.count += 1
    }
    ended.grants += try GrantTable.revokeAll(of: user, towards: code, at: at, in: session)
  }

  private func end(
    _ services: [AccountService], of account: RegisteredAccount, _ history: [ConsentRecord],
    _ ended: inout EndedConsents
  ) throws {
    var account = account
    for service in services {
      switch service {
      case .inquiry: account.inquiryAgreedAt = nil
      case .transfer: account.transferAgreedAt = nil
      }
      try record(account.organisation, account.fintechUseNumber, service.rawValue, .cancelled, history)
      try BankNoticeTable.add(service, of: account.account, at: at, next: at, in: session)
      try WebhookNews.cancelled(service, of: account, byUser: true, at: at).note(in: session)
      ended.count += 1
    }
    _ = try RegisteredAccountTable.update(account, in: session)
    ended.numbers.append(account.fintechUseNumber)
  }

  private func record(
    _ code: OrganisationCode, _ number: FintechUseNumber?, _ service: String, _ action: ConsentRecord.Action,
    _ history: [ConsentRecord]
  ) throws {
    // The application that the yes was given to.
    let given = history.last { $0.organisation == code && $0.fintechUseNumber == number && $0.service == service }
    guard let client = (given ?? history.last { $0.organisation == code })?.client else { return }
    try ConsentRecordTable.append(
      ConsentRecord(
        organisation: code, client: client, user: user, fintechUseNumber: number, service: service, action: action,
        at: at, expiresAt: nil, textVersion: Self.textVersion, language: language), in: session)
  }
}
