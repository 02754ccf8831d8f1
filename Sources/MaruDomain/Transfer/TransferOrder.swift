/// One order to move money: from one account at one bank to one account at another (or the same) bank.
///
/// A withdraw moves from a user's account to the organisation's collection account; a deposit from the organisation's
/// paying account to a receiver. An order never changes once recorded; what becomes of it is its ``TransferStage``.
public struct TransferOrder: Sendable, Hashable {
  /// The hub's own key: time-ordered, unique across hubs; never shown to clients.
  public let id: Int64
  /// Who ordered it.
  public let organisation: OrganisationCode
  /// Withdraw or deposit.
  public let kind: CheckType
  /// The API call that brought the order, and when: a repeat is answered with them.
  public let apiTransactionID: APITransactionID
  /// When the hub took the call.
  public let receivedAt: Instant
  /// The row of a list; 1 for a withdraw.
  public let rowNumber: Int
  /// The client's own time of the request, `tran_dtime`.
  public let requestedAt: DateTime
  /// `bank_tran_id`, made by the hub.
  public let bankTransactionID: BankTransactionID
  /// `bank_tran_date`: KST day of the bank leg.
  public let bankTransactionDate: BusinessDate
  /// In won, more than 0.
  public let amount: Won
  /// Who is debited.
  public let payer: TransferParty
  /// Who is credited.
  public let payee: TransferParty
  /// `cms_no`, echoed.
  public let cmsNumber: CMSNumber?

  /// Makes the value of its parts; each is described at its property.
  public init(
    id: Int64, organisation: OrganisationCode, kind: CheckType, apiTransactionID: APITransactionID, receivedAt: Instant,
    rowNumber: Int, requestedAt: DateTime, bankTransactionID: BankTransactionID, bankTransactionDate: BusinessDate,
    amount: Won, payer: TransferParty, payee: TransferParty, cmsNumber: CMSNumber?
  ) {
    self.id = id
    self.organisation = organisation
    self.kind = kind
    self.apiTransactionID = apiTransactionID
    self.receivedAt = receivedAt
    self.rowNumber = rowNumber
    self.requestedAt = requestedAt
    self.bankTransactionID = bankTransactionID
    self.bankTransactionDate = bankTransactionDate
    self.amount = amount
    self.payer = payer
    self.payee = payee
    self.cmsNumber = cmsNumber
  }

  /// The party that the client named: the debited user of a withdraw, the receiver of a deposit.
  public var counterparty: TransferParty { kind == .withdraw ? payer : payee }
}

/// One side of a transfer.
public struct TransferParty: Sendable, Hashable {
  /// Bank and number.
  public let account: BankAccount
  /// The name to compare with the bank's, where the check is on; else the name on record.
  public let holderName: HolderName?
  /// Where the client named the account by it.
  public let fintechUseNumber: FintechUseNumber?
  /// What the passbook of this side prints.
  public let printContent: PrintContent?

  /// Makes the value of its parts; each is described at its property.
  public init(
    account: BankAccount, holderName: HolderName?, fintechUseNumber: FintechUseNumber?, printContent: PrintContent?
  ) {
    self.account = account
    self.holderName = holderName
    self.fintechUseNumber = fintechUseNumber
    self.printContent = printContent
  }
}

extension TransferOrder {
  /// Whose account a leg moves: the payee's for a credit, the payer's for a debit and for its reversal.
  public func party(of leg: TransferLeg) -> TransferParty {
    switch leg {
    case .debit, .reversal: payer
    case .credit: payee
    }
  }
}

/// What makes two v1 orders the same: organisation, direction, `tran_dtime`, account and amount.
///
/// v1 clients send no key of their own (the hub makes `bank_tran_id`), so the contents are the key.
public struct OrderKey: Sendable, Hashable {
  public let text: String
  /// Makes the value of its parts; each is described at its property.
  public init(
    organisation: OrganisationCode, kind: CheckType, requestedAt: DateTime, account: BankAccount, amount: Won
  ) {
    text =
      "\(organisation.text)|\(kind.rawValue)|\(requestedAt.wire)|\(account.bank.text)|\(account.number.text)|\(amount)"
  }
}
