package import MaruDomain

/// A link that stands before another one and changes some of its answers: it says only what it does otherwise.
package protocol InterposedLink: BankLink {
  associatedtype Inner: BankLink
  /// The link that answers whatever is not changed.
  var inner: Inner { get }
}

extension InterposedLink {
  package var bank: Bank { inner.bank }

  package func balance(of account: AccountNumber) async -> BankAnswer<AccountBalanceAtBank> {
    await inner.balance(of: account)
  }
  package func transactions(_ query: TransactionQuery) async -> BankAnswer<TransactionPage> {
    await inner.transactions(query)
  }
  package func holder(of account: AccountNumber, info: HolderInfo?) async -> BankAnswer<AccountHolder> {
    await inner.holder(of: account, info: info)
  }
  package func accounts(heldBy person: PersonIdentity) async -> BankAnswer<[HeldAccount]> {
    await inner.accounts(heldBy: person)
  }
  package func endService(_ service: AccountService, of account: AccountNumber) async -> BankAnswer<Void> {
    await inner.endService(service, of: account)
  }
  package func debit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> { await inner.debit(leg) }
  package func credit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> { await inner.credit(leg) }
  package func reverse(_ leg: LegOrder) async -> BankAnswer<LegReceipt> { await inner.reverse(leg) }
  package func status(of leg: LegID) async -> BankAnswer<LegStatus> { await inner.status(of: leg) }
  package func statement(of date: BusinessDate, after cursor: TraceInfo?) async -> BankAnswer<StatementPage> {
    await inner.statement(of: date, after: cursor)
  }
  package func health() async -> BankAnswer<BankStatusCode> { await inner.health() }
}
