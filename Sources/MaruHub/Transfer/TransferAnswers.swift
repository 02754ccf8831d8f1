// How a stored transfer is told to a client: one place for the bank block and the two sides.

import MaruContract
package import MaruDomain
import MaruStore

extension StoredTransfer {
  /// `rsp_code` of a single order.
  var responseCode: ResponseCode {
    switch stage {
    case .completed: .success
    case .rejected, .reversed: .bankRefused
    case .debitSent, .debitUnknown, .creditSent, .creditUnknown, .reversalSent: .timeExceeded
    }
  }

  /// The bank block as the first answer tells it: 804 by the hub while the outcome is open.
  var bankBlock: BankBlock {
    switch stage {
    case .completed: block(by: order.counterparty.account.bank, .accepted, "")
    case .rejected(let stage): block(stage.because)
    case .reversed(let stage): block(stage.because)
    case .debitSent, .debitUnknown, .creditSent, .creditUnknown, .reversalSent:
      block(by: .hub, .hubTimeExceeded, BankResponseCode.hubTimeExceeded.korean)
    }
  }

  /// The bank block as a result inquiry tells it: 400 while the outcome is open (4.11).
  var resultBlock: BankBlock {
    switch stage {
    case .completed, .rejected, .reversed: bankBlock
    case .debitSent, .debitUnknown, .creditSent, .creditUnknown, .reversalSent:
      block(by: .hub, .inProgress, BankResponseCode.inProgress.korean)
    }
  }

  private func block(_ refusal: BankRefusal) -> BankBlock { block(by: refusal.by, refusal.code, refusal.message) }

  private func block(by bank: BankCode, _ code: BankResponseCode, _ message: String) -> BankBlock {
    BankBlock(
      bankTransactionID: order.bankTransactionID, date: order.bankTransactionDate, codeTran: bank, code: code,
      message: message)
  }

  /// The call that first brought the order: its repeats are answered with the same id and time.
  var originalCall: CallStamp { CallStamp(id: order.apiTransactionID, at: order.receivedAt) }

  /// Message for a refusal: `참가기관 에러 [예금잔액 부족]`.
  var responseMessage: String {
    guard let refusal = stage.refusal, stage.isFinal else { return responseCode.message }
    return "\(responseCode.message) [\(refusal.message)]"
  }
}

extension Hub {
  /// The organisation, from memory or the store; A0013 when there is none.
  package func organisation(_ code: OrganisationCode) async throws(HubError) -> Organisation {
    let found = try await organisations.value(for: code) { () async throws(HubError) in
      do {
        return try await store.read { try OrganisationTable.find(code, in: $0) }
      } catch {
        throw unexpected(error)
      }
    }
    guard let found else { throw HubError(.organisationNotUsable) }
    return found
  }
}

extension TransferLimits {
  /// Bounds that nothing breaks; also what names the counters where the bounds do not matter.
  package static let none = TransferLimits(
    withdrawEach: .greatest, withdrawDay: .greatest, withdrawMonth: .greatest, depositEach: .greatest,
    depositDay: .greatest, depositMonth: .greatest, userWithdrawEach: .greatest, userWithdrawDay: .greatest)
}
