import MaruClient
import MaruContract
import MaruDomain

/// `maru demo --faults`: banks fail in the middle of transfers, on purpose, and every step shows where the money is.
///
/// The payer's account and the collection account are at two banks, so that either can be switched alone.
struct FaultRun {
  let ready: DemoReadyFile
  let maru: MaruClient
  var report = FaultReport()

  init(ready: DemoReadyFile, url: String) throws {
    self.ready = ready
    maru = try MaruClient(url: url, clientID: ready.client.id, clientSecret: ready.client.secret)
  }

  /// All scenarios; whether all was as expected. The banks answer again afterwards, however it ends.
  mutating func walk() async throws -> Bool {
    report.begin("마루 장애 데모 · what happens to the money when a bank fails")
    let stage = try await setStage()
    do {
      try await creditAnswerLost(stage)
      try await debitAnswerLost(stage)
      try await creditRefused(stage)
      try await bankDown(stage)
      try await orderedTwice(stage)
    } catch {
      await allUp(stage)
      throw error
    }
    await allUp(stage)
    return report.end()
  }

  private func allUp(_ stage: FaultStage) async {
    for bank in [stage.payerBank, stage.payeeBank] { try? await maru.testBedSetBank(bank, .up) }
  }

  /// A user whose account is at another bank than the collection account, with money enough for all scenarios.
  private func setStage() async throws -> FaultStage {
    let payee = ready.client.collectionAccount
    for user in ready.users {
      guard let account = user.accounts.first(where: { $0.bank != payee.bank }) else { continue }
      let given = try await maru.testBedConsent(
        user: user.number.text, scope: .user, redirectURI: ready.client.redirectURI, accounts: [account])
      let tokens = try await maru.exchange(code: given.code, redirectURI: ready.client.redirectURI)
      let rows = try await maru.userMe(user.number, token: tokens.access).body.accounts
      guard
        let row = rows.first(where: { $0.bank == account.bank && $0.accountNumberMasked == account.number.masked })
      else { continue }
      let available = try await maru.accountBalance(of: row.fintechUseNumber, token: tokens.access).body.available
      guard (available?.amount ?? 0) >= 100_000 else { continue }
      return FaultStage(
        account: row.fintechUseNumber, token: tokens.access, payerBank: account.bank, payeeBank: payee.bank,
        payee: payee)
    }
    throw Failure("no test user holds 100,000 won at another bank than the collection account's")
  }
}

/// Who pays whom in the scenarios.
struct FaultStage: Sendable {
  let account: FintechUseNumber
  let token: AccessToken
  let payerBank: BankCode
  let payeeBank: BankCode
  let payee: BankAccount
}

/// Where the money is: the payer's balance, the collection account's, and how many payments the latter got today.
struct FaultMoney: Equatable, CustomStringConvertible {
  let payer: Int64
  let payee: Int64
  let arrived: Int

  var description: String { "payer \(payer) won, collection account \(payee) won in \(arrived) payments" }

  /// Where it is after one payment of `amount`.
  func paid(_ amount: Won) -> FaultMoney {
    FaultMoney(payer: payer - amount.amount, payee: payee + amount.amount, arrived: arrived + 1)
  }
}

/// What a client was told about its order.
struct FaultAnswer: Sendable {
  let request: TransferWithdraw.Request
  let outcome: TransferOutcome
  let bank: BankBlock?
  /// `rsp_code`, and the bank's code where there is one.
  let text: String
  let took: Duration

  var inquiry: TransferInquiry { TransferInquiry(withdraw: request, answer: bank) }
}

/// The means of the scenarios.
extension FaultRun {
  /// An order of this scenario: each has its own amount, for equal orders of one second are one order.
  func newOrder(_ stage: FaultStage) throws -> TransferWithdraw.Request {
    guard let text = PrintContent("장애데모"), let amount = Won(9_000 + Int64(report.scenarios) * 1_000) else {
      throw Failure("the demo's order breaks the contract's rules")
    }
    return TransferWithdraw.Request(
      depositPrintContent: text, fintechUseNumber: stage.account, printContent: text, amount: amount,
      requestedAt: maru.tranDtime)
  }

  /// Orders, and tells what came back; only a hub that cannot be reached is thrown.
  func order(_ request: TransferWithdraw.Request, _ stage: FaultStage) async throws -> FaultAnswer {
    let started = ContinuousClock.now
    do {
      let answer = try await maru.transferWithdraw(request, token: stage.token)
      return FaultAnswer(
        request: request, outcome: answer.body.bank.outcome, bank: answer.body.bank,
        text: told(answer.head.code, answer.body.bank), took: ContinuousClock.now - started)
    } catch {
      guard let code = error.failure.code else { throw error }
      let bank = error.failure.bank
      let outcome: TransferOutcome =
        error.isUnknown ? .unknown : bank?.code.map { .failed($0) } ?? .failed(.systemDown)
      return FaultAnswer(
        request: request, outcome: outcome, bank: bank, text: told(code, bank), took: ContinuousClock.now - started)
    }
  }

  private func told(_ code: ResponseCode, _ bank: BankBlock?) -> String {
    "rsp_code \(code.wire)" + (bank?.code.map { ", bank_rsp_code \($0)" } ?? "")
  }

  func payerBalance(_ stage: FaultStage) async throws -> Int64 {
    try await maru.accountBalance(of: stage.account, token: stage.token).body.balance?.amount ?? 0
  }

  func money(_ stage: FaultStage) async throws -> FaultMoney {
    let today = maru.tranDtime
    let list = try await maru.inquiryRemitList(
      InquiryRemitList.Request(
        bankCode: stage.payee.bank, accountNumber: stage.payee.number, fromDate: today.date, fromTime: 0,
        toDate: today.date, toTime: 86_399, sortOrder: .descending, requestedAt: today)
    ).body
    return FaultMoney(
      payer: try await payerBalance(stage), payee: list.balance?.amount ?? 0, arrived: list.totalCount)
  }

  /// Asks `transfer/result` until it knows, at most a minute; with the time that it took.
  func settled(_ answer: FaultAnswer) async throws -> (TransferOutcome, Duration) {
    let bar = ProgressBar("     waiting for the hub")
    defer { bar.finish() }
    let started = ContinuousClock.now
    while true {
      let outcome = try await maru.outcome(of: answer.inquiry)
      let waited = ContinuousClock.now - started
      guard !outcome.isFinal, waited < .seconds(60) else { return (outcome, waited) }
      bar.show(waited / .seconds(60))
      try await World.live.sleep(.milliseconds(250))
    }
  }
}
