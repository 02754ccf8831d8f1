import MaruBankLink
import MaruDomain
import MaruStore

/// One debit, credit or reversal in a bank's books: checked, applied and remembered in one unit of work.
struct LegPosting: Sendable {
  let leg: LegOrder
  let bank: Bank
  let at: DateTime
  /// The bank's mood of the moment: a refusal whatever the account says.
  let refusal: BankResponseCode?

  /// Posts the leg, or returns what was answered when it came first. The same id with another account or amount is a mistake
  /// of the asker: it is refused with 822, moves nothing and leaves the first answer as it is.
  func post(in session: any SQLSession) throws -> BankLegRecord {
    let look = try BankLegLook(
      leg.id.description, of: BankAccount(bank: bank.code, number: leg.account), on: at.date, in: session)
    if let known = look.known {
      return known.number == leg.account && known.amount == leg.amount
        ? known : record(.transactionIDReused, nil, known.place)
    }
    let (place, account) = (look.place, look.account)
    let answer: BankLegRecord
    if let account, let code = try refusalCode(account, in: session) {
      answer = record(code, account, place)
    } else if var account {
      try apply(to: &account, in: session)
      answer = record(.accepted, account, place)
    } else {
      answer = record(refusal ?? .noSuchAccount, nil, place)
    }
    try BankLegTable.insert(answer, in: session)
    return answer
  }

  private func record(
    _ code: BankResponseCode, _ account: BankLedgerAccount?, _ place: StatementPlace
  ) -> BankLegRecord {
    let mover = code == .accepted ? account : nil
    return BankLegRecord(
      bank: bank.code, id: leg.id.description, number: leg.account, accountID: account?.id, amount: leg.amount,
      code: code, message: code.korean, holderName: mover?.holderName, branch: mover?.branch, place: place,
      bookedAt: at,
      sequence: mover?.sequence)
  }

  /// Why the account cannot be moved; nil when it can.
  private func refusalCode(_ account: BankLedgerAccount, in session: any SQLSession) throws -> BankResponseCode? {
    if let refusal { return refusal }
    switch leg.id.leg {
    case .debit:
      switch account.state {
      case .closed: return .accountClosed
      case .suspended: return .accountSuspended
      case .noDebit: return .cannotDebit
      case .normal, .noDeposit: return account.balance.amount < leg.amount.amount ? .balanceTooLow : nil
      }
    case .credit:
      switch account.state {
      case .closed: return .accountClosed
      case .suspended: return .accountSuspended
      case .noDeposit: return .protectedAccount
      case .normal, .noDebit: break
      }
      if let expected = leg.expectedHolder, !expected.matches(account.holderName) { return .holderNameDiffers }
      // Refused, not left without an answer: what the account cannot hold now it could not hold at the next try either.
      return SignedWon(account.balance.amount + leg.amount.amount) == nil ? .cannotProcess : nil
    case .reversal:
      // A reversal is the bank's own duty: whatever became of the account, the payer gets the money back.
      let debit = leg.id.sibling(.debit)
      guard let original = try BankLegTable.find(debit.description, at: bank.code, in: session),
        original.code == .accepted,
        original.accountID == account.id, original.amount == leg.amount
      else { return .originalNotFound }
      return nil
    }
  }

  private func apply(to account: inout BankLedgerAccount, in session: any SQLSession) throws {
    let direction: Direction = leg.id.leg == .debit ? .outgoing : .incoming
    let signed = direction == .incoming ? leg.amount.amount : -leg.amount.amount
    guard let balance = SignedWon(account.balance.amount + signed) else {
      throw StoreError.damaged("balance of an account at \(bank.code) beyond twelve digits")
    }
    account.balance = balance
    account.sequence += 1
    if direction == .incoming { account.incoming += 1 }
    // A clock that was set back must not break the order of the history.
    account.lastAt = max(account.lastAt, at)
    try BankAccountTable.move(account, in: session)
    try BankTransactionTable.append(
      BankLedgerTransaction(
        accountID: account.id, at: account.lastAt, sequence: account.sequence, incoming: account.incoming,
        direction: direction, kind: leg.id.leg == .reversal ? "취소" : "대체",
        printContent: leg.printContent?.text ?? leg.counterparty?.name.text ?? "", amount: leg.amount,
        balanceAfter: balance, branchName: account.branchName,
        remitterName: direction == .incoming ? leg.counterparty?.name : nil,
        remitterAccount: direction == .incoming ? leg.counterparty?.account : nil, leg: leg.id.description),
      in: session)
  }
}
