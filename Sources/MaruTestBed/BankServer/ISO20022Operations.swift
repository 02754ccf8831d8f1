import MaruBankLink
import MaruDomain

/// A simulated bank's answers to ISO 20022 messages (`docs/ISO20022.md`), from the same books as the bank-side API.
struct ISO20022Operations: Sendable {
  private let bank: SimulatedBank
  init(_ bank: SimulatedBank) { self.bank = bank }

  /// What the bank answers to one document: another document, or nothing.
  func answer(_ body: [UInt8]) async -> BankOutcome {
    let document: XMLTree
    do {
      document = try XMLReader.read(body)
    } catch {
      return .message(MessageReject(original: nil, text: "\(error)"))
    }
    do {
      return try await answer(document)
    } catch let problem as MessageProblem {
      return .message(MessageReject(original: Self.messageID(of: document), text: problem.description))
    } catch {
      return .silent(.unreadable)
    }
  }

  private func answer(_ document: XMLTree) async throws -> BankOutcome {
    switch document.namespace {
    case DirectDebit.namespace: return try await move(DirectDebit.self, document) { await bank.debit($0) }
    case CreditTransfer.namespace: return try await move(CreditTransfer.self, document) { await bank.credit($0) }
    case PaymentReversal.namespace: return try await move(PaymentReversal.self, document) { await bank.reverse($0) }
    case StatusRequest.namespace: return await status(try StatusRequest(document: document))
    case ReportRequest.namespace:
      let message = try ReportRequest(document: document)
      try isOurs(message.bank)
      return await report(message)
    case VerificationRequest.namespace:
      let message = try VerificationRequest(document: document)
      try isOurs(message.bank)
      return await holder(message)
    default: throw MessageProblem("Document", "no message that this bank answers")
    }
  }

  private func isOurs(_ asked: BankCode) throws {
    guard asked == bank.bank.code else { throw MessageProblem("Document", "the message is for another bank") }
  }

  /// `MsgId`, wherever the message has it, as far as an answer can name it.
  private static func messageID(of document: XMLTree) -> String? {
    let found = document.children.first?.children.first?.children.first { $0.name == "MsgId" }?.text
    return found.flatMap { (1...35).contains($0.unicodeScalars.count) ? $0 : nil }
  }

  private var stamp: MessageStamp { MessageStamp(world: bank.world) }

  private func move<Movement: ISOMovement>(
    _: Movement.Type, _ document: XMLTree, by carryOut: (LegOrder) async -> BankAnswer<LegReceipt>
  ) async throws -> BankOutcome {
    let message = try Movement(document: document)
    try isOurs(message.bank)
    switch await carryOut(message.order) {
    case .confirmed(let receipt): return said(.done(receipt), message.order.id, message, message.stamp)
    case .refused(let refusal):
      return said(.other(refusal.code, refusal.message), message.order.id, message, message.stamp)
    case .unknown(let reason): return .silent(reason)
    }
  }

  private func status(_ request: StatusRequest) async -> BankOutcome {
    switch await bank.status(of: request.leg) {
    case .confirmed(.done(let receipt)): said(.done(receipt), request.leg, request, request.stamp)
    case .confirmed(.refused(let refusal)):
      said(.other(refusal.code, refusal.message), request.leg, request, request.stamp)
    case .confirmed(.notFound):
      said(
        .other(.originalNotFound, BankResponseCode.originalNotFound.korean), request.leg, request, request.stamp)
    // The bank cannot say; it has not said no.
    case .refused(let refusal): said(.other(.inProgress, refusal.message), request.leg, request, request.stamp)
    case .unknown(let reason): .silent(reason)
    }
  }

  private func said(
    _ outcome: StatusReport.Outcome, _ leg: LegID, _ message: some ISOMessage, _ asked: MessageStamp
  ) -> BankOutcome {
    .message(
      StatusReport(
        stamp: stamp, answering: asked.id, type(of: message).identifier, leg: leg, bank: bank.bank.code,
        outcome: outcome))
  }

  private func report(_ request: ReportRequest) async -> BankOutcome {
    switch request.subject {
    case .balance(let account):
      return reported(await bank.balance(of: account), request) { .balance($0, account) }
    case .history(let query):
      return reported(await bank.transactions(query), request) { .history($0, query.account) }
    case .statement(let date, let cursor):
      let answer = await bank.statement(of: date, after: cursor)
      // The statement of a day that is over is a camt.053.
      if case .confirmed(let page) = answer, page.isClosed {
        return .message(DayStatement(stamp: stamp, query: request.stamp.id, bank: bank.bank.code, page: page))
      }
      return reported(answer, request) { .statement($0) }
    }
  }

  private func reported<Value>(
    _ answer: BankAnswer<Value>, _ request: ReportRequest, _ content: (Value) -> AccountReport.Content
  ) -> BankOutcome {
    switch answer {
    case .confirmed(let value):
      .message(AccountReport(stamp: stamp, query: request.stamp.id, bank: bank.bank.code, content: content(value)))
    case .refused(let refusal):
      .message(Receipt(stamp: stamp, original: request.stamp.id, code: refusal.code, text: refusal.message))
    case .unknown(let reason): .silent(reason)
    }
  }

  private func holder(_ request: VerificationRequest) async -> BankOutcome {
    let outcome: VerificationReport.Outcome
    switch await bank.holder(of: request.account, info: request.info) {
    case .confirmed(let holder): outcome = .holds(holder, request.account)
    case .refused(let refusal): outcome = .refused(refusal.code)
    case .unknown(let reason): return .silent(reason)
    }
    return .message(VerificationReport(stamp: stamp, bank: bank.bank.code, original: request.stamp, outcome: outcome))
  }
}

extension BankOutcome {
  /// A message, if it keeps its own definition; else nothing is said.
  fileprivate static func message(_ message: some ISOMessage) -> BankOutcome {
    guard let xml = try? message.validated() else { return .silent(.unreadable) }
    return .answered(xml)
  }
}
