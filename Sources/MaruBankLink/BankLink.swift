package import MaruDomain

/// The boundary to one participating bank. A new bank's connector is one conforming type; nothing in the hub changes.
///
/// Every call ends in one of three ways (``BankAnswer``), within the connector's own deadline. A connector never throws, never
/// retries and never reads the hub's store; when to ask a bank at all is the guards' business (``GuardedBankLink``).
package protocol BankLink: Sendable {
  /// The bank behind the link.
  var bank: Bank { get }
  /// What is known of the bank without asking it: whether an order that needs it may be taken at all just now.
  var availability: BankStatusCode { get }
  /// Whether a call would be sent just now; after a fault the bank is asked for its health first.
  func isReady() async -> Bool

  /// Balance of an account. `account/balance`.
  func balance(of account: AccountNumber) async -> BankAnswer<AccountBalanceAtBank>
  /// One page of an account's history. `account/transaction_list`, `inquiry/remit_list`.
  func transactions(_ query: TransactionQuery) async -> BankAnswer<TransactionPage>
  /// Who holds an account; with `info` the bank also compares the real-name number. `inquiry/real_name`.
  func holder(of account: AccountNumber, info: HolderInfo?) async -> BankAnswer<AccountHolder>
  /// The accounts that a person holds here; empty for a stranger. Consent pages.
  func accounts(heldBy person: PersonIdentity) async -> BankAnswer<[HeldAccount]>
  /// Tells the bank that a user ended a service of an account. `account/cancel`.
  func endService(_ service: AccountService, of account: AccountNumber) async -> BankAnswer<Void>

  /// Takes money from an account. The same leg id never takes it twice and always gets the first answer again.
  func debit(_ leg: LegOrder) async -> BankAnswer<LegReceipt>
  /// Gives money to an account. The same leg id never gives it twice and always gets the first answer again.
  func credit(_ leg: LegOrder) async -> BankAnswer<LegReceipt>
  /// Gives a debit back. The same id never gives it back twice.
  func reverse(_ leg: LegOrder) async -> BankAnswer<LegReceipt>
  /// What became of an earlier debit, credit or reversal.
  func status(of leg: LegID) async -> BankAnswer<LegStatus>

  /// One page of what the bank booked and refused on one of its business days, oldest first; the first page without a cursor.
  func statement(of date: BusinessDate, after cursor: TraceInfo?) async -> BankAnswer<StatementPage>

  /// Whether the bank is open. `bank/status`.
  func health() async -> BankAnswer<BankStatusCode>
}

extension BankLink {
  /// A connector without guards knows nothing beforehand.
  package var availability: BankStatusCode { .available }
  /// A connector without guards sends whatever it is given.
  package func isReady() async -> Bool { true }
}

/// How a call to a bank ended.
package enum BankAnswer<Value: Sendable>: Sendable {
  /// The bank did it, or knows it.
  case confirmed(Value)
  /// The bank said no; nothing moved, unless its code leaves that open (``BankResponseCode/isUnknownOutcome``).
  case refused(BankRefusal)
  /// No answer, or one that says nothing: for money, it may or may not have happened.
  case unknown(UnknownReason)
}

/// Why there is no answer.
package enum UnknownReason: String, Sendable, Hashable {
  /// The deadline passed.
  case timedOut
  /// The connection broke after the request may have been sent.
  case connectionLost
  /// The request could not be sent at all.
  case notSent
  /// The request was not sent: the bank is outside its service hours.
  case closed
  /// The bank answered with what is no answer.
  case unreadable
  /// Certainly not sent, and not for the bank's breaker to count: it waited here for longer than it could afford, or another leg of the
  /// same message tells why.
  case keptBack
  /// It shared a message or a line with others, and what became of that is told with one of them.
  case withOthers
  /// The answer is not provably the bank's: its seal is missing or wrong.
  case untrusted
}

/// A participating bank: its standard code and name (section 8 of the wire contract).
package struct Bank: Sendable, Hashable {
  package let code: BankCode
  /// `bank_name`, AH(20).
  package let name: String
  package init(code: BankCode, name: String) {
    self.code = code
    self.name = name
  }
}

/// A balance as the bank tells it.
package struct AccountBalanceAtBank: Sendable, Hashable {
  /// Ledger balance; may be negative.
  package let balance: SignedWon
  /// What can be withdrawn now.
  package let available: Won
  package let type: AccountType
  /// `product_name`, AH(100).
  package let productName: String
  package let branch: BranchCode
  package init(balance: SignedWon, available: Won, type: AccountType, productName: String, branch: BranchCode) {
    self.balance = balance
    self.available = available
    self.type = type
    self.productName = productName
    self.branch = branch
  }
}

/// Which page of a history.
package struct TransactionQuery: Sendable, Hashable {
  package let account: AccountNumber
  package let inquiryType: InquiryType
  /// Inclusive.
  package let from: DateTime
  /// Inclusive.
  package let to: DateTime
  package let sortOrder: SortOrder
  /// 1-based; used when there is no cursor.
  package let pageIndex: Int
  /// Rows a page, at most 25 towards clients.
  package let pageSize: Int
  /// The `next` of the page before; wins over `pageIndex`.
  package let cursor: TraceInfo?
  package init(
    account: AccountNumber, inquiryType: InquiryType, from: DateTime, to: DateTime, sortOrder: SortOrder,
    pageIndex: Int, pageSize: Int, cursor: TraceInfo?
  ) {
    self.account = account
    self.inquiryType = inquiryType
    self.from = from
    self.to = to
    self.sortOrder = sortOrder
    self.pageIndex = pageIndex
    self.pageSize = pageSize
    self.cursor = cursor
  }
}

/// A page of a history.
package struct TransactionPage: Sendable, Hashable {
  package let balance: SignedWon
  /// Rows that match in all pages.
  package let totalCount: Int
  package let transactions: [AccountTransaction]
  /// The cursor of the next page; nil on the last.
  package let next: TraceInfo?
  package init(balance: SignedWon, totalCount: Int, transactions: [AccountTransaction], next: TraceInfo?) {
    self.balance = balance
    self.totalCount = totalCount
    self.transactions = transactions
    self.next = next
  }
}

/// One line of a history.
package struct AccountTransaction: Sendable, Hashable {
  package let at: DateTime
  package let direction: Direction
  /// `tran_type`, AH(10): 현금, 카드, 대체, 급여, 타행환, …
  package let kind: String
  /// `print_content`, AH(20).
  package let printContent: String
  package let amount: Won
  package let balanceAfter: SignedWon
  /// `branch_name`, AH(20).
  package let branchName: String
  /// Who sent it, where another bank's account did.
  package let remitter: Remitter?
  package init(
    at: DateTime, direction: Direction, kind: String, printContent: String, amount: Won, balanceAfter: SignedWon,
    branchName: String, remitter: Remitter?
  ) {
    self.at = at
    self.direction = direction
    self.kind = kind
    self.printContent = printContent
    self.amount = amount
    self.balanceAfter = balanceAfter
    self.branchName = branchName
    self.remitter = remitter
  }
}

/// Who sent an incoming transaction.
package struct Remitter: Sendable, Hashable {
  package let name: HolderName
  package let account: BankAccount
  package init(name: HolderName, account: BankAccount) {
    self.name = name
    self.account = account
  }
}

/// Who holds an account.
package struct AccountHolder: Sendable, Hashable {
  package let name: HolderName
  package let branch: BranchCode
  package let type: AccountType
  package init(name: HolderName, branch: BranchCode, type: AccountType) {
    self.name = name
    self.branch = branch
    self.type = type
  }
}

/// What an identity bureau knows of a person, as far as a bank needs it to find accounts.
package struct PersonIdentity: Sendable, Hashable {
  /// 연계정보, `user_ci`: 88 characters of base64.
  package let ci: String
  package let name: HolderName
  package let birthDate: BusinessDate
  package init(ci: String, name: HolderName, birthDate: BusinessDate) {
    self.ci = ci
    self.name = name
    self.birthDate = birthDate
  }
}

/// An account that a person holds at the bank.
package struct HeldAccount: Sendable, Hashable {
  package let number: AccountNumber
  package let holderName: HolderName
  package let type: AccountType
  package let productName: String
  package let branch: BranchCode
  package init(
    number: AccountNumber, holderName: HolderName, type: AccountType, productName: String, branch: BranchCode
  ) {
    self.number = number
    self.holderName = holderName
    self.type = type
    self.productName = productName
    self.branch = branch
  }
}

/// The id of one movement at one bank: the order's `bank_tran_id` and day, and which leg of it.
package struct LegID: Sendable, Hashable, CustomStringConvertible {
  package let bankTransactionID: BankTransactionID
  package let date: BusinessDate
  package let leg: TransferLeg
  package init(bankTransactionID: BankTransactionID, date: BusinessDate, leg: TransferLeg) {
    self.bankTransactionID = bankTransactionID
    self.date = date
    self.leg = leg
  }
  /// A leg of an order.
  package init(_ leg: TransferLeg, of order: TransferOrder) {
    self.init(bankTransactionID: order.bankTransactionID, date: order.bankTransactionDate, leg: leg)
  }
  /// The leg of this kind of the same order.
  package func sibling(_ leg: TransferLeg) -> LegID {
    LegID(bankTransactionID: bankTransactionID, date: date, leg: leg)
  }
  /// Nil unless `text` is a ``description``.
  package init?(_ text: String) {
    let bytes = text.utf8
    guard bytes.count == 31 else { return nil }
    let dashes = (bytes.index(bytes.startIndex, offsetBy: 8), bytes.index(bytes.startIndex, offsetBy: 29))
    guard bytes[dashes.0] == UInt8(ascii: "-"), bytes[dashes.1] == UInt8(ascii: "-"),
      let date = BusinessDate(wire: String(text[..<dashes.0])),
      let id = BankTransactionID(String(text[bytes.index(after: dashes.0)..<dashes.1])),
      let leg = TransferLeg(rawValue: String(text[bytes.index(after: dashes.1)...]))
    else { return nil }
    self.init(bankTransactionID: id, date: date, leg: leg)
  }
  /// `20261124-M202600001O00000000A-D`.
  package var description: String {
    // Several times in every message about a leg, where an interpolation would be most of the price.
    var text = ""
    text.reserveCapacity(31)
    text += date.wire
    text += "-"
    text += bankTransactionID.text
    text += "-"
    text += leg.rawValue
    return text
  }
}

/// One movement asked of a bank.
package struct LegOrder: Sendable, Hashable {
  package let id: LegID
  package let account: AccountNumber
  package let amount: Won
  /// Compared with the holder's name where given (name check on); a difference is refused with 815.
  package let expectedHolder: HolderName?
  /// What this account's passbook prints.
  package let printContent: PrintContent?
  /// The other side, for remitter lists and passbooks.
  package let counterparty: Remitter?
  package init(
    id: LegID, account: AccountNumber, amount: Won, expectedHolder: HolderName?, printContent: PrintContent?,
    counterparty: Remitter?
  ) {
    self.id = id
    self.account = account
    self.amount = amount
    self.expectedHolder = expectedHolder
    self.printContent = printContent
    self.counterparty = counterparty
  }
}

/// A bank's word that it moved the money.
package struct LegReceipt: Sendable, Hashable {
  /// The holder's name at the bank.
  package let holderName: HolderName
  package let branch: BranchCode
  package init(holderName: HolderName, branch: BranchCode) {
    self.holderName = holderName
    self.branch = branch
  }
}

/// What became of a leg.
package enum LegStatus: Sendable, Hashable {
  case done(LegReceipt)
  case refused(BankRefusal)
  /// The bank never saw the id; a first request may still be on its way.
  case notFound
}
