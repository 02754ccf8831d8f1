import Hummingbird
import MaruContract
import MaruDomain
import MaruStore

extension TestBedRoutes {
  /// `GET /testbed/banks`: every bank and how it behaves.
  func banks() -> Response {
    json { json in
      json.openArray("banks")
      for bank in testBed.banks {
        json.openObject()
        json.put("bank_code_std", bank.bank.code.text)
        json.put("bank_name", bank.bank.name)
        json.put("mode", testBed.desk[bank.bank.code].name)
        json.closeObject()
      }
      json.closeArray()
    }
  }

  /// `POST /testbed/banks/{code}`: lets a bank (or `all`) behave in another way; see ``BankBehaviour``. `delay_ms` goes with
  /// `slow`.
  func setBank(_ code: String, _ fields: inout FieldReader) throws -> Response {
    let mode = try fields.required(Self.mode)
    let delay = try fields.optional(Self.delay) ?? 1_000
    let behaviour: BankBehaviour =
      switch mode {
      case "down": .down
      case "slow": .slow(.milliseconds(delay))
      case "refuse_credit": .refuseCredit
      case "lose_answer": .loseAnswer
      default: .up
      }
    let chosen = testBed.banks.map(\.bank.code).filter { code == "all" || $0.text == code }
    guard !chosen.isEmpty else {
      throw HubError(.noSuchUser, field: "code", detail: "no such bank: \(code.prefix(10))")
    }
    for bank in chosen { testBed.desk[bank] = behaviour }
    return json { json in
      json.put("bank_code_std", code)
      json.put("mode", behaviour.name)
    }
  }

  private static let modes = ["up", "down", "slow", "refuse_credit", "lose_answer"]
  private static let mode = Field<String>(
    "mode", WireType("aS", 20), "how the bank behaves", example: "down", values: modes,
    parse: { modes.contains($0) ? $0 : nil }, render: { $0 })
  private static let delay = Field<Int>(number: "delay_ms", digits: 6, "how long a slow bank takes", example: "1000")

  /// `POST /testbed/accounts`: sets balance or state of an account, with a transaction that says so.
  func setAccount(_ fields: inout FieldReader) async throws -> Response {
    let bank = try fields.required(Wire.bankCode)
    let account = BankAccount(bank: bank, number: try fields.required(Wire.accountNumber))
    let balance = try fields.optional(Self.balance)
    let state = try fields.optional(Self.state)
    let at = DateTime(hub.world.now())
    let changed = try await testBed.store.write { session in
      guard var found = try BankAccountTable.find(account, in: session) else {
        throw HubError(.noSuchUser, field: Wire.accountNumber.name, detail: "no such account at this bank")
      }
      if let state {
        try BankAccountTable.setState(state, of: found.id, in: session)
        found.state = state
      }
      if let balance, let wanted = SignedWon(balance.amount), wanted != found.balance {
        try adjust(&found, to: wanted, at: at, in: session)
      }
      return found
    }
    return json { json in
      json.put("bank_code_std", bank.text)
      json.put("account_num", changed.account.number.text)
      json.put("balance", String(changed.balance.amount))
      json.put("state", changed.state.rawValue)
    }
  }

  private static let balance = Field<Won>(
    "balance", WireType("N", 12), "the balance that the account shall have, in won", example: "1000000",
    parse: { Won(wire: $0) }, render: { $0.description })
  private static let state = Field<BankAccountState>(
    "state", WireType("a", 20), "whether the account can be used", example: .normal)
}

/// A correction is a transaction like any other, so that the history still leads to the balance.
private func adjust(
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
