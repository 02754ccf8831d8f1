import MaruDomain
import MaruStore

/// Invents months of plausible history for an account: salary, cards, cash, transfers, bills. Every line's balance follows
/// from the line before.
struct HistoryMaker {
  private static let months: Int64 = 6
  private static let shops = ["씨유편의점", "이마트", "스타벅스", "쿠팡", "배달의민족", "지에스25", "올리브영", "교보문고", "다이소", "김밥천국"]
  private static let employers = ["(주)한빛소프트", "대한상사", "미래전자(주)", "서울시설공단", "(주)푸른식품"]
  private static let bills = ["한국전력", "도시가스", "SKT통신요금", "국민건강보험", "관리비"]

  private var random: SeededRandom
  private let today: BusinessDate
  /// Whose transfers may show up, with their accounts.
  private let others: [BankLedgerAccount]

  init(seed: UInt64, account: BankLedgerAccount, today: BusinessDate, others: [BankLedgerAccount]) {
    random = SeededRandom(seed: seed, purpose: "history \(account.account.bank.text) \(account.account.number.text)")
    self.today = today
    self.others = others
  }

  /// The history up to yesterday, and the account as it is after it.
  mutating func make(for account: BankLedgerAccount) -> (BankLedgerAccount, [BankLedgerTransaction]) {
    var account = account
    var lines: [BankLedgerTransaction] = []
    let employer = random.one(of: Self.employers)
    let salary = random.number(22...65) * 100_000
    let isWageAccount = account.type == .demand && account.openingBalance.amount >= 100_000
    for offset in -30 * Self.months..<0 {
      let day = today.adding(days: offset)
      for movement in movements(on: day, employer: isWageAccount ? employer : nil, salary: salary) {
        post(movement, on: day, to: &account, &lines)
      }
    }
    return (account, lines)
  }

  private struct Movement {
    let second: Int64
    let direction: Direction
    let kind: String
    let text: String
    let amount: Int64
    var remitter: BankLedgerAccount?
  }

  private mutating func movements(on day: BusinessDate, employer: String?, salary: Int64) -> [Movement] {
    var found: [Movement] = []
    if let employer, day.parts.day == 25 {
      found.append(Movement(second: 32_400, direction: .incoming, kind: "급여", text: employer, amount: salary))
    }
    if employer != nil, random.chance(35) {
      found.append(
        Movement(
          second: random.number(36_000...79_000), direction: .outgoing, kind: "카드", text: random.one(of: Self.shops),
          amount: random.number(12...900) * 100))
    }
    if day.parts.day == 5 {
      found.append(
        Movement(
          second: random.number(28_800...32_000), direction: .outgoing, kind: "대체", text: random.one(of: Self.bills),
          amount: random.number(150...1_600) * 100))
    }
    if random.chance(5) {
      found.append(
        Movement(
          second: random.number(36_000...70_000), direction: .outgoing, kind: "현금", text: "ATM출금",
          amount: random.number(1...30) * 10_000))
    }
    if random.chance(9), !others.isEmpty {
      let other = random.one(of: others)
      found.append(
        Movement(
          second: random.number(33_000...80_000), direction: .incoming, kind: "타행환", text: other.holderName.text,
          amount: random.number(5...300) * 1_000, remitter: other))
    }
    return found.sorted { $0.second < $1.second }
  }

  private func post(
    _ movement: Movement, on day: BusinessDate, to account: inout BankLedgerAccount,
    _ lines: inout [BankLedgerTransaction]
  ) {
    let signed = movement.direction == .incoming ? movement.amount : -movement.amount
    // Nobody overdraws: what the balance does not cover did not happen.
    guard let at = DateTime(date: day, secondOfDay: movement.second), let amount = Won(movement.amount),
      account.balance.amount + signed >= 0, let balance = SignedWon(account.balance.amount + signed)
    else { return }
    account.balance = balance
    account.sequence += 1
    if movement.direction == .incoming { account.incoming += 1 }
    account.lastAt = max(account.lastAt, at)
    lines.append(
      BankLedgerTransaction(
        accountID: account.id, at: account.lastAt, sequence: account.sequence, incoming: account.incoming,
        direction: movement.direction, kind: movement.kind, printContent: movement.text, amount: amount,
        balanceAfter: balance, branchName: account.branchName, remitterName: movement.remitter?.holderName,
        remitterAccount: movement.remitter?.account))
  }
}
