import MaruBankLink
import MaruContract
import MaruDomain

/// What became of one operation, before it is HTTP.
enum BankOutcome: Sendable {
  /// The bank's answer, as its operation writes it: done or refused.
  case answered([UInt8])
  /// There is none.
  case silent(UnknownReason)

  /// A refusal that no operation of its own made.
  static func refused(_ code: BankResponseCode, _ message: String) -> BankOutcome {
    .answered(BankSideReply<BankSideNothing>(refusedWith: code, String(message.prefix(100))).json)
  }
}

/// The operations of the bank-side API (`MaruContract/BankSide`) on a simulated bank, by path.
struct BankOperations: Sendable {
  /// Throws ``HubError`` for members that break the contract.
  typealias Operation = @Sendable ([WireValue.Member]) async throws -> BankOutcome
  let byPath: [String: Operation]

  init(_ bank: SimulatedBank) {
    byPath = Dictionary(
      uniqueKeysWithValues: Self.accounts(bank) + Self.movements(bank) + Self.bank(bank))
  }

  private static func accounts(_ bank: SimulatedBank) -> [(String, Operation)] {
    [
      on(BankSideBalance.self) {
        await bank.balance(of: $0.account)
      } answer: {
        BankSideBalance.Answer(
          balance: $0.balance, available: $0.available, type: $0.type, productName: $0.productName, branch: $0.branch)
      },
      on(BankSideTransactions.self) { request in
        guard request.pageIndex > 0, request.pageSize > 0 else { return malformed(bank, "page_index, page_size") }
        return await bank.transactions(TransactionQuery(request))
      } answer: {
        BankSideTransactions.Answer($0)
      },
      on(BankSideHolder.self) {
        await bank.holder(of: $0.account, info: $0.info)
      } answer: {
        BankSideHolder.Answer(name: $0.name, branch: $0.branch, type: $0.type)
      },
      on(BankSideAccounts.self) {
        await bank.accounts(heldBy: PersonIdentity(ci: $0.ci, name: $0.name, birthDate: $0.birthDate))
      } answer: {
        BankSideAccounts.Answer(
          rows: $0.map {
            BankSideAccounts.Row(
              number: $0.number, holderName: $0.holderName, type: $0.type, productName: $0.productName,
              branch: $0.branch)
          })
      },
      on(BankSideServiceEnd.self) {
        await bank.endService($0.service, of: $0.account)
      } answer: { _ in
        BankSideNothing()
      },
    ]
  }

  private static func movements(_ bank: SimulatedBank) -> [(String, Operation)] {
    [
      on(BankSideDebit.self) {
        await bank.debit(LegOrder($0, .debit))
      } answer: {
        BankSideReceipt($0)
      },
      on(BankSideCredit.self) {
        await bank.credit(LegOrder($0, .credit))
      } answer: {
        BankSideReceipt($0)
      },
      on(BankSideReversal.self) {
        await bank.reverse(LegOrder($0, .reversal))
      } answer: {
        BankSideReceipt($0)
      },
      on(BankSideTogether.self) { request in
        let legs = request.rows.map { LegOrder($0.movement, $0.leg) }
        return switch await bank.move(legs) {
        case .confirmed(let results): .confirmed(Array(zip(legs, results)))
        case .refused(let refusal): .refused(refusal)
        case .unknown(let reason): .unknown(reason)
        }
      } answer: { results in
        BankSideTogether.Answer(rows: results.map { BankSideTogether.Result($0, $1) })
      },
      on(BankSideStatus.self) {
        await bank.status(of: LegID(bankTransactionID: $0.bankTransactionID, date: $0.date, leg: $0.leg))
      } answer: { status in
        switch status {
        case .done(let receipt): .init(code: .accepted, message: "", receipt: BankSideReceipt(receipt))
        case .refused(let refusal): .init(code: refusal.code, message: refusal.message, receipt: nil)
        case .notFound:
          .init(code: .originalNotFound, message: BankResponseCode.originalNotFound.korean, receipt: nil)
        }
      },
    ]
  }

  private static func bank(_ bank: SimulatedBank) -> [(String, Operation)] {
    [
      on(BankSideStatement.self) { request in
        guard request.pageSize > 0 else { return malformed(bank, "page_size") }
        return await bank.statement(of: request.date, after: request.cursor, atMost: request.pageSize)
      } answer: {
        BankSideStatement.Answer($0)
      },
      on(BankSideHealth.self) { _ in
        await bank.health()
      } answer: {
        BankSideHealth.Answer(status: $0)
      },
    ]
  }

  private static func malformed<Value>(_ bank: SimulatedBank, _ field: String) -> BankAnswer<Value> {
    .refused(BankRefusal(by: bank.bank.code, code: .cannotProcess, message: "요청전문 포맷 에러 [\(field)]"))
  }

  private static func on<Asked: BankSideOperation, Value: Sendable>(
    _ operation: Asked.Type, _ ask: @escaping @Sendable (Asked.Request) async -> BankAnswer<Value>,
    answer: @escaping @Sendable (Value) -> Asked.Answer
  ) -> (String, Operation) {
    (
      Asked.path,
      { members in
        var fields = FieldReader(members)
        switch await ask(try Asked.Request(from: &fields)) {
        case .confirmed(let value): return .answered(BankSideReply(answer(value)).json)
        case .refused(let refusal): return .refused(refusal.code, refusal.message)
        case .unknown(let reason): return .silent(reason)
        }
      }
    )
  }
}

extension TransactionQuery {
  init(_ request: BankSideTransactions.Request) {
    self.init(
      account: request.account, inquiryType: request.inquiryType, from: request.from, to: request.to,
      sortOrder: request.sortOrder, pageIndex: request.pageIndex, pageSize: request.pageSize, cursor: request.cursor)
  }
}

extension BankSideTransactions.Answer {
  init(_ page: TransactionPage) {
    self.init(
      balance: page.balance, totalCount: page.totalCount, next: page.next,
      rows: page.transactions.map { line in
        BankSideTransactions.Row(
          at: line.at, direction: line.direction, kind: line.kind, printContent: line.printContent, amount: line.amount,
          balanceAfter: line.balanceAfter, branchName: line.branchName,
          remitter: line.remitter.map { BankSideParty(name: $0.name, account: $0.account) })
      })
  }
}

extension BankSideStatement.Answer {
  init(_ page: StatementPage) {
    self.init(
      date: page.date, isClosed: page.isClosed, lineCount: page.lineCount, next: page.next,
      rows: page.lines.map { line in
        BankSideStatement.Row(
          bankTransactionID: line.id.bankTransactionID, date: line.id.date, leg: line.id.leg, account: line.account,
          amount: line.amount, code: line.code, bookedAt: line.bookedAt)
      })
  }
}

extension LegOrder {
  init(_ movement: BankSideMovement, _ leg: TransferLeg) {
    self.init(
      id: LegID(bankTransactionID: movement.bankTransactionID, date: movement.date, leg: leg),
      account: movement.account, amount: movement.amount, expectedHolder: movement.expectedHolder,
      printContent: movement.printContent,
      counterparty: movement.counterparty.map { Remitter(name: $0.name, account: $0.account) })
  }
}

extension BankSideTogether.Result {
  init(_ leg: LegOrder, _ result: Result<LegReceipt, BankRefusal>) {
    self.init(
      bankTransactionID: leg.id.bankTransactionID, leg: leg.id.leg, code: .accepted, message: "", receipt: nil)
    switch result {
    case .success(let receipt): self.receipt = BankSideReceipt(receipt)
    case .failure(let refusal): (code, message) = (refusal.code, refusal.message)
    }
  }
}

extension BankSideReceipt {
  init(_ receipt: LegReceipt) { self.init(holderName: receipt.holderName, branch: receipt.branch) }
}
