public import MaruContract
public import MaruDomain

/// Why a call did not give an answer, in the one distinction that matters for money.
public enum MaruError: Error, Sendable, Equatable {
  /// It certainly did not happen (or could have changed nothing). A transfer may be ordered anew.
  case failed(CallFailure)
  /// It may have happened. Never repeat it: ask ``MaruClient/settle(_:atMost:)`` what became of it.
  case unknown(CallFailure)

  /// What happened.
  public var failure: CallFailure {
    switch self {
    case .failed(let failure), .unknown(let failure): failure
    }
  }

  /// Whether the outcome is open.
  public var isUnknown: Bool {
    switch self {
    case .failed: false
    case .unknown: true
    }
  }

  init(_ incoming: Incoming, _ reason: CallFailure.Reason, isUnknown: Bool) {
    let failure = CallFailure(reason, status: incoming.status)
    self = isUnknown ? .unknown(failure) : .failed(failure)
  }
}

/// What happened to a call that gave no answer.
public struct CallFailure: Sendable, Equatable {
  /// The kinds of failure.
  public enum Reason: Sendable, Equatable {
    /// An argument that could not be sent.
    case malformedArgument(String)
    /// No connection to the hub: nothing was sent.
    case notConnected(String)
    /// No answer within the client's time limit.
    case timedOut
    /// The connection ended before the answer.
    case connectionLost(String)
    /// The hub or a bank said no, or not yet.
    case refused(Head, BankBlock)
    /// The test bed said no; its text.
    case refusedByTestBed(String)
    /// An answer that is not the platform's; what is wrong with it.
    case unreadable(String)
  }

  /// What happened.
  public let reason: Reason
  /// HTTP status, where there was an answer.
  public let status: Int?

  init(_ reason: Reason, status: Int? = nil) {
    self.reason = reason
    self.status = status
  }

  /// `rsp_code`, where the hub answered.
  // Not inlined, as `bank`: the optimiser of the 6.3.1 compiler crashes where it takes this payload apart in a caller.
  @inline(never)
  public var code: ResponseCode? {
    if case .refused(let head, _) = reason { return head.code }
    return nil
  }
  /// The bank block of the answer; empty where no bank took part.
  @inline(never)
  public var bank: BankBlock? {
    if case .refused(_, let bank) = reason { return bank }
    return nil
  }
}

extension CallFailure: CustomStringConvertible {
  /// One line for a log: codes and the hub's texts, no personal data of the request.
  public var description: String {
    switch reason {
    case .malformedArgument(let text): "malformed argument: \(text)"
    case .notConnected(let text): "no connection to the hub: \(text)"
    case .timedOut: "no answer in time"
    case .connectionLost(let text): "connection lost before the answer: \(text)"
    case .refused(let head, let bank):
      "\(head.code.wire) \(head.message)" + (bank.code.map { " (bank \($0) \(bank.message))" } ?? "")
    case .refusedByTestBed(let text): "test bed: \(text)"
    case .unreadable(let text): "not the platform's answer (HTTP \(status ?? 0)): \(text)"
    }
  }
}
