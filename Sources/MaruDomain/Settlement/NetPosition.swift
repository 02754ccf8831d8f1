/// What one account of the book owes or is owed over a settlement day, in won.
public struct NetPosition: Sendable, Hashable {
  /// The account.
  public let account: LedgerAccount
  /// Sum of its debit sides: for a bank, money that it took from payers and owes the centre.
  public let debits: Int64
  /// Sum of its credit sides: for a bank, money that it gave to payees and that the centre owes it.
  public let credits: Int64

  /// The sums of `account` over a day.
  public init(account: LedgerAccount, debits: Int64, credits: Int64) {
    self.account = account
    self.debits = debits
    self.credits = credits
  }

  /// Credits less debits: above zero the account receives, below zero it pays.
  public var net: Int64 { credits - debits }
}

/// One payment that settles a day: a bank pays the centre, or the centre pays a bank.
public struct NetPayment: Sendable, Hashable {
  /// Who pays.
  public enum Side: String, Sendable {
    /// The bank took more than it gave.
    case bankPays = "pays"
    /// The bank gave more than it took.
    case bankReceives = "receives"
  }
  /// The bank.
  public let bank: BankCode
  /// Which way.
  public let side: Side
  /// In won, more than 0.
  public let amount: Int64

  /// A payment of a bank.
  public init(bank: BankCode, side: Side, amount: Int64) {
    self.bank = bank
    self.side = side
    self.amount = amount
  }
}

/// The multilateral netting of a settlement day (다자간 차감정산).
public struct Netting: Sendable, Hashable {
  /// Every account that moved, in order of its stored name.
  public let positions: [NetPosition]

  /// Nets the positions of a day; they sum to zero, because entries do.
  public init(positions: [NetPosition]) {
    self.positions = positions.sorted { $0.account.description < $1.account.description }
  }

  /// One payment for each bank whose position is not zero, in bank order.
  public var payments: [NetPayment] {
    positions.compactMap { position in
      guard case .clearing(let bank) = position.account, position.net != 0 else { return nil }
      return NetPayment(
        bank: bank, side: position.net < 0 ? .bankPays : .bankReceives, amount: abs(position.net))
    }
  }

  /// Debited from payers and not yet given to a payee or back when the day ended: the unsettled remainder that the centre
  /// keeps for the next day. Below zero when more of an earlier day's remainder was given out than was newly taken.
  public var held: Int64 {
    positions.reduce(0) { sum, position in
      if case .organisation = position.account { return sum + position.net }
      return sum
    }
  }

  /// Sum of all positions; zero in a sound book.
  public var sum: Int64 { positions.reduce(0) { $0 + $1.net } }
}
