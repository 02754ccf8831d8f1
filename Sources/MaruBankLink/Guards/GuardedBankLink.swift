import MaruContract
package import MaruDomain
import Synchronization

/// A connector with the hub's guards around it: maintenance windows, a bound on calls at one time, a circuit breaker.
///
/// What the guards keep back is `unknown(.notSent)` or `unknown(.closed)`: it certainly did not reach the bank just now, but
/// an earlier try under the same id may have. Money is never the guinea pig: before the first call after a fault, the bank is
/// asked for its health. Deadlines are the connector's own, where they cost nothing.
package final class GuardedBankLink: BankLink {
  /// How long a question about health may take before the bank counts as silent.
  private static let healthDeadline = Duration.seconds(2)

  private let inner: any BankLink
  package let gate: BankGate
  private let world: World

  package init(_ inner: any BankLink, rules: BankGate.Rules = .init(), world: World) {
    self.inner = inner
    self.world = world
    gate = BankGate(rules: rules)
  }

  package var bank: Bank { inner.bank }
  package var availability: BankStatusCode { gate.status(at: world.now()) }

  package func balance(of account: AccountNumber) async -> BankAnswer<AccountBalanceAtBank> {
    await guarded(.balance, account) { await inner.balance(of: account) }
  }
  package func transactions(_ query: TransactionQuery) async -> BankAnswer<TransactionPage> {
    await guarded(.transactions, query.account) { await inner.transactions(query) }
  }
  package func holder(of account: AccountNumber, info: HolderInfo?) async -> BankAnswer<AccountHolder> {
    await guarded(.holder, account) { await inner.holder(of: account, info: info) }
  }
  package func accounts(heldBy person: PersonIdentity) async -> BankAnswer<[HeldAccount]> {
    await guarded(.accounts, nil) { await inner.accounts(heldBy: person) }
  }
  package func endService(_ service: AccountService, of account: AccountNumber) async -> BankAnswer<Void> {
    await guarded(.endService, account) { await inner.endService(service, of: account) }
  }
  package func debit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> {
    await guarded(.debit, leg.account) { await inner.debit(leg) }
  }
  package func credit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> {
    await guarded(.credit, leg.account) { await inner.credit(leg) }
  }
  package func reverse(_ leg: LegOrder) async -> BankAnswer<LegReceipt> {
    await guarded(.reverse, leg.account) { await inner.reverse(leg) }
  }
  package func statement(of date: BusinessDate, after cursor: TraceInfo?) async -> BankAnswer<StatementPage> {
    await guarded(.statement, nil) { await inner.statement(of: date, after: cursor) }
  }
  package func status(of leg: LegID) async -> BankAnswer<LegStatus> {
    await guarded(.status, nil) { await inner.status(of: leg) }
  }

  /// In a maintenance window the hub knows; else the bank is asked, and a silent one is reported after two seconds.
  package func health() async -> BankAnswer<BankStatusCode> {
    let known = gate.status(at: world.now())
    guard known == .available || known == .fault else { return .confirmed(known) }
    let answer = await askHealth()
    if case .confirmed = answer { return answer }
    return .confirmed(.fault)
  }

  package func isReady() async -> Bool {
    guard await mayCall() == nil else { return false }
    gate.withdraw()
    return true
  }

  private func guarded<Value: Sendable>(
    _ question: BankQuestion, _ account: AccountNumber?, _ call: () async -> BankAnswer<Value>
  ) async -> BankAnswer<Value> {
    let (trace, cue) = (BankTrace.current, BankScript.current?.cue(question, bank.code, account))
    guard trace != nil || cue != nil else { return await guarded(question, call) }
    let started = ContinuousClock.now
    let answer = await played(cue, question, call)
    trace?.note(question.rawValue, of: bank.code, answer, since: started)
    return answer
  }

  /// The bank's part as a script has it; nil: as the bank itself does.
  private func played<Value: Sendable>(
    _ cue: BankScript.Cue?, _ question: BankQuestion, _ call: () async -> BankAnswer<Value>
  ) async -> BankAnswer<Value> {
    guard let cue else { return await guarded(question, call) }
    if cue.delay > .zero { try? await world.sleep(cue.delay) }
    switch cue.line {
    case .asItIs: return await guarded(question, call)
    // Codes from 800 on are the hub's own, in a bank's place.
    case .refuse(let code): return .refused(BankRefusal(by: code.text < "800" ? bank.code : .hub, code: code))
    case .lose:
      _ = await guarded(question, call)
      return .unknown(.timedOut)
    case .ignore: return .unknown(.timedOut)
    }
  }

  /// Far below what a caller notices, far above what a refusal takes.
  private static let refusalPause = Duration.milliseconds(25)

  private func guarded<Value: Sendable>(
    _ question: BankQuestion, _ call: () async -> BankAnswer<Value>
  ) async -> BankAnswer<Value> {
    if let reason = await mayCall() {
      // Whoever asks again at once would be refused again at once, and so take from the other banks' callers what the silent bank
      // costs nothing of.
      try? await world.sleep(GuardedBankLink.refusalPause)
      return .unknown(reason)
    }
    let started = ContinuousClock.now
    let answer = await call()
    func leave(answered: Bool) {
      let took = (ContinuousClock.now - started).components
      gate.leave(
        answered: answered, question, microseconds: took.seconds * 1_000_000 + took.attoseconds / 1_000_000_000_000,
        at: world.now())
    }
    switch answer {
    // Five silences in a row are five requests, however many legs each of them carried.
    case .unknown(.withOthers), .unknown(.keptBack): gate.withdraw()
    case .unknown: leave(answered: false)
    case .confirmed, .refused: leave(answered: true)
    }
    return answer
  }

  /// Nil once a call is let through; else why it is kept back.
  private func mayCall() async -> UnknownReason? {
    switch gate.enter(at: world.now()) {
    case .refuse(let reason): return reason
    case .pass: return nil
    case .probe:
      var isBack = false
      if case .confirmed = await askHealth() { isBack = true }
      gate.probed(answered: isBack, at: world.now())
      return isBack ? nil : .notSent
    }
  }

  /// The connector may wait for longer than anybody wants to wait for a health question: whoever is first, counts.
  private func askHealth() async -> BankAnswer<BankStatusCode> {
    let first = FirstAnswer()
    return await withCheckedContinuation { continuation in
      first.wait(continuation)
      let waiting = Task(executorPreference: world.executor) {
        guard (try? await self.world.sleep(GuardedBankLink.healthDeadline)) != nil else { return }
        first.answer(.unknown(.timedOut))
      }
      Task(executorPreference: world.executor) {
        first.answer(await self.inner.health())
        waiting.cancel()
      }
    }
  }
}

/// Resumes one continuation with the first of several answers.
private final class FirstAnswer: Sendable {
  private let waiting = Mutex<CheckedContinuation<BankAnswer<BankStatusCode>, Never>?>(nil)

  func wait(_ continuation: CheckedContinuation<BankAnswer<BankStatusCode>, Never>) {
    waiting.withLock { $0 = continuation }
  }

  func answer(_ answer: BankAnswer<BankStatusCode>) {
    let continuation = waiting.withLock { waiting in
      defer { waiting = nil }
      return waiting
    }
    continuation?.resume(returning: answer)
  }
}
