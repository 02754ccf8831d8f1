import MaruBankLink
import MaruDomain
import MaruStore

/// The banks' side of a filled store: each leg answered, each account's history and balance moved by it.
struct FilledBanks: Sendable {
  private static let batch = 2_000
  let plan: FillPlan
  let store: SQLiteStore

  func fill() async throws {
    var accounts = plan.payers.map(\.account) + [plan.payee]
    var statements = FilledStatements()
    for start in stride(from: 0, to: plan.count, by: Self.batch) {
      let numbers = start..<min(start + Self.batch, plan.count)
      var lines: [BankLedgerTransaction] = []
      var legs: [BankLegRecord] = []
      for number in numbers {
        let order = plan.order(number)
        for leg in plan.legs(number) {
          let account = leg == .debit ? number % plan.payers.count : accounts.count - 1
          try move(&accounts[account], leg, order, &lines, &legs, &statements)
        }
      }
      let (newLines, newLegs, moved) = (lines, legs, accounts)
      try await store.write { session in
        for leg in newLegs { try BankLegTable.insert(leg, in: session) }
        try BankTransactionTable.append(newLines, in: session)
        for account in moved { try BankAccountTable.move(account, in: session) }
      }
    }
  }

  private func move(
    _ account: inout BankLedgerAccount, _ leg: TransferLeg, _ order: TransferOrder,
    _ lines: inout [BankLedgerTransaction], _ legs: inout [BankLegRecord], _ statements: inout FilledStatements
  ) throws {
    let direction: Direction = leg == .debit ? .outgoing : .incoming
    let other = leg == .debit ? order.payee : order.payer
    let signed = direction == .incoming ? order.amount.amount : -order.amount.amount
    guard let balance = SignedWon(account.balance.amount + signed) else {
      throw BenchFailure("the filled balance has more digits than a bank keeps")
    }
    account.balance = balance
    account.sequence += 1
    if direction == .incoming { account.incoming += 1 }
    account.lastAt = order.requestedAt
    let id = LegID(leg, of: order)
    lines.append(
      BankLedgerTransaction(
        accountID: account.id, at: account.lastAt, sequence: account.sequence, incoming: account.incoming,
        direction: direction, kind: "대체", printContent: "마루상점", amount: order.amount, balanceAfter: balance,
        branchName: account.branchName, remitterName: direction == .incoming ? other.holderName : nil,
        remitterAccount: direction == .incoming ? other.account : nil, leg: id.description))
    legs.append(
      BankLegRecord(
        bank: account.account.bank, id: id.description, number: account.account.number, accountID: account.id,
        amount: order.amount, code: .accepted, message: "", holderName: account.holderName, branch: account.branch,
        place: statements.next(account.account.bank, order.bankTransactionDate), bookedAt: account.lastAt,
        sequence: account.sequence))
  }
}

/// The next line of each bank's statement of each day.
private struct FilledStatements {
  private struct Day: Hashable {
    let bank: BankCode
    let date: BusinessDate
  }
  private var lines: [Day: Int64] = [:]

  mutating func next(_ bank: BankCode, _ date: BusinessDate) -> StatementPlace {
    let line = lines[Day(bank: bank, date: date), default: 0] + 1
    lines[Day(bank: bank, date: date)] = line
    return StatementPlace(date: date, line: line)
  }
}
