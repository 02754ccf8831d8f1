/// The life of one transfer as it can be told from what is stored: what was asked of which bank, what it said, what was booked.
/// Pure, so that every stage's story can be checked without a store.
public struct TransferLife: Sendable, Hashable {
  /// One line of the story.
  public struct Event: Sendable, Hashable {
    /// What happened.
    public enum What: Sendable, Hashable {
      /// The order came and was put on disk in its first stage.
      case ordered
      /// A leg went out to a bank; its id there is ``BankMessage/key``.
      case asked(BankMessage)
      /// The bank did it, and it was booked.
      case confirmed(BankMessage)
      /// The bank refused.
      case refused(BankMessage, BankRefusal)
      /// The bank has not said yet.
      case unanswered(BankMessage)
      /// The end.
      case ended
    }
    /// What happened.
    public let what: What
    /// When; nil where only the order of things is known, not the moment.
    public let at: Instant?
  }

  /// A leg at a bank.
  public struct BankMessage: Sendable, Hashable {
    /// What the bank is asked to do.
    public let leg: TransferLeg
    /// The bank.
    public let bank: BankCode
    /// `yyyyMMdd-bank_tran_id-leg`: what the bank knows it by.
    public let key: String
  }

  /// In their order.
  public let events: [Event]

  /// Tells the life of an order that stands in `stage` since `changedAt`, with the moments at which its legs were booked.
  public init(order: TransferOrder, stage: TransferStage, changedAt: Instant, booked: [TransferLeg: Instant]) {
    func message(_ leg: TransferLeg) -> BankMessage {
      BankMessage(
        leg: leg, bank: leg == .credit ? order.payee.account.bank : order.payer.account.bank,
        key: "\(order.bankTransactionDate.wire)-\(order.bankTransactionID.text)-\(leg.rawValue)")
    }
    let (debit, credit, reversal) = (message(.debit), message(.credit), message(.reversal))
    var events = [Event(what: .ordered, at: order.receivedAt), Event(what: .asked(debit), at: nil)]
    let debited = [
      Event(what: .confirmed(debit), at: booked[.debit]), Event(what: .asked(credit), at: nil),
    ]
    switch stage {
    case .debitSent: break
    case .debitUnknown: events.append(Event(what: .unanswered(debit), at: changedAt))
    case .rejected(let stage):
      events += [Event(what: .refused(debit, stage.because), at: changedAt), Event(what: .ended, at: changedAt)]
    case .creditSent: events += debited
    case .creditUnknown: events += debited + [Event(what: .unanswered(credit), at: changedAt)]
    case .completed:
      events +=
        debited + [
          Event(what: .confirmed(credit), at: booked[.credit]), Event(what: .ended, at: changedAt),
        ]
    case .reversalSent(let sent):
      events +=
        debited + [
          Event(what: .refused(credit, sent.because), at: changedAt), Event(what: .asked(reversal), at: nil),
        ]
    case .reversed(let stage):
      events +=
        debited + [
          Event(what: .refused(credit, stage.because), at: nil), Event(what: .asked(reversal), at: nil),
          Event(what: .confirmed(reversal), at: booked[.reversal]), Event(what: .ended, at: changedAt),
        ]
    }
    self.events = events
  }
}
