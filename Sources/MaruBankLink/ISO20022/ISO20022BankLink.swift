package import MaruDomain

/// A bank that speaks ISO 20022 (`docs/ISO20022.md`), over the same connection, certificates and seals as the bank-side API.
///
/// What has no message there stays with that API: the list of a person's accounts, the end of a service, and health.
package struct ISO20022BankLink: BankLink {
  /// Where the messages go.
  package static let path = "/bank/v1/iso20022"

  package let bank: Bank
  private let client: any BankChannel
  private let other: HTTPBankLink
  private let world: World

  package init(bank: Bank, client: any BankChannel, world: World) {
    self.bank = bank
    self.client = client
    self.world = world
    other = HTTPBankLink(bank: bank, client: client)
  }

  package func accounts(heldBy person: PersonIdentity) async -> BankAnswer<[HeldAccount]> {
    await other.accounts(heldBy: person)
  }
  package func endService(_ service: AccountService, of account: AccountNumber) async -> BankAnswer<Void> {
    await other.endService(service, of: account)
  }
  package func health() async -> BankAnswer<BankStatusCode> { await other.health() }

  // MARK: Money

  package func debit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> { await move(leg, by: DirectDebit.self) }
  package func credit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> { await move(leg, by: CreditTransfer.self) }
  package func reverse(_ leg: LegOrder) async -> BankAnswer<LegReceipt> { await move(leg, by: PaymentReversal.self) }

  package func status(of leg: LegID) async -> BankAnswer<LegStatus> {
    let request = StatusRequest(stamp: MessageStamp(world: world), leg: leg)
    switch await report(on: leg, request, request.stamp.id) {
    case .failure(let reason): return .unknown(reason.why)
    case .success(.done(let receipt)): return .confirmed(.done(receipt))
    case .success(.other(.originalNotFound, _)): return .confirmed(.notFound)
    case .success(.other(let code, let message)): return .confirmed(.refused(refusal(code, message)))
    }
  }

  private func move<Movement: ISOMovement>(_ leg: LegOrder, by _: Movement.Type) async -> BankAnswer<LegReceipt> {
    let message = Movement(stamp: MessageStamp(of: leg.id, world: world), bank: bank.code, order: leg)
    switch await report(on: leg.id, message, message.stamp.id) {
    case .failure(let reason): return .unknown(reason.why)
    case .success(.done(let receipt)): return .confirmed(receipt)
    case .success(.other(let code, let text)): return .refused(refusal(code, text))
    }
  }

  /// The pacs.002 on this message and this leg. Anything else says nothing about the money, an admi.002 too: another copy of the
  /// message may have been read.
  private func report(
    on leg: LegID, _ message: some ISOMessage, _ id: String
  ) async -> Result<StatusReport.Outcome, NoAnswer> {
    switch await exchange(message) {
    case .failure(let reason): return .failure(reason)
    case .success(let document):
      guard let report = try? StatusReport(document: document), report.leg == leg, report.originalID == id,
        report.originalName == type(of: message).identifier, report.bank ?? bank.code == bank.code
      else { return .failure(NoAnswer(.unreadable)) }
      return .success(report.outcome)
    }
  }

  // MARK: Inquiries

  package func balance(of account: AccountNumber) async -> BankAnswer<AccountBalanceAtBank> {
    await ask(.balance(account)) { content in
      guard case .balance(let balance, account) = content else { return nil }
      return balance
    }
  }

  package func transactions(_ query: TransactionQuery) async -> BankAnswer<TransactionPage> {
    await ask(.history(query)) { content in
      guard case .history(let page, query.account) = content, page.transactions.count <= query.pageSize else {
        return nil
      }
      return page
    }
  }

  package func statement(of date: BusinessDate, after cursor: TraceInfo?) async -> BankAnswer<StatementPage> {
    await ask(.statement(date, cursor)) { content in
      guard case .statement(let page) = content, page.date == date else { return nil }
      return page
    }
  }

  package func holder(of account: AccountNumber, info: HolderInfo?) async -> BankAnswer<AccountHolder> {
    let request = VerificationRequest(
      stamp: MessageStamp(world: world), bank: bank.code, account: account, info: info)
    switch await exchange(request) {
    case .failure(let reason): return .unknown(reason.why)
    case .success(let document):
      guard let report = try? VerificationReport(document: document), report.original.id == request.stamp.id,
        report.bank == bank.code
      else { return refused(document, request.stamp.id) }
      switch report.outcome {
      case .holds(let holder, account): return .confirmed(holder)
      case .holds: return .unknown(.unreadable)
      case .refused(let code): return .refused(refusal(code, code.korean))
      }
    }
  }

  private func ask<Value>(
    _ subject: ReportRequest.Subject, _ value: (AccountReport.Content) -> Value?
  ) async -> BankAnswer<Value> {
    let request = ReportRequest(stamp: MessageStamp(world: world), bank: bank.code, subject: subject)
    switch await exchange(request) {
    case .failure(let reason): return .unknown(reason.why)
    case .success(let document):
      guard let report = report(document), report.query == request.stamp.id, report.bank == bank.code else {
        return refused(document, request.stamp.id)
      }
      return value(report.content).map { .confirmed($0) } ?? .unknown(.unreadable)
    }
  }

  /// A camt.052, or a camt.053 as the one that it would have been while the day lasted.
  private func report(_ document: XMLTree) -> AccountReport? {
    if let statement = try? DayStatement(document: document) {
      return AccountReport(
        stamp: statement.stamp, query: statement.query, bank: statement.bank, content: .statement(statement.page))
    }
    return try? AccountReport(document: document)
  }

  /// The bank's no to an inquiry: a camt.025 with its code, or an admi.002.
  private func refused<Value>(_ document: XMLTree, _ id: String) -> BankAnswer<Value> {
    if let receipt = try? Receipt(document: document), receipt.original == id {
      return .refused(refusal(receipt.code, receipt.text))
    }
    if let reject = try? MessageReject(document: document), reject.original == id {
      return .refused(refusal(.cannotProcess, reject.text))
    }
    return .unknown(.unreadable)
  }

  // MARK: The channel

  private struct NoAnswer: Error {
    let why: UnknownReason
    init(_ why: UnknownReason) { self.why = why }
  }

  /// Posts one message and reads what came back. A status other than 200 says nothing (`HTTPBankLink`). A message that breaks
  /// its own definition is not sent.
  private func exchange(_ message: some ISOMessage) async -> Result<XMLTree, NoAnswer> {
    guard let xml = try? message.validated() else { return .failure(NoAnswer(.notSent)) }
    switch await client.post(ISO20022BankLink.path, xml, as: .xml) {
    case .failed(let reason): return .failure(NoAnswer(reason))
    case .answered(let status, let body):
      guard status == 200, let document = try? XMLReader.read(body) else { return .failure(NoAnswer(.unreadable)) }
      return .success(document)
    }
  }

  private func refusal(_ code: BankResponseCode, _ message: String) -> BankRefusal {
    BankRefusal(by: bank.code, code: code, message: message)
  }
}
