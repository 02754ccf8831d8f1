import MaruDomain
import Testing

/// M-01: an entry cannot have one side alone, and a transfer's legs cancel out.
@Suite struct JournalEntryTests {
  private func order() throws -> TransferOrder {
    let payer = BankAccount(bank: try #require(BankCode("004")), number: try #require(AccountNumber("111111111111")))
    let payee = BankAccount(bank: try #require(BankCode("088")), number: try #require(AccountNumber("222222222222")))
    let organisation = try #require(OrganisationCode("M202600001"))
    let now = Instant(milliseconds: 1_795_532_799_007)
    return TransferOrder(
      id: 7, organisation: organisation, kind: .withdraw, apiTransactionID: APITransactionID(random: (1, 2)),
      receivedAt: now, rowNumber: 1, requestedAt: now.dateTime,
      bankTransactionID: BankTransactionID(organisation: organisation, serial: 1),
      bankTransactionDate: now.businessDate,
      amount: try #require(Won(10_000)),
      payer: TransferParty(account: payer, holderName: nil, fintechUseNumber: nil, printContent: nil),
      payee: TransferParty(account: payee, holderName: nil, fintechUseNumber: nil, printContent: nil), cmsNumber: nil)
  }

  private func balances(_ entries: [JournalEntry]) -> [String: Int64] {
    var balances: [String: Int64] = [:]
    for entry in entries {
      balances[entry.debit.description, default: 0] += entry.amount.amount
      balances[entry.credit.description, default: 0] -= entry.amount.amount
    }
    return balances
  }

  @Test("debit and credit move the money through the organisation's account, which ends at nothing")
  func completed() throws {
    let order = try order()
    let sums = balances([JournalEntry(booking: .debit, of: order), JournalEntry(booking: .credit, of: order)])
    #expect(sums == ["bank:004": 10_000, "bank:088": -10_000, "org:M202600001": 0])
    #expect(sums.values.reduce(0, +) == 0)
  }

  @Test("a reversal undoes the debit to the won")
  func reversed() throws {
    let order = try order()
    let sums = balances([JournalEntry(booking: .debit, of: order), JournalEntry(booking: .reversal, of: order)])
    #expect(sums.values.allSatisfy { $0 == 0 })
  }

  @Test("ledger accounts are read back as stored; other texts are refused")
  func names() throws {
    for text in ["bank:004", "org:M202600001"] { #expect(LedgerAccount(text)?.description == text) }
    for text in ["", "bank:", "bank:04", "org:", "org:M2026", "user:1100000001", "BANK:004"] {
      #expect(LedgerAccount(text) == nil, "\(text)")
    }
  }

  @Test("two orders are the same when organisation, direction, time, account and amount are")
  func keys() throws {
    let order = try order()
    func key(_ kind: CheckType, _ at: DateTime, _ account: BankAccount, _ amount: Int64) -> OrderKey {
      OrderKey(
        organisation: order.organisation, kind: kind, requestedAt: at, account: account, amount: Won(amount) ?? .zero)
    }
    let later = order.receivedAt.adding(seconds: 1).dateTime
    let same = key(.withdraw, order.requestedAt, order.payer.account, 10_000)
    #expect(same == key(.withdraw, order.requestedAt, order.payer.account, 10_000))
    #expect(
      Set([
        same, key(.deposit, order.requestedAt, order.payer.account, 10_000),
        key(.withdraw, later, order.payer.account, 10_000),
        key(.withdraw, order.requestedAt, order.payee.account, 10_000),
        key(.withdraw, order.requestedAt, order.payer.account, 10_001),
      ]).count == 5)
  }
}
