import MaruDomain

/// Journal entries in their order, with what they add to the balances.
package struct Booking: Sendable {
  /// What an account's balance gains.
  struct Sum: Sendable {
    let account: String
    /// In won.
    var debits: Int64
    /// In won.
    var credits: Int64
  }

  /// One array of column values an entry.
  private(set) var entries: [[SQLValue]] = []
  /// Each account once, for one statement may touch a row only once (PostgreSQL).
  private(set) var sums: [Sum] = []

  mutating func add(_ entry: [SQLValue], debit: String, credit: String, amount: Won) {
    entries.append(entry)
    move(Sum(account: debit, debits: amount.amount, credits: 0))
    move(Sum(account: credit, debits: 0, credits: amount.amount))
  }

  /// Adds what is booked behind it.
  mutating func append(_ other: Booking) {
    entries += other.entries
    other.sums.forEach { move($0) }
  }

  private mutating func move(_ sum: Sum) {
    guard let index = sums.firstIndex(where: { $0.account == sum.account }) else { return sums.append(sum) }
    sums[index].debits += sum.debits
    sums[index].credits += sum.credits
  }
}
