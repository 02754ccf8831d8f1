import MaruBankLink
import MaruDomain
import MaruStore

/// What a simulated bank's book must be beyond what ``LedgerCheck`` proves: here only legs move money, and nobody is overdrawn.
/// Tells which legs moved money, by the lines that were written for them.
struct BankBookCheck {
  let disk: SimulatedDisk
  let bank: BankCode

  /// The legs that moved money, by id; what is wrong is appended to `wrong`.
  func run(_ wrong: inout [String]) throws -> [String: MovedLeg] {
    let store = DirectStore(disk)
    let (accounts, legs) = try store.readNow { session in
      (
        try BankAccountTable.page(after: 0, atMost: .max, in: session),
        try BankLegTable.page(at: bank, after: "", atMost: .max, in: session).filter { $0.code == .accepted }
      )
    }
    var moved: [Int64: Int64] = [:]
    for leg in legs {
      guard let account = leg.accountID else { continue }
      moved[account, default: 0] += leg.id.contains("-D") ? -leg.amount.amount : leg.amount.amount
    }
    var found: [String: MovedLeg] = [:]
    for account in accounts {
      let lines = try store.readNow { try BankTransactionTable.all(of: account.id, in: $0) }
      if lines.contains(where: { $0.balanceAfter.amount < 0 }) {
        wrong.append("bank \(bank): account \(account.id) was overdrawn")
      }
      for line in lines {
        guard let leg = line.leg else {
          wrong.append("bank \(bank): line \(line.sequence) of account \(account.id) was written for no leg")
          continue
        }
        found[leg] = MovedLeg(bank: bank, direction: line.direction, amount: line.amount)
      }
      let byLegs = account.openingBalance.amount + (moved[account.id] ?? 0)
      if account.balance.amount != byLegs {
        wrong.append("bank \(bank): account \(account.id) holds \(account.balance), its legs say \(byLegs)")
      }
    }
    return found
  }
}
