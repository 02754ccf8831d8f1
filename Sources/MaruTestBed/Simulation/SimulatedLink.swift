import Logging
package import MaruBankLink
package import MaruDomain

/// A bank as the hub reaches it over the simulated network. Questions to one that speaks ISO 20022 become its messages, and these the
/// bank's answers, byte by byte, where they arrive.
package struct SimulatedLink: BankLink {
  package let bank: Bank
  let place: ServerPlace<SimulatedBank>
  let network: SimulatedNetwork
  let life: PartyLife
  /// How long a call may take, in microseconds.
  let timeout: Int64
  let speaksISO20022: Bool

  package func balance(of account: AccountNumber) async -> BankAnswer<AccountBalanceAtBank> {
    await ask(.other, "balance") { await $0.balance(of: account) }
  }
  package func transactions(_ query: TransactionQuery) async -> BankAnswer<TransactionPage> {
    await ask(.other, "transactions") { await $0.transactions(query) }
  }
  package func holder(of account: AccountNumber, info: HolderInfo?) async -> BankAnswer<AccountHolder> {
    await ask(.holder, "holder") { await $0.holder(of: account, info: info) }
  }
  package func accounts(heldBy person: PersonIdentity) async -> BankAnswer<[HeldAccount]> {
    await ask(.other, "accounts") { await $0.accounts(heldBy: person) }
  }
  package func endService(_ service: AccountService, of account: AccountNumber) async -> BankAnswer<Void> {
    await ask(.other, "end of service") { await $0.endService(service, of: account) }
  }
  package func debit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> {
    await ask(.debit, "debit \(leg.id) of \(leg.amount)") { await $0.debit(leg) }
  }
  package func credit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> {
    await ask(.credit, "credit \(leg.id) of \(leg.amount)") { await $0.credit(leg) }
  }
  package func reverse(_ leg: LegOrder) async -> BankAnswer<LegReceipt> {
    await ask(.reversal, "reversal \(leg.id) of \(leg.amount)") { await $0.reverse(leg) }
  }
  package func status(of leg: LegID) async -> BankAnswer<LegStatus> {
    await ask(.status, "status of \(leg)") { await $0.status(of: leg) }
  }
  package func statement(of date: BusinessDate, after cursor: TraceInfo?) async -> BankAnswer<StatementPage> {
    await ask(.other, "statement of \(date)") { await $0.statement(of: date, after: cursor) }
  }
  package func health() async -> BankAnswer<BankStatusCode> {
    await ask(.other, "health") { await $0.health() }
  }

  private func ask<Value: Sendable>(
    _ errand: Errand, _ what: @escaping @autoclosure @Sendable () -> String,
    _ serve: @escaping @Sendable (any BankLink) async -> BankAnswer<Value>
  ) async -> BankAnswer<Value> {
    let speaksISO20022 = speaksISO20022
    let answer = await network.ask(place, from: life, timeout: timeout, errand, what()) { bank in
      guard speaksISO20022 else { return await serve(bank) }
      let channel = InProcessChannel(
        bank, logger: Logger(label: "simulation", factory: { _ in SwiftLogNoOpLogHandler() }))
      return await serve(ISO20022BankLink(bank: bank.bank, client: channel, world: bank.world))
    }
    return switch answer {
    case .answered(let answer): answer
    case .timedOut: .unknown(.timedOut)
    case .connectionLost: .unknown(.connectionLost)
    case .notSent: .unknown(.notSent)
    }
  }
}
