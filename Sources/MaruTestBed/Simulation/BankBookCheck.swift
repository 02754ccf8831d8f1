import MaruBankLink
import MaruDomain
import MaruStore

/// Proves a simulated bank's book from its own lines, and collects what it answered to every leg.
struct BankBookCheck {
  let disk: SimulatedDisk
  let bank: BankCode

  /// One leg that the bank answered.
  struct Leg {
    let bank: BankCode
    let record: BankLegRecord
    var isAccepted: Bool { record.code == .accepted }
  }

  /// The bank's legs by id; what is wrong is appended to `wrong`.
  func run(_ wrong: inout [String]) throws -> [String: Leg] {
    let store = DirectStore(disk)
    let (accounts, legs) = try store.readNow { session in
      (try BankAccountTable.page(after: 0, atMost: .max, in: session), try BankLegTable.all(in: session))
    }
    var moved: [Int64: Int64] = [:]
    for leg in legs where leg.code == .accepted {
      guard let account = leg.accountID else { continue }
      moved[account, default: 0] += leg.id.contains("-D") ? -leg.amount.amount : leg.amount.amount
    }
    for account in accounts {
      let lines = try store.readNow { try BankTransactionTable.all(of: account.id, in: $0) }
      var balance = account.openingBalance.amount
      for (index, line) in lines.enumerated() {
        balance += line.direction == .incoming ? line.amount.amount : -line.amount.amount
        if line.balanceAfter.amount != balance || line.sequence != Int64(index + 1) {
          wrong.append(
            "bank \(bank): line \(line.sequence) of account \(account.id) does not follow from the one before")
          break
        }
        if balance < 0 { wrong.append("bank \(bank): account \(account.id) was overdrawn") }
      }
      if balance != account.balance.amount || balance != account.openingBalance.amount + (moved[account.id] ?? 0) {
        wrong.append(
          "bank \(bank): account \(account.id) holds \(account.balance), its lines say \(balance), its legs \(account.openingBalance.amount + (moved[account.id] ?? 0))"
        )
      }
    }
    return Dictionary(legs.map { ($0.id, Leg(bank: bank, record: $0)) }, uniquingKeysWith: { first, _ in first })
  }
}
