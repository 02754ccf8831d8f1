package import Hummingbird
package import Logging
import MaruContract
package import MaruDomain
import MaruStore

/// The switches of simulated banks, `/testbed/banks` and `/testbed/accounts`: on a hub for the banks within it, on a bank's own
/// process for that bank.
package struct BankControls: Sendable {
  private let banks: [SimulatedBank]
  private let world: World
  private let logger: Logger
  /// Told of every bank that was switched: what a hub remembers of the bank's silence is no longer true then.
  private let switched: @Sendable (BankCode) -> Void

  package init(
    banks: [SimulatedBank], world: World, logger: Logger, switched: @escaping @Sendable (BankCode) -> Void = { _ in }
  ) {
    self.banks = banks
    self.world = world
    self.logger = logger
    self.switched = switched
  }

  /// Adds the endpoints to a router.
  package func add<Context: RequestContext>(to router: Router<Context>) {
    router.get("/testbed/banks") { _, _ in list() }
    router.post("/testbed/banks/:code") { request, context in
      let code = context.parameters.get("code") ?? ""
      return await TestBedAnswer.to(request, logger: logger) { fields in try setBank(code, &fields) }
    }
    router.post("/testbed/accounts") { request, _ in
      await TestBedAnswer.to(request, logger: logger, setAccount)
    }
  }

  /// `GET /testbed/banks`: every bank and how it behaves.
  private func list() -> Response {
    TestBedAnswer.json { json in
      json.openArray("banks")
      for bank in banks {
        json.openObject()
        json.put("bank_code_std", bank.bank.code.text)
        json.put("bank_name", bank.bank.name)
        json.put("mode", bank.desk[bank.bank.code].name)
        json.put("bank_status", bank.desk.status(of: bank.bank.code).rawValue)
        json.closeObject()
      }
      json.closeArray()
    }
  }

  /// `POST /testbed/banks/{code}`: lets a bank (or `all`) behave in another way; see ``BankBehaviour``. `delay_ms` goes with
  /// `slow`; `bank_status` is what the bank says of its health.
  private func setBank(_ code: String, _ fields: inout FieldReader) throws -> Response {
    let wanted = try TestBedBankSwitch(from: &fields)
    let behaviour: BankBehaviour =
      switch wanted.mode {
      case .up: .up
      case .down: .down
      case .slow: .slow(.milliseconds(wanted.delay ?? 1_000))
      case .refuseCredit: .refuseCredit
      case .loseAnswer: .loseAnswer
      }
    let chosen = banks.filter { code == "all" || $0.bank.code.text == code }
    guard !chosen.isEmpty else {
      throw HubError(.noSuchUser, field: "code", detail: "no such simulated bank here: \(code.prefix(10))")
    }
    for bank in chosen {
      bank.desk[bank.bank.code] = behaviour
      if let status = wanted.status { bank.desk.set(status, of: bank.bank.code) }
      switched(bank.bank.code)
    }
    return TestBedAnswer.json { json in
      json.put("bank_code_std", code)
      json.put("mode", behaviour.name)
      if let status = wanted.status { json.put("bank_status", status.rawValue) }
    }
  }

  /// `POST /testbed/accounts`: sets balance or state of an account, with a transaction that says so.
  private func setAccount(_ fields: inout FieldReader) async throws -> Response {
    let wanted = try TestBedAccountSwitch(from: &fields)
    let state = try wanted.state.map { text in
      guard let state = BankAccountState(rawValue: text) else { throw HubError.format("state", "no such state") }
      return state
    }
    guard let bank = banks.first(where: { $0.bank.code == wanted.account.bank }) else {
      throw HubError(.noSuchUser, field: Wire.bankCode.name, detail: "no such simulated bank here")
    }
    let at = DateTime(world.now())
    let changed = try await bank.store.write { session in
      guard var found = try BankAccountTable.find(wanted.account, in: session) else {
        throw HubError(.noSuchUser, field: Wire.accountNumber.name, detail: "no such account at this bank")
      }
      if let state {
        try BankAccountTable.setState(state, of: found.id, in: session)
        found.state = state
      }
      if let balance = wanted.balance, let balance = SignedWon(balance.amount), balance != found.balance {
        try adjust(&found, to: balance, at: at, in: session)
      }
      return found
    }
    return TestBedAnswer.json { json in
      json.put("bank_code_std", changed.account.bank.text)
      json.put("account_num", changed.account.number.text)
      json.put("balance", String(changed.balance.amount))
      json.put("state", changed.state.rawValue)
    }
  }
}

/// A correction is a transaction like any other, so that the history still leads to the balance.
func adjust(
  _ account: inout BankLedgerAccount, to balance: SignedWon, at: DateTime, in session: any SQLSession
) throws {
  let difference = balance.amount - account.balance.amount
  guard let amount = Won(abs(difference)) else { return }
  account.balance = balance
  account.sequence += 1
  if difference > 0 { account.incoming += 1 }
  account.lastAt = max(account.lastAt, at)
  try BankAccountTable.move(account, in: session)
  try BankTransactionTable.append(
    BankLedgerTransaction(
      accountID: account.id, at: account.lastAt, sequence: account.sequence, incoming: account.incoming,
      direction: difference > 0 ? .incoming : .outgoing, kind: "대체", printContent: "테스트조정", amount: amount,
      balanceAfter: balance, branchName: account.branchName, remitterName: nil, remitterAccount: nil), in: session)
}
