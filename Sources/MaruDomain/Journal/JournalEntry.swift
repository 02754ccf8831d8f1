/// An account of the hub's own books.
public enum LedgerAccount: Sendable, Hashable, CustomStringConvertible {
  /// What a bank owes the hub (debit) or the hub owes the bank (credit): its clearing position.
  case clearing(BankCode)
  /// Money taken from a payer and not yet given to a payee, held for the organisation that ordered it.
  case organisation(OrganisationCode)

  /// `bank:004`, `org:M202600001`: the stored name.
  public var description: String {
    switch self {
    case .clearing(let bank): "bank:\(bank.text)"
    case .organisation(let organisation): "org:\(organisation.text)"
    }
  }

  /// Reads a stored name; nil for any other text.
  public init?(_ text: String) {
    if text.hasPrefix("bank:"), let bank = BankCode(String(text.dropFirst(5))) {
      self = .clearing(bank)
    } else if text.hasPrefix("org:"), let organisation = OrganisationCode(String(text.dropFirst(4))) {
      self = .organisation(organisation)
    } else {
      return nil
    }
  }
}

/// Which bank answer an entry books.
public enum TransferLeg: String, Sendable, CaseIterable {
  /// The payer's bank took the money.
  case debit = "D"
  /// The payee's bank gave the money.
  case credit = "C"
  /// The payer's bank gave the money back.
  case reversal = "R"
}

/// One double entry: the same amount on the debit side of one account and the credit side of another.
///
/// Balanced by construction: there is no way to make one side alone, so the journal's sum is always zero.
public struct JournalEntry: Sendable, Hashable {
  /// ``TransferOrder/id`` of the order that it books.
  public let transferID: Int64
  /// Which bank answer it books.
  public let leg: TransferLeg
  /// The debit side (차변).
  public let debit: LedgerAccount
  /// The credit side (대변).
  public let credit: LedgerAccount
  /// In won, the same on both sides.
  public let amount: Won

  /// The entry that books a bank's confirmation of one leg of `order`.
  public init(booking leg: TransferLeg, of order: TransferOrder) {
    transferID = order.id
    self.leg = leg
    amount = order.amount
    let held = LedgerAccount.organisation(order.organisation)
    switch leg {
    case .debit: (debit, credit) = (.clearing(order.payer.account.bank), held)
    case .credit: (debit, credit) = (held, .clearing(order.payee.account.bank))
    case .reversal: (debit, credit) = (held, .clearing(order.payer.account.bank))
    }
  }

  /// Reads a stored entry.
  public init(transferID: Int64, leg: TransferLeg, debit: LedgerAccount, credit: LedgerAccount, amount: Won) {
    self.transferID = transferID
    self.leg = leg
    self.debit = debit
    self.credit = credit
    self.amount = amount
  }
}
