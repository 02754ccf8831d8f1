/// One leg of a transfer as one of the two sides has it: what reconciliation compares.
public struct LegRecord: Sendable, Hashable {
  /// `bank_tran_id`.
  public let bankTransactionID: BankTransactionID
  /// `bank_tran_date`.
  public let date: BusinessDate
  /// Debit, credit or reversal.
  public let leg: TransferLeg
  /// The account at the bank.
  public let account: AccountNumber
  /// In won.
  public let amount: Won
  /// Whether the money moved.
  public let isDone: Bool

  /// A leg.
  public init(
    bankTransactionID: BankTransactionID, date: BusinessDate, leg: TransferLeg, account: AccountNumber, amount: Won,
    isDone: Bool
  ) {
    self.bankTransactionID = bankTransactionID
    self.date = date
    self.leg = leg
    self.account = account
    self.amount = amount
    self.isDone = isDone
  }

  /// What makes it the same leg on both sides.
  public var key: String { "\(date.wire)-\(bankTransactionID.text)-\(leg.rawValue)" }
}

/// A difference between the hub's book and a bank's statement (불일치).
public struct ReconciliationBreak: Sendable, Hashable {
  /// What differs.
  public enum Kind: String, Sendable, CaseIterable {
    /// The hub booked the leg, the bank does not have it.
    case missingAtBank = "missing_at_bank"
    /// The bank moved money under a leg that the hub has not booked.
    case missingAtHub = "missing_at_hub"
    /// Both have it, with different amounts or accounts.
    case amountDiffers = "amount_differs"
    /// The hub booked the leg as done, the bank refused it.
    case statusDiffers = "status_differs"
  }

  /// What differs.
  public let kind: Kind
  /// The hub's side; nil where it has none.
  public let hub: LegRecord?
  /// The bank's side; nil where it has none.
  public let bank: LegRecord?

  /// A difference; one of the sides at least is there.
  public init(kind: Kind, hub: LegRecord?, bank: LegRecord?) {
    self.kind = kind
    self.hub = hub
    self.bank = bank
  }

  /// The leg that it is about.
  public var key: String { hub?.key ?? bank?.key ?? "" }
}

/// Compares both sides of a day, leg by leg.
public enum Reconciliation {
  /// The differences, in the order of their keys. `hub` holds what the hub booked; `bank` every line of the statement, refused
  /// ones included.
  public static func breaks(hub: [LegRecord], bank: [LegRecord]) -> [ReconciliationBreak] {
    let statement = Dictionary(bank.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let booked = Dictionary(hub.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    var found: [ReconciliationBreak] = []
    for ours in hub {
      guard let theirs = statement[ours.key] else {
        found.append(ReconciliationBreak(kind: .missingAtBank, hub: ours, bank: nil))
        continue
      }
      if !theirs.isDone {
        found.append(ReconciliationBreak(kind: .statusDiffers, hub: ours, bank: theirs))
      } else if theirs.amount != ours.amount || theirs.account != ours.account {
        found.append(ReconciliationBreak(kind: .amountDiffers, hub: ours, bank: theirs))
      }
    }
    for theirs in bank where theirs.isDone && booked[theirs.key] == nil {
      found.append(ReconciliationBreak(kind: .missingAtHub, hub: nil, bank: theirs))
    }
    return found.sorted { $0.key < $1.key }
  }
}
