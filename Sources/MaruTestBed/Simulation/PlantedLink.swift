import MaruBankLink
import MaruDomain
import Synchronization

/// A link to a bank with a ``PlantedBug`` in it.
struct PlantedLink: BankLink {
  let link: SimulatedLink
  let bug: PlantedBug
  private let lastCredited = LastAccount()

  init(link: SimulatedLink, bug: PlantedBug) {
    self.link = link
    self.bug = bug
  }

  var bank: Bank { link.bank }

  func balance(of account: AccountNumber) async -> BankAnswer<AccountBalanceAtBank> { await link.balance(of: account) }
  func transactions(_ query: TransactionQuery) async -> BankAnswer<TransactionPage> { await link.transactions(query) }
  func holder(of account: AccountNumber, info: HolderInfo?) async -> BankAnswer<AccountHolder> {
    await link.holder(of: account, info: info)
  }
  func accounts(heldBy person: PersonIdentity) async -> BankAnswer<[HeldAccount]> {
    await link.accounts(heldBy: person)
  }
  func endService(_ service: AccountService, of account: AccountNumber) async -> BankAnswer<Void> {
    await link.endService(service, of: account)
  }
  func reverse(_ leg: LegOrder) async -> BankAnswer<LegReceipt> { await link.reverse(leg) }
  func statement(of date: BusinessDate, after cursor: TraceInfo?) async -> BankAnswer<StatementPage> {
    await link.statement(of: date, after: cursor)
  }
  func health() async -> BankAnswer<BankStatusCode> { await link.health() }

  func debit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> {
    let answer = await link.debit(leg)
    if bug == .creditPayerToo { _ = await link.credit(leg.asCredit) }
    guard case .unknown(.timedOut) = answer else { return answer }
    switch bug {
    case .failTimedOutDebit: return .refused(BankRefusal(by: .hub, code: .cannotProcess))
    case .retryUnderNewID: return await link.debit(leg.underNewID)
    default: return answer
    }
  }

  func credit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> {
    let meant = bug == .creditWrongAccount ? leg.to(lastCredited.swap(leg.account)) : leg
    let answer = await link.credit(meant)
    guard case .unknown(.timedOut) = answer else { return answer }
    switch bug {
    case .refundOnTimeout: return .refused(BankRefusal(by: .hub, code: .cannotProcess))
    case .retryUnderNewID: return await link.credit(leg.underNewID)
    default: return answer
    }
  }

  func status(of leg: LegID) async -> BankAnswer<LegStatus> { await link.status(of: leg) }
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
