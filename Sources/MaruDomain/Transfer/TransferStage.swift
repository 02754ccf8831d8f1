// The life of one transfer as a pure state machine: no I/O, no clock. Each stage is a struct whose methods are its only
// legal next stages, so an illegal transition does not compile. docs/TRANSFER-STAGES.md draws it.

/// Where a transfer stands. This is what is stored, and reading it back is an exhaustive `switch`.
public enum TransferStage: Sendable, Hashable {
  /// The order is on disk and the debit may have reached the payer's bank.
  case debitSent(DebitSent)
  /// The payer's bank did not answer: it is asked by the leg's id until it does.
  case debitUnknown(DebitUnknown)
  /// The payer was debited; the credit may have reached the payee's bank.
  case creditSent(CreditSent)
  /// The payee's bank did not answer: it is asked by the leg's id until it does. Never refunded on a guess.
  case creditUnknown(CreditUnknown)
  /// The payee's bank refused for good; the payer's bank was told to give the money back.
  case reversalSent(ReversalSent)
  /// The money arrived. Final.
  case completed
  /// The debit was refused; nothing moved. Final.
  case rejected(BankRefusal)
  /// The credit was refused and the payer has the money back. Final.
  case reversed(BankRefusal)

  /// Whether nothing can happen any more.
  public var isFinal: Bool {
    switch self {
    case .completed, .rejected, .reversed: true
    case .debitSent, .debitUnknown, .creditSent, .creditUnknown, .reversalSent: false
    }
  }

  /// Whether the hub holds the payer's money: debited, and neither credited nor returned.
  public var holdsMoney: Bool {
    switch self {
    case .creditSent, .creditUnknown, .reversalSent: true
    case .debitSent, .debitUnknown, .completed, .rejected, .reversed: false
    }
  }
}

extension TransferStage {
  /// The ``code`` of every stage that is not final.
  public static let openCodes = ["debit_sent", "debit_unknown", "credit_sent", "credit_unknown", "reversal_sent"]

  /// How old an order in this stage may be, in seconds since it came; nil in a final stage. Beyond it an operator is alerted.
  ///
  /// What is under way ends with the deadlines of the calls, a crash and restart included. What a bank leaves unanswered ends
  /// with its end-of-day statement at the latest: the statement of the day after has to hold it.
  public var ageBound: Int64? {
    switch self {
    case .debitSent, .creditSent: 120
    case .debitUnknown, .creditUnknown, .reversalSent: 172_800
    case .completed, .rejected, .reversed: nil
    }
  }
}

/// See ``TransferStage/debitSent(_:)``. The only stage that an order can start in.
public struct DebitSent: Sendable, Hashable {
  /// Where every order starts.
  public init() {}
  /// The payer's bank debited: the credit goes out.
  public func confirmed() -> CreditSent { CreditSent() }
  /// The payer's bank refused: nothing moved.
  public func refused(_ refusal: BankRefusal) -> TransferStage { .rejected(refusal) }
  /// No answer from the payer's bank.
  public func unanswered() -> DebitUnknown { DebitUnknown() }
}

/// See ``TransferStage/debitUnknown(_:)``. A bank that has never seen the id gets the same debit under the same id again:
/// the first one may still be on its way.
public struct DebitUnknown: Sendable, Hashable {
  /// The payer's bank debited: the credit goes out.
  public func confirmed() -> CreditSent { CreditSent() }
  /// The payer's bank refused: nothing moved.
  public func refused(_ refusal: BankRefusal) -> TransferStage { .rejected(refusal) }
}

/// See ``TransferStage/creditSent(_:)``.
public struct CreditSent: Sendable, Hashable {
  /// The payee's bank credited: the money arrived.
  public func confirmed() -> TransferStage { .completed }
  /// The payee's bank refused: the payer gets the money back.
  public func refused(_ refusal: BankRefusal) -> ReversalSent { ReversalSent(because: refusal) }
  /// No answer from the payee's bank.
  public func unanswered() -> CreditUnknown { CreditUnknown() }
}

/// See ``TransferStage/creditUnknown(_:)``. There is no way from here to a reversal but through a bank's refusal.
public struct CreditUnknown: Sendable, Hashable {
  /// The payee's bank credited: the money arrived.
  public func confirmed() -> TransferStage { .completed }
  /// The payee's bank refused: the payer gets the money back.
  public func refused(_ refusal: BankRefusal) -> ReversalSent { ReversalSent(because: refusal) }
}

/// See ``TransferStage/reversalSent(_:)``. A reversal is repeated under its id until the bank confirms it.
public struct ReversalSent: Sendable, Hashable {
  /// What the payee's bank said.
  public let because: BankRefusal
  /// The payer's bank gave the money back.
  public func confirmed() -> TransferStage { .reversed(because) }
}

extension TransferStage {
  /// The stored spelling.
  public var code: String {
    switch self {
    case .debitSent: "debit_sent"
    case .debitUnknown: "debit_unknown"
    case .creditSent: "credit_sent"
    case .creditUnknown: "credit_unknown"
    case .reversalSent: "reversal_sent"
    case .completed: "completed"
    case .rejected: "rejected"
    case .reversed: "reversed"
    }
  }

  /// What the bank said, in the stages that carry it.
  public var refusal: BankRefusal? {
    switch self {
    case .rejected(let refusal), .reversed(let refusal): refusal
    case .reversalSent(let stage): stage.because
    case .debitSent, .debitUnknown, .creditSent, .creditUnknown, .completed: nil
    }
  }

  /// Reads a stored stage; nil when the spelling is unknown or a refusal is missing where the stage needs one.
  public init?(code: String, refusal: BankRefusal?) {
    switch (code, refusal) {
    case ("debit_sent", _): self = .debitSent(DebitSent())
    case ("debit_unknown", _): self = .debitUnknown(DebitUnknown())
    case ("credit_sent", _): self = .creditSent(CreditSent())
    case ("credit_unknown", _): self = .creditUnknown(CreditUnknown())
    case ("reversal_sent", let refusal?): self = .reversalSent(ReversalSent(because: refusal))
    case ("completed", _): self = .completed
    case ("rejected", let refusal?): self = .rejected(refusal)
    case ("reversed", let refusal?): self = .reversed(refusal)
    default: return nil
    }
  }

  /// `bank_rsp_code` of the original, as `transfer/result` reports it: 000 done, 400 not known yet, else the refusal.
  public var bankResponseCode: BankResponseCode {
    switch self {
    case .completed: .accepted
    case .rejected(let refusal), .reversed(let refusal): refusal.code
    case .debitSent, .debitUnknown, .creditSent, .creditUnknown, .reversalSent: .inProgress
    }
  }
}
