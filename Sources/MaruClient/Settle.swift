public import MaruContract
public import MaruDomain

/// One transfer whose fate is asked for: by its `bank_tran_id` where an answer gave one, else by what was ordered.
public struct TransferInquiry: Sendable, Hashable {
  /// How the order named the account.
  public enum Account: Sendable, Hashable {
    /// By `fintech_use_num`.
    case fintechUseNumber(FintechUseNumber)
    /// By bank and number.
    case number(BankAccount)
  }
  /// Withdraw or deposit.
  public let type: CheckType
  /// The user's account of a withdraw, the receiver's of a deposit.
  public let account: Account
  /// In won.
  public let amount: Won
  /// `tran_dtime` of the order.
  public let requestedAt: DateTime
  /// `bank_tran_id` and its day, where an answer came.
  public let bankTransaction: BankTransaction?

  /// A bank leg as the hub named it.
  public struct BankTransaction: Sendable, Hashable {
    /// `bank_tran_id`.
    public let id: BankTransactionID
    /// `bank_tran_date`.
    public let date: BusinessDate
  }

  /// A withdraw; `answer` is the bank block that came with it, if any.
  public init(withdraw request: TransferWithdraw.Request, answer: BankBlock? = nil) {
    self.init(
      .withdraw, .fintechUseNumber(request.fintechUseNumber), request.amount, request.requestedAt, answer)
  }

  /// A row of a deposit to fintech numbers.
  public init(deposit row: TransferDeposit.Row, of request: TransferDeposit.Request, answer: BankBlock? = nil) {
    self.init(.deposit, .fintechUseNumber(row.fintechUseNumber), row.amount, request.requestedAt, answer)
  }

  /// A row of a deposit to account numbers.
  public init(deposit2 row: TransferDeposit2.Row, of request: TransferDeposit2.Request, answer: BankBlock? = nil) {
    let account = BankAccount(bank: row.bankCode, number: row.accountNumber)
    self.init(.deposit, .number(account), row.amount, request.requestedAt, answer)
  }

  private init(
    _ type: CheckType, _ account: Account, _ amount: Won, _ requestedAt: DateTime, _ answer: BankBlock?
  ) {
    self.type = type
    self.account = account
    self.amount = amount
    self.requestedAt = requestedAt
    if let id = answer?.bankTransactionID, let date = answer?.date {
      bankTransaction = BankTransaction(id: id, date: date)
    } else {
      bankTransaction = nil
    }
  }
}

extension MaruClient {
  /// What became of a transfer now: one question to `transfer/result`, or `transfer/recheck` without a `bank_tran_id`.
  public func outcome(of transfer: TransferInquiry) async throws(MaruError) -> TransferOutcome {
    let rows: [TransferResultRow]
    if let leg = transfer.bankTransaction {
      let row = TransferResult.Row(number: 1, bankTransactionID: leg.id, date: leg.date, amount: transfer.amount)
      rows = try await transferResult(transfer.type, [row]).body.rows
    } else {
      rows = try await transferRecheck(transfer.type, [recheckRow(transfer)]).body.rows
    }
    return rows.first?.bank.outcome ?? .unknown
  }

  /// Asks until the outcome is final, at most `attempts` times, waiting 1, 2, 4 … 30 seconds in between.
  ///
  /// Returns ``TransferOutcome/unknown`` when it still is after the last question: ask again later, never repeat the transfer.
  /// A question without an answer counts as one; a refusal of the question itself is thrown.
  public func settle(_ transfer: TransferInquiry, atMost attempts: Int = 10) async throws(MaruError) -> TransferOutcome
  {
    var wait = Duration.seconds(1)
    for attempt in 1...max(1, attempts) {
      do {
        let outcome = try await outcome(of: transfer)
        if outcome.isFinal { return outcome }
      } catch {
        guard error.failure.code.map(\.mayResolveItself) ?? true else { throw error }
      }
      guard attempt < attempts else { break }
      do { try await settings.sleep(wait) } catch { break }
      wait = min(wait * 2, .seconds(30))
    }
    return .unknown
  }

  private func recheckRow(_ transfer: TransferInquiry) -> TransferRecheck.Row {
    switch transfer.account {
    case .fintechUseNumber(let number):
      TransferRecheck.Row(
        number: 1, requestedAt: transfer.requestedAt, form: .fintechUseNumber, fintechUseNumber: number,
        amount: transfer.amount)
    case .number(let account):
      TransferRecheck.Row(
        number: 1, requestedAt: transfer.requestedAt, form: .accountNumber, bankCode: account.bank,
        accountNumber: account.number, amount: transfer.amount)
    }
  }
}
