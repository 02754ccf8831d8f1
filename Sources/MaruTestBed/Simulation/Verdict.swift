import MaruContract
package import MaruDomain

/// What the platform calls a transfer towards its organisation.
package struct TransferName: Sendable, Hashable, CustomStringConvertible {
  package let id: BankTransactionID
  package let date: BusinessDate
  package var description: String { "\(date)-\(id)" }
}

/// What a client was told of one order.
package enum Verdict: Sendable, Hashable, CustomStringConvertible {
  /// 000: the money arrived.
  case moved(TransferName)
  /// A bank's final no, by its code: nothing moved, or it was given back.
  case failed(BankResponseCode, TransferName)
  /// Accepted, and not known yet.
  case open(TransferName)
  /// Refused by the hub before anything was recorded.
  case refused(String)
  /// A recheck found no such order.
  case absent
  /// No answer, or one that says nothing.
  case nothing

  /// The transfer that it tells of.
  var name: TransferName? {
    switch self {
    case .moved(let name), .failed(_, let name), .open(let name): name
    case .refused, .absent, .nothing: nil
    }
  }

  package var description: String {
    switch self {
    case .moved: "000"
    case .failed(let code, _): "failed \(code)"
    case .open: "open"
    case .refused(let code): "refused \(code)"
    case .absent: "absent"
    case .nothing: "nothing"
    }
  }
}

extension Verdict {
  /// What a client makes of a bank block.
  init(_ block: BankBlock) {
    guard let code = block.code else {
      self = .nothing
      return
    }
    guard let id = block.bankTransactionID, let date = block.date, code != .originalNotFound else {
      self = code == .originalNotFound ? .absent : code.isUnknownOutcome ? .nothing : .refused(code.text)
      return
    }
    let name = TransferName(id: id, date: date)
    if code == .accepted {
      self = .moved(name)
    } else {
      self = code.isUnknownOutcome ? .open(name) : .failed(code, name)
    }
  }

  /// What a client makes of an error: some codes say nothing about the order (section 9 of the wire contract).
  init(_ error: HubError) {
    switch error.code {
    case .internalFault, .inProgress, .timeExceeded, .messageNotSent, .bankAnswerTimedOut: self = .nothing
    default: self = .refused(error.code.wire)
    }
  }

  /// Whether the client goes on.
  var isSettled: Bool {
    switch self {
    case .moved, .failed, .refused: true
    case .open, .absent, .nothing: false
    }
  }

  var weight: Int {
    switch self {
    case .nothing: 0
    case .absent: 1
    case .refused: 2
    case .open: 3
    case .moved, .failed: 4
    }
  }
}
