import Foundation
import MaruBankLink
import MaruContract
import MaruDomain
import MaruHub
import MaruStore

/// The transfers that a store is filled with: withdraws of one won each, from every well-filled account in turn to the
/// organisation's collection account, evenly over the time from the banks' last line until now.
///
/// The hub's book and the banks' books are made from the same plan, so they tell the same story.
struct FillPlan: Sendable {
  /// Whose account, as the hub and its bank know it.
  struct Payer: Sendable {
    let account: BankLedgerAccount
    let user: UserSeqNo
  }

  /// Accounts that can pay their share.
  private static let leastBalance: Int64 = 200_000
  private static let amount = Won(1)

  let count: Int
  /// Whether the hub was killed before it recorded any outcome.
  let isOpen: Bool
  let organisation: OrganisationCode
  let payers: [Payer]
  let payee: BankLedgerAccount
  private let won: Won
  private let from: Instant
  private let until: Instant

  /// The plan for a directory in which a hub has run once.
  init(count: Int, isOpen: Bool, ready: WireValue, banks: any Store) async throws {
    guard let organisation = OrganisationCode(try ready.text("client_use_code")),
      let collection = ready["collection_account"].flatMap(BankAccount.init(json:)), let won = Self.amount
    else { throw BenchFailure("ready.json names no organisation with a collection account") }
    self.count = count
    self.isOpen = isOpen
    self.organisation = organisation
    self.won = won
    var payers: [Payer] = []
    for person in ready["users"]?.elements ?? [] {
      guard let user = UserSeqNo(try person.text("user_seq_no")) else { continue }
      for account in (person["accounts"]?.elements ?? []).compactMap(BankAccount.init(json:)) {
        guard let found = try await banks.read({ try BankAccountTable.find(account, in: $0) }), found.state == .normal,
          found.balance.amount >= Self.leastBalance
        else { continue }
        payers.append(Payer(account: found, user: user))
      }
    }
    guard !payers.isEmpty, let payee = try await banks.read({ try BankAccountTable.find(collection, in: $0) }) else {
      throw BenchFailure("the banks hold no account to fill from")
    }
    self.payers = payers
    self.payee = payee
    from = (payers.map(\.account.lastAt) + [payee.lastAt]).max()?.instant.adding(seconds: 1) ?? Instant(milliseconds: 0)
    until = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    guard from < until else { throw BenchFailure("the banks' books end in the future") }
  }

  /// When the transfer with that number happened.
  func moment(_ number: Int) -> Instant {
    let span = until.milliseconds - from.milliseconds
    return Instant(milliseconds: from.milliseconds + span * Int64(number) / Int64(count))
  }

  /// What the banks did of the transfer with that number. Of open ones a third each: nothing, the debit, both legs.
  func legs(_ number: Int) -> [TransferLeg] {
    guard isOpen else { return [.debit, .credit] }
    return Array([TransferLeg.debit, .credit].prefix(number % 3))
  }

  func payer(_ number: Int) -> Payer { payers[number % payers.count] }

  /// The order with that number, as the hub would have recorded it.
  func order(_ number: Int) -> TransferOrder {
    let at = moment(number)
    let payer = payer(number)
    let key = at.milliseconds << 20 | Int64(number & 0xF_FFFF)
    let serials = SerialSource(
      world: World(now: { at }, randomBytes: { .init(repeating: 0, count: $0) }, sleep: { _ in }))
    let (id, date) = serials.bankTransactionID(key, for: organisation)
    return TransferOrder(
      id: key, organisation: organisation, kind: .withdraw,
      apiTransactionID: APITransactionID(random: (.random(in: .min ... .max), .random(in: .min ... .max))),
      receivedAt: at, rowNumber: 1, requestedAt: at.dateTime, bankTransactionID: id, bankTransactionDate: date,
      amount: won,
      payer: TransferParty(
        account: payer.account.account, holderName: payer.account.holderName, fintechUseNumber: nil,
        printContent: PrintContent("마루상점")),
      payee: TransferParty(
        account: payee.account, holderName: payee.holderName, fintechUseNumber: nil, printContent: PrintContent("출금")),
      cmsNumber: nil)
  }
}

extension BankAccount {
  /// Reads `bank_code_std` and `account_num`.
  fileprivate init?(json: WireValue) {
    guard let bank = json["bank_code_std"]?.flatText.flatMap({ BankCode($0) }),
      let number = json["account_num"]?.flatText.flatMap({ AccountNumber($0) })
    else { return nil }
    self.init(bank: bank, number: number)
  }
}
