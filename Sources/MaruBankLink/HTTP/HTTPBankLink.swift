import MaruContract
package import MaruDomain

/// A bank reached over HTTP with the bank-side API (`MaruContract/BankSide`).
package struct HTTPBankLink: BankLink {
  package let bank: Bank
  private let client: any BankChannel
  private let line: MovementLine?

  /// With `joinsWithin`, legs that come while others are under way go to the bank together, and wait so long at most.
  package init(bank: Bank, client: any BankChannel, joinsWithin patience: Duration? = nil) {
    self.bank = bank
    self.client = client
    line = patience.map { MovementLine(HTTPBankLink(bank: bank, client: client), patience: $0) }
  }

  package func balance(of account: AccountNumber) async -> BankAnswer<AccountBalanceAtBank> {
    await ask(BankSideBalance.self, .init(account: account)) {
      AccountBalanceAtBank(
        balance: $0.balance, available: $0.available, type: $0.type, productName: $0.productName, branch: $0.branch)
    }
  }

  package func transactions(_ query: TransactionQuery) async -> BankAnswer<TransactionPage> {
    let request = BankSideTransactions.Request(
      account: query.account, inquiryType: query.inquiryType, from: query.from, to: query.to,
      sortOrder: query.sortOrder, pageIndex: query.pageIndex, pageSize: query.pageSize, cursor: query.cursor)
    return await ask(BankSideTransactions.self, request) { page in
      TransactionPage(
        balance: page.balance, totalCount: page.totalCount,
        transactions: page.rows.map { row in
          AccountTransaction(
            at: row.at, direction: row.direction, kind: row.kind, printContent: row.printContent, amount: row.amount,
            balanceAfter: row.balanceAfter, branchName: row.branchName,
            remitter: row.remitter.map { Remitter(name: $0.name, account: $0.account) })
        },
        next: page.next)
    }
  }

  package func holder(of account: AccountNumber, info: HolderInfo?) async -> BankAnswer<AccountHolder> {
    await ask(BankSideHolder.self, .init(account: account, info: info)) {
      AccountHolder(name: $0.name, branch: $0.branch, type: $0.type)
    }
  }

  package func accounts(heldBy person: PersonIdentity) async -> BankAnswer<[HeldAccount]> {
    let request = BankSideAccounts.Request(ci: person.ci, name: person.name, birthDate: person.birthDate)
    return await ask(BankSideAccounts.self, request) { answer in
      answer.rows.map {
        HeldAccount(
          number: $0.number, holderName: $0.holderName, type: $0.type, productName: $0.productName, branch: $0.branch)
      }
    }
  }

  package func endService(_ service: AccountService, of account: AccountNumber) async -> BankAnswer<Void> {
    await ask(BankSideServiceEnd.self, .init(account: account, service: service)) { _ in () }
  }

  package func debit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> { await move(leg) }
  package func credit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> { await move(leg) }
  package func reverse(_ leg: LegOrder) async -> BankAnswer<LegReceipt> { await move(leg) }

  private func move(_ leg: LegOrder) async -> BankAnswer<LegReceipt> {
    if let line { return await line.move(leg) }
    return await alone(leg)
  }

  /// One leg in a message of its own; `waited` of its time is over already.
  func alone(_ leg: LegOrder, waited: Duration = .zero) async -> BankAnswer<LegReceipt> {
    switch leg.id.leg {
    case .debit: await ask(BankSideDebit.self, movement(leg), waited: waited) { receipt($0) }
    case .credit: await ask(BankSideCredit.self, movement(leg), waited: waited) { receipt($0) }
    case .reversal: await ask(BankSideReversal.self, movement(leg), waited: waited) { receipt($0) }
    }
  }

  /// Several legs in one message, each with its own answer in the same order; nil when the bank does not offer it. An answer that
  /// does not name each leg in its place is none.
  package func together(_ legs: [LegOrder], waited: Duration = .zero) async -> [BankAnswer<LegReceipt>]? {
    let request = BankSideTogether.Request(
      rows: legs.map { BankSideTogether.Row(leg: $0.id.leg, movement: movement($0)) })
    let json = FieldWriter.object(capacity: 256 * legs.count) { request.write(to: &$0) }
    func all(_ answer: BankAnswer<LegReceipt>) -> [BankAnswer<LegReceipt>] { legs.map { _ in answer } }
    switch await client.post(BankSideTogether.path, json, as: .json, waited: waited) {
    case .failed(let reason): return all(.unknown(reason))
    case .answered(404, _): return nil
    case .answered(let status, let body):
      guard status == 200, let reply = try? BankSideReply<BankSideTogether.Answer>(json: body) else {
        return all(.unknown(.unreadable))
      }
      guard let results = reply.body?.rows else {
        return all(.refused(BankRefusal(by: bank.code, code: reply.code, message: reply.message)))
      }
      guard results.count == legs.count else { return all(.unknown(.unreadable)) }
      return zip(legs, results).map { leg, result in
        guard result.bankTransactionID == leg.id.bankTransactionID, result.leg == leg.id.leg else {
          return .unknown(.unreadable)
        }
        if let found = result.receipt { return .confirmed(receipt(found)) }
        return .refused(BankRefusal(by: bank.code, code: result.code, message: result.message))
      }
    }
  }

  package func status(of leg: LegID) async -> BankAnswer<LegStatus> {
    let request = BankSideStatus.Request(bankTransactionID: leg.bankTransactionID, date: leg.date, leg: leg.leg)
    return await ask(BankSideStatus.self, request) { answer in
      if let found = answer.receipt { return .done(receipt(found)) }
      if answer.code == .originalNotFound { return .notFound }
      return .refused(BankRefusal(by: bank.code, code: answer.code, message: answer.message))
    }
  }

  package func statement(of date: BusinessDate, after cursor: TraceInfo?) async -> BankAnswer<StatementPage> {
    await statement(of: date, after: cursor, atMost: StatementPage.size)
  }

  /// As ``statement(of:after:)``, with at most `pageSize` lines.
  package func statement(
    of date: BusinessDate, after cursor: TraceInfo?, atMost pageSize: Int
  ) async -> BankAnswer<StatementPage> {
    let request = BankSideStatement.Request(date: date, pageSize: pageSize, cursor: cursor)
    return await ask(BankSideStatement.self, request) { page in
      StatementPage(
        date: page.date, isClosed: page.isClosed, lineCount: page.lineCount,
        lines: page.rows.map { row in
          StatementLine(
            id: LegID(bankTransactionID: row.bankTransactionID, date: row.date, leg: row.leg), account: row.account,
            amount: row.amount, code: row.code, bookedAt: row.bookedAt)
        },
        next: page.next)
    }
  }

  package func health() async -> BankAnswer<BankStatusCode> {
    await ask(BankSideHealth.self, .init()) { $0.status }
  }

  /// Posts one operation and turns what came back into one of the three answers. A server's own trouble (a status other
  /// than 200) says nothing about the money, so it is `unknown`, never a refusal.
  private func ask<Operation: BankSideOperation, Value: Sendable>(
    _ operation: Operation.Type, _ request: Operation.Request, waited: Duration = .zero,
    _ value: (Operation.Answer) -> Value
  ) async -> BankAnswer<Value> {
    let json = FieldWriter.object(capacity: 256) { request.write(to: &$0) }
    switch await client.post(operation.path, json, as: .json, waited: waited) {
    case .failed(let reason): return .unknown(reason)
    case .answered(let status, let body):
      guard status == 200, let reply = try? BankSideReply<Operation.Answer>(json: body) else {
        return .unknown(.unreadable)
      }
      guard reply.code == .accepted else {
        return .refused(BankRefusal(by: bank.code, code: reply.code, message: reply.message))
      }
      guard let answer = reply.body else { return .unknown(.unreadable) }
      return .confirmed(value(answer))
    }
  }

  private func movement(_ leg: LegOrder) -> BankSideMovement {
    BankSideMovement(
      bankTransactionID: leg.id.bankTransactionID, date: leg.id.date, account: leg.account, amount: leg.amount,
      expectedHolder: leg.expectedHolder, printContent: leg.printContent,
      counterparty: leg.counterparty.map { BankSideParty(name: $0.name, account: $0.account) })
  }

  private func receipt(_ found: BankSideReceipt) -> LegReceipt {
    LegReceipt(holderName: found.holderName, branch: found.branch)
  }
}
