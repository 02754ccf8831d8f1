import MaruBankLink
import MaruDomain
import MaruStore
import MaruTestBed
import TestSupport

/// One simulated bank with one account to move, in a test bed of its own.
struct BankDeskFixture: Sendable {
  let hub: TestHub
  let bank: SimulatedBank
  let account: BankAccount
  let holder: HolderName

  /// The account of the test bed's payer, with this balance and state.
  static func open(balance: Int64 = 100_000, state: BankAccountState = .normal) async throws -> BankDeskFixture {
    let hub = try await TestHub.open()
    let account = hub.account.account
    guard let bank = hub.bed.banks.first(where: { $0.bank.code == account.bank }) else {
      throw TestHub.Missing("the payer's bank")
    }
    try await hub.setBalance(balance, of: account)
    try await hub.setState(state, of: account)
    return BankDeskFixture(hub: hub, bank: bank, account: account, holder: hub.account.holderName)
  }

  /// Leg number `serial` of the day.
  func leg(
    _ kind: TransferLeg, _ amount: Int64, serial: UInt64 = 1, account: AccountNumber? = nil, holder: String? = nil
  ) -> LegOrder {
    LegOrder(
      id: id(kind, serial: serial), account: account ?? self.account.number, amount: Won(amount)!,
      expectedHolder: holder.map { HolderName($0)! }, printContent: PrintContent("쇼핑")!,
      counterparty: Remitter(name: HolderName("마루상점")!, account: hub.client.collectionAccount))
  }

  func id(_ kind: TransferLeg, serial: UInt64 = 1) -> LegID {
    LegID(
      bankTransactionID: BankTransactionID(organisation: hub.client.code, serial: serial),
      date: BusinessDate(wire: "20261124")!, leg: kind)
  }

  func balance() async throws -> Int64 { try await hub.balance(of: account) }

  /// The account's lines of the test's day.
  func linesOfToday() async throws -> [AccountTransaction] {
    let query = TransactionQuery(
      account: account.number, inquiryType: .all, from: DateTime(wire: "20261124000000")!,
      to: DateTime(wire: "20261124235959")!, sortOrder: .ascending, pageIndex: 1, pageSize: 100, cursor: nil)
    guard case .confirmed(let page) = await bank.transactions(query) else { throw TestHub.Missing("a page") }
    return page.transactions
  }

  func close(keepingData: Bool = false) async { await hub.close(keepingData: keepingData) }
}

extension BankAnswer {
  /// The bank's code: 000 when it did it, nil when it gave no answer.
  var code: String? {
    switch self {
    case .confirmed: BankResponseCode.accepted.text
    case .refused(let refusal): refusal.code.text
    case .unknown: nil
    }
  }
  var value: Value? { if case .confirmed(let value) = self { value } else { nil } }
  var reason: UnknownReason? { if case .unknown(let reason) = self { reason } else { nil } }
}
