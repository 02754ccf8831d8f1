public import MaruContract
public import MaruDomain

/// What the hub answered to a call that it did.
public struct Answer<Body: WireMessage>: Sendable {
  /// HTTP status, as sent.
  public let status: Int
  /// The common head: id, time, code and message.
  public let head: Head
  /// The API's own fields.
  public let body: Body

  /// Reads an answer; throws what the codes say (section 9 of the wire contract). With `needsBank` a success must have the
  /// bank's own (section 1.5).
  init(_ incoming: Incoming, changesSomething: Bool, needsBank: Bool = false) throws(MaruError) {
    guard let members = incoming.members else {
      throw MaruError(incoming, .unreadable("the body is no JSON object"), isUnknown: changesSomething)
    }
    do {
      var fields = FieldReader(members)
      head = try Head(from: &fields)
      let bank = try BankBlock(from: &fields)
      let isDone =
        [.success, .partlyFailed].contains(head.code)
        && (bank.code == .accepted || (bank.code == nil && !needsBank))
      guard isDone else {
        throw MaruError(incoming, .refused(head, bank), isUnknown: changesSomething && isUnknownOutcome(head, bank))
      }
      status = incoming.status
      body = try Body(from: &fields)
    } catch let error as MaruError {
      throw error
    } catch {
      let text = (error as? HubError)?.message ?? "\(error)"
      throw MaruError(incoming, .unreadable(text), isUnknown: changesSomething)
    }
  }
}

/// Section 9 of the wire contract: what is *not* a failure. A repeat that was refused (A0008, A0326, 822) counts too, because
/// the first one may have succeeded. A refusal by the hub has no bank code, as no bank was asked; where there must be one and
/// is none, nothing is known.
private func isUnknownOutcome(_ head: Head, _ bank: BankBlock) -> Bool {
  switch head.code {
  case .duplicateTransaction, .bankTransactionIDReused: true
  case .success, .bankRefused: bank.outcome == .unknown
  default: head.code.isUnknownOutcome || (bank.code != nil && bank.outcome == .unknown)
  }
}

/// What became of one movement of money.
public enum TransferOutcome: Sendable, Hashable {
  /// 000: the money moved.
  case done
  /// 701, 813: it never happened; it may be ordered again.
  case neverHappened
  /// 400, 803, 804, 819, 822 or nothing: ask again, never repeat.
  case unknown
  /// Any other code: refused, nothing moved.
  case failed(BankResponseCode)

  /// Whether asking again can tell nothing new.
  public var isFinal: Bool { self != .unknown }
}

extension BankBlock {
  /// What the block's code means for money, section 9 of the wire contract; of a `transfer/result` row, for the original.
  public var outcome: TransferOutcome {
    guard let code else { return .unknown }
    switch code {
    case .accepted: return .done
    case .originalNotFound, .originalNotFoundAtHub: return .neverHappened
    case .transactionIDReused: return .unknown
    case _ where code.isUnknownOutcome: return .unknown
    default: return .failed(code)
    }
  }
}
