public import MaruDomain

/// One page of an account's history, asked of its bank.
public enum BankSideTransactions: BankSideOperation {
  public static let path = "/bank/v1/transactions"

  /// Which page.
  public struct Request: WireMessage, Hashable {
    /// `account_num`.
    public var account: AccountNumber
    /// `inquiry_type`.
    public var inquiryType: InquiryType
    /// `from_dtime`, inclusive.
    public var from: DateTime
    /// `to_dtime`, inclusive.
    public var to: DateTime
    /// `sort_order`.
    public var sortOrder: SortOrder
    /// `page_index`, from 1; used when there is no cursor.
    public var pageIndex: Int
    /// `page_size`, rows a page.
    public var pageSize: Int
    /// `befor_inquiry_trace_info`, the cursor of the page before; wins over the index.
    public var cursor: TraceInfo?

    /// Makes the message of checked values; each is described at its property.
    public init(
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
    public init(from fields: inout FieldReader) throws(HubError) {
      account = try fields.required(Wire.accountNumber)
      inquiryType = try fields.required(Wire.inquiryType)
      from = try fields.required(Wire.fromDateTime)
      to = try fields.required(Wire.toDateTime)
      sortOrder = try fields.required(Wire.sortOrder)
      pageIndex = try fields.required(Wire.pageIndex)
      pageSize = try fields.required(Wire.pageSize)
      cursor = try fields.optional(Wire.traceInfo)
    }
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.accountNumber, account)
      fields.put(Wire.inquiryType, inquiryType)
      fields.put(Wire.fromDateTime, from)
      fields.put(Wire.toDateTime, to)
      fields.put(Wire.sortOrder, sortOrder)
      fields.put(Wire.pageIndex, pageIndex)
      fields.put(Wire.pageSize, pageSize)
      fields.putOptional(Wire.traceInfo, cursor)
    }
  }

  /// One line of the history.
  public struct Row: WireMessage, Hashable {
    /// `tran_dtime`.
    public var at: DateTime
    /// `inout_type`.
    public var direction: Direction
    /// `tran_type`, AH(10).
    public var kind: String
    /// `print_content`, AH(20).
    public var printContent: String
    /// `tran_amt`, in won.
    public var amount: Won
    /// `after_balance_amt`, in won.
    public var balanceAfter: SignedWon
    /// `branch_name`, AH(20).
    public var branchName: String
    /// `remitter_…`: who sent it, where another bank's account did.
    public var remitter: BankSideParty?

    /// Makes the message of checked values; each is described at its property.
    public init(
      at: DateTime, direction: Direction, kind: String, printContent: String, amount: Won, balanceAfter: SignedWon,
      branchName: String, remitter: BankSideParty?
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
    public init(from fields: inout FieldReader) throws(HubError) {
      at = try fields.required(Wire.tranDtime)
      direction = try fields.required(Wire.direction)
      kind = try fields.blankable(Wire.transactionKind) ?? ""
      printContent = try fields.blankable(Wire.printed) ?? ""
      amount = try fields.required(Wire.transactionAmount)
      balanceAfter = try fields.required(Wire.balanceAfter)
      branchName = try fields.blankable(Wire.branchName) ?? ""
      remitter = try BankSideParty.read(&fields)
    }
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.tranDtime, at)
      fields.put(Wire.direction, direction)
      fields.put(Wire.transactionKind, kind)
      fields.put(Wire.printed, printContent)
      fields.put(Wire.transactionAmount, amount)
      fields.put(Wire.balanceAfter, balanceAfter)
      fields.put(Wire.branchName, branchName)
      remitter?.write(to: &fields)
    }
  }

  /// The page.
  public struct Answer: WireMessage, Hashable {
    /// `balance_amt`, now, in won.
    public var balance: SignedWon
    /// `total_record_cnt`, rows of all pages.
    public var totalCount: Int
    /// `befor_inquiry_trace_info`, the cursor of the next page; absent on the last.
    public var next: TraceInfo?
    /// `res_list`.
    public var rows: [Row]

    /// Makes the message of checked values; each is described at its property.
    public init(balance: SignedWon, totalCount: Int, next: TraceInfo?, rows: [Row]) {
      self.balance = balance
      self.totalCount = totalCount
      self.next = next
      self.rows = rows
    }
    public init(from fields: inout FieldReader) throws(HubError) {
      balance = try fields.required(Wire.balance)
      totalCount = try fields.required(Wire.totalCount)
      next = try fields.blankable(Wire.traceInfo)
      rows = try fields.list("res_list", of: Row.self, orNone: true, "거래 목록. 이 페이지의 거래: the page's transactions")
    }
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.balance, balance)
      fields.put(Wire.totalCount, totalCount)
      fields.putBlankable(Wire.traceInfo, next)
      fields.put(list: "res_list", rows)
    }
  }
}

/// The other side of a movement: `remitter_name`, `remitter_bank_code`, `remitter_account_num`.
public struct BankSideParty: Sendable, Hashable {
  /// The holder's name.
  public var name: HolderName
  /// The account.
  public var account: BankAccount
  /// Makes the message of checked values; each is described at its property.
  public init(name: HolderName, account: BankAccount) {
    self.name = name
    self.account = account
  }

  static func read(_ fields: inout FieldReader) throws(HubError) -> BankSideParty? {
    let name = try fields.optional(Wire.remitterName)
    let bank = try fields.optional(Wire.remitterBank)
    let number = try fields.optional(Wire.remitterAccount)
    guard let name, let bank, let number else { return nil }
    return BankSideParty(name: name, account: BankAccount(bank: bank, number: number))
  }
  func write(to fields: inout FieldWriter) {
    fields.put(Wire.remitterName, name)
    fields.put(Wire.remitterBank, account.bank)
    fields.put(Wire.remitterAccount, account.number)
  }
}
