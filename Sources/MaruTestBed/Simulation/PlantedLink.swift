import MaruBankLink
import MaruDomain
import Synchronization

/// A link to a bank with a ``PlantedBug`` in it.
struct PlantedLink: InterposedLink {
  let inner: SimulatedLink
  let bug: PlantedBug
  private let lastCredited = LastAccount()

  init(link: SimulatedLink, bug: PlantedBug) {
    inner = link
    self.bug = bug
  }

  func debit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> {
    let answer = await inner.debit(leg)
    if bug == .creditPayerToo { _ = await inner.credit(leg.asCredit) }
    guard case .unknown(.timedOut) = answer else { return answer }
    switch bug {
    case .failTimedOutDebit: return .refused(BankRefusal(by: .hub, code: .cannotProcess))
    case .retryUnderNewID: return await inner.debit(leg.underNewID)
    default: return answer
    }
  }

  func credit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> {
    let meant = bug == .creditWrongAccount ? leg.to(lastCredited.swap(leg.account)) : leg
    let answer = await inner.credit(meant)
    guard case .unknown(.timedOut) = answer else { return answer }
    switch bug {
    case .refundOnTimeout: return .refused(BankRefusal(by: .hub, code: .cannotProcess))
    case .retryUnderNewID: return await inner.credit(leg.underNewID)
    default: return answer
    }
  }

}

/// The account that came before.
private final class LastAccount: Sendable {
  private let account = Mutex<AccountNumber?>(nil)

  /// The last one, or `next` itself at the first time.
  func swap(_ next: AccountNumber) -> AccountNumber {
    account.withLock { account in
      defer { account = next }
      return account ?? next
    }
  }
}

extension LegOrder {
  fileprivate func to(_ other: AccountNumber) -> LegOrder {
    LegOrder(
      id: id, account: other, amount: amount, expectedHolder: nil, printContent: printContent,
      counterparty: counterparty)
  }

  /// The credit of the same transfer, to the account that was debited.
  fileprivate var asCredit: LegOrder {
    LegOrder(
      id: id.sibling(.credit), account: account, amount: amount, expectedHolder: nil, printContent: printContent,
      counterparty: counterparty)
  }

  /// The same movement under an id of its own.
  fileprivate var underNewID: LegOrder {
    LegOrder(
      id: LegID(bankTransactionID: id.bankTransactionID, date: id.date.adding(days: 1), leg: id.leg), account: account,
      amount: amount, expectedHolder: expectedHolder, printContent: printContent, counterparty: counterparty)
  }
}
