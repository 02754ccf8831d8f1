// The life of one transfer as a pure state machine: no I/O, no clock. A stage's struct has a method for each of its next stages. What
// it returns, a TransferStep, leads to all that the store takes to move a transfer, and there is no other way to make one.
// docs/TRANSFER-STAGES.md draws it.

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
  case completed(Completed)
  /// The debit was refused; nothing moved. Final.
  case rejected(Rejected)
  /// The credit was refused and the payer has the money back. Final.
  case reversed(Reversed)

  /// Whether nothing can happen any more.
  public var isFinal: Bool {
    switch self {
    case .completed, .rejected, .reversed: true
    case .debitSent, .debitUnknown, .creditSent, .creditUnknown, .reversalSent: false
    }
  }

  /// Whether the money arrived.
  public var isCompleted: Bool {
    if case .completed = self { true } else { false }
  }

  /// Whether the hub holds the payer's money: debited, and neither credited nor returned.
  public var holdsMoney: Bool {
    switch self {
    case .creditSent, .creditUnknown, .reversalSent: true
    case .debitSent, .debitUnknown, .completed, .rejected, .reversed: false
    }
  }
}

/// What a transfer can stand in: the struct of one stage.
public protocol ReachedStage: Sendable, Hashable {
  /// The same as a value of the enumeration.
  var stage: TransferStage { get }
}

/// A way of a transfer from the stage that is stored to another, over one arrow of the picture or over several that are written in
/// one commit. Only the methods of the stages make one.
public struct TransferStep<Reached: ReachedStage>: Sendable, Hashable {
  /// Where the transfer stands until now.
  public let from: TransferStage
  /// Where it comes to.
  public let reached: Reached
  /// As ``reached``.
  public var to: TransferStage { reached.stage }
  /// The same for the store, whatever the stages are.
  public var move: TransferMove { TransferMove(from: from, to: reached.stage) }

  fileprivate init(from: TransferStage, to reached: Reached) {
    self.from = from
    self.reached = reached
  }

  fileprivate func on<Next>(to next: Next) -> TransferStep<Next> { TransferStep<Next>(from: from, to: next) }
}

/// A ``TransferStep`` between whatever stages: what is written.
public struct TransferMove: Sendable, Hashable {
  /// Where the transfer stands until now; the store moves no other one.
  public let from: TransferStage
  /// Where it comes to.
  public let to: TransferStage

  fileprivate init(from: TransferStage, to: TransferStage) {
    self.from = from
    self.to = to
  }
}

/// See ``TransferStage/debitSent(_:)``. The only stage that an order can start in.
public struct DebitSent: ReachedStage {
  /// Where every order starts.
  public init() {}
  /// As ``ReachedStage/stage``.
  public var stage: TransferStage { .debitSent(self) }
  private var here: TransferStep<Self> { TransferStep(from: stage, to: self) }
  /// The payer's bank debited: the credit goes out.
  public func confirmed() -> TransferStep<CreditSent> { here.on(to: CreditSent()) }
  /// The payer's bank refused: nothing moved.
  public func refused(_ refusal: BankRefusal) -> TransferStep<Rejected> { here.on(to: Rejected(because: refusal)) }
  /// No answer from the payer's bank.
  public func unanswered() -> TransferStep<DebitUnknown> { here.on(to: DebitUnknown()) }
}

/// See ``TransferStage/debitUnknown(_:)``. A bank that has never seen the id gets the same debit under the same id again:
/// the first one may still be on its way.
public struct DebitUnknown: ReachedStage {
  fileprivate init() {}
  /// As ``ReachedStage/stage``.
  public var stage: TransferStage { .debitUnknown(self) }
  private var here: TransferStep<Self> { TransferStep(from: stage, to: self) }
  /// The payer's bank debited: the credit goes out.
  public func confirmed() -> TransferStep<CreditSent> { here.confirmed() }
  /// The payer's bank refused: nothing moved.
  public func refused(_ refusal: BankRefusal) -> TransferStep<Rejected> { here.refused(refusal) }
}

/// See ``TransferStage/creditSent(_:)``.
public struct CreditSent: ReachedStage {
  fileprivate init() {}
  /// As ``ReachedStage/stage``.
  public var stage: TransferStage { .creditSent(self) }
  private var here: TransferStep<Self> { TransferStep(from: stage, to: self) }
  /// The payee's bank credited: the money arrived.
  public func confirmed() -> TransferStep<Completed> { here.confirmed() }
  /// The payee's bank refused: the payer gets the money back.
  public func refused(_ refusal: BankRefusal) -> TransferStep<ReversalSent> { here.refused(refusal) }
  /// No answer from the payee's bank.
  public func unanswered() -> TransferStep<CreditUnknown> { here.unanswered() }
}

/// See ``TransferStage/creditUnknown(_:)``. There is no way from here to a reversal but through a bank's refusal.
public struct CreditUnknown: ReachedStage {
  fileprivate init() {}
  /// As ``ReachedStage/stage``.
  public var stage: TransferStage { .creditUnknown(self) }
  private var here: TransferStep<Self> { TransferStep(from: stage, to: self) }
  /// The payee's bank credited: the money arrived.
  public func confirmed() -> TransferStep<Completed> { here.confirmed() }
  /// The payee's bank refused: the payer gets the money back.
  public func refused(_ refusal: BankRefusal) -> TransferStep<ReversalSent> { here.refused(refusal) }
}

/// See ``TransferStage/reversalSent(_:)``. A reversal is repeated under its id until the bank confirms it.
public struct ReversalSent: ReachedStage {
  /// What the payee's bank said.
  public let because: BankRefusal
  fileprivate init(because: BankRefusal) { self.because = because }
  /// As ``ReachedStage/stage``.
  public var stage: TransferStage { .reversalSent(self) }
  private var here: TransferStep<Self> { TransferStep(from: stage, to: self) }
  /// The payer's bank gave the money back.
  public func confirmed() -> TransferStep<Reversed> { here.confirmed() }
}

/// See ``TransferStage/completed(_:)``. No way leads on.
public struct Completed: ReachedStage {
  fileprivate init() {}
  /// As ``ReachedStage/stage``.
  public var stage: TransferStage { .completed(self) }
}

/// See ``TransferStage/rejected(_:)``. No way leads on.
public struct Rejected: ReachedStage {
  /// What the payer's bank said, or the hub before it asked one.
  public let because: BankRefusal
  fileprivate init(because: BankRefusal) { self.because = because }
  /// As ``ReachedStage/stage``.
  public var stage: TransferStage { .rejected(self) }
}

/// See ``TransferStage/reversed(_:)``. No way leads on.
public struct Reversed: ReachedStage {
  /// What the payee's bank said.
  public let because: BankRefusal
  fileprivate init(because: BankRefusal) { self.because = because }
  /// As ``ReachedStage/stage``.
  public var stage: TransferStage { .reversed(self) }
}

// The arrows behind the first of a way, as the methods of the stages have them.

extension TransferStep where Reached == DebitUnknown {
  /// As ``DebitUnknown/confirmed()``.
  public func confirmed() -> TransferStep<CreditSent> { on(to: CreditSent()) }
  /// As ``DebitUnknown/refused(_:)``.
  public func refused(_ refusal: BankRefusal) -> TransferStep<Rejected> { on(to: Rejected(because: refusal)) }
}

extension TransferStep where Reached == CreditSent {
  /// As ``CreditSent/confirmed()``.
  public func confirmed() -> TransferStep<Completed> { on(to: Completed()) }
  /// As ``CreditSent/refused(_:)``.
  public func refused(_ refusal: BankRefusal) -> TransferStep<ReversalSent> { on(to: ReversalSent(because: refusal)) }
  /// As ``CreditSent/unanswered()``.
  public func unanswered() -> TransferStep<CreditUnknown> { on(to: CreditUnknown()) }
}

extension TransferStep where Reached == CreditUnknown {
  /// As ``CreditUnknown/confirmed()``.
  public func confirmed() -> TransferStep<Completed> { on(to: Completed()) }
  /// As ``CreditUnknown/refused(_:)``.
  public func refused(_ refusal: BankRefusal) -> TransferStep<ReversalSent> { on(to: ReversalSent(because: refusal)) }
}

extension TransferStep where Reached == ReversalSent {
  /// As ``ReversalSent/confirmed()``.
  public func confirmed() -> TransferStep<Reversed> { on(to: Reversed(because: reached.because)) }
}

extension TransferStage {
  /// The ``code`` of every stage that is not final.
  public static let openCodes = ["debit_sent", "debit_unknown", "credit_sent", "credit_unknown", "reversal_sent"]

  /// How long a transfer may stand in this stage, in seconds; nil in a final stage. Beyond it an operator is alerted.
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

  /// The bound of a stage by its ``code``; nil where it is none that is open.
  public static func bound(ofOpen code: String) -> Int64? {
    // A refusal is only needed to read the stage back; the bound is the stage's.
    readBack(code: code, refusal: BankRefusal(by: .hub, code: .cannotProcess))?.ageBound
  }
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
    case .rejected(let stage): stage.because
    case .reversed(let stage): stage.because
    case .reversalSent(let stage): stage.because
    case .debitSent, .debitUnknown, .creditSent, .creditUnknown, .completed: nil
    }
  }

  /// Reads back what a store holds; nil when the spelling is unknown or a refusal is missing where the stage needs one. Says where a
  /// transfer stands and moves nothing: the way on from there is a ``TransferStep``.
  package static func readBack(code: String, refusal: BankRefusal?) -> TransferStage? {
    switch (code, refusal) {
    case ("debit_sent", _): .debitSent(DebitSent())
    case ("debit_unknown", _): .debitUnknown(DebitUnknown())
    case ("credit_sent", _): .creditSent(CreditSent())
    case ("credit_unknown", _): .creditUnknown(CreditUnknown())
    case ("reversal_sent", let refusal?): .reversalSent(ReversalSent(because: refusal))
    case ("completed", _): .completed(Completed())
    case ("rejected", let refusal?): .rejected(Rejected(because: refusal))
    case ("reversed", let refusal?): .reversed(Reversed(because: refusal))
    default: nil
    }
  }

  /// `bank_rsp_code` of the original, as `transfer/result` reports it: 000 done, 400 not known yet, else the refusal.
  public var bankResponseCode: BankResponseCode {
    switch self {
    case .completed: .accepted
    case .rejected(let stage): stage.because.code
    case .reversed(let stage): stage.because.code
    case .debitSent, .debitUnknown, .creditSent, .creditUnknown, .reversalSent: .inProgress
    }
  }
}
