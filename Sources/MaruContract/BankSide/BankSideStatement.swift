public import MaruDomain

/// The end-of-day statement: every debit, credit and reversal that the bank answered for good on one of its business days,
/// refused ones too. What the hub's journal is reconciled with.
///
/// A line never changes and never moves to another day. A leg belongs to the day on which the bank booked or refused it, which
/// may be the day after `bank_tran_date` around midnight.
public enum BankSideStatement: BankSideOperation {
  public static let path = "/bank/v1/statement"

  /// Which page of which day.
  public struct Request: WireMessage, Hashable {
    /// `business_date`.
    public var date: BusinessDate
    /// `page_size`, rows a page at most.
    public var pageSize: Int
    /// `befor_inquiry_trace_info`, the cursor of the page before; absent for the first page.
    public var cursor: TraceInfo?
    /// Makes the message of checked values; each is described at its property.
    public init(date: BusinessDate, pageSize: Int, cursor: TraceInfo?) {
      self.date = date
      self.pageSize = pageSize
      self.cursor = cursor
    }
    public init(from fields: inout FieldReader) throws(HubError) {
      date = try fields.required(Wire.businessDate)
      pageSize = try fields.required(Wire.pageSize)
      cursor = try fields.optional(Wire.traceInfo)
    }
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.businessDate, date)
      fields.put(Wire.pageSize, pageSize)
      fields.putOptional(Wire.traceInfo, cursor)
    }
  }

  /// One leg and what the bank answered to it.
  public struct Row: WireMessage, Hashable {
    /// `bank_tran_id`.
    public var bankTransactionID: BankTransactionID
    /// `bank_tran_date`.
    public var date: BusinessDate
    /// `leg`: D debit, C credit, R reversal.
    public var leg: TransferLeg
    /// `account_num`.
    public var account: AccountNumber
    /// `tran_amt`, in won; what was asked for where it was refused.
    public var amount: Won
    /// `leg_rsp_code`: 000 the money moved, anything else it did not.
    public var code: BankResponseCode
    /// `booked_dtime`: when the bank decided.
    public var bookedAt: DateTime
    /// Makes the message of checked values; each is described at its property.
    public init(
      bankTransactionID: BankTransactionID, date: BusinessDate, leg: TransferLeg, account: AccountNumber, amount: Won,
      code: BankResponseCode, bookedAt: DateTime
    ) {
      self.bankTransactionID = bankTransactionID
      self.date = date
      self.leg = leg
      self.account = account
      self.amount = amount
      self.code = code
      self.bookedAt = bookedAt
    }
    public init(from fields: inout FieldReader) throws(HubError) {
      bankTransactionID = try fields.required(Wire.bankTransactionID)
      date = try fields.required(Wire.bankTransactionDate)
      leg = try fields.required(Wire.leg)
      account = try fields.required(Wire.accountNumber)
      amount = try fields.required(Wire.amount)
      code = try fields.required(Wire.legResponseCode)
      bookedAt = try fields.required(Wire.bookedAt)
    }
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.bankTransactionID, bankTransactionID)
      fields.put(Wire.bankTransactionDate, date)
      fields.put(Wire.leg, leg)
      fields.put(Wire.accountNumber, account)
      fields.put(Wire.amount, amount)
      fields.put(Wire.legResponseCode, code)
      fields.put(Wire.bookedAt, bookedAt)
    }
  }

  /// The page.
  public struct Answer: WireMessage, Hashable {
    /// `business_date`.
    public var date: BusinessDate
    /// `closed_yn`: Y once the day is over at the bank, so that no line is added any more.
    public var isClosed: Bool
    /// `line_cnt`, lines of the whole day so far.
    public var lineCount: Int
    /// `befor_inquiry_trace_info`, the cursor of the next page; blank on the last.
    public var next: TraceInfo?
    /// `res_list`, in the order in which the bank decided.
    public var rows: [Row]
    /// Makes the message of checked values; each is described at its property.
    public init(date: BusinessDate, isClosed: Bool, lineCount: Int, next: TraceInfo?, rows: [Row]) {
      self.date = date
      self.isClosed = isClosed
      self.lineCount = lineCount
      self.next = next
      self.rows = rows
    }
    public init(from fields: inout FieldReader) throws(HubError) {
      date = try fields.required(Wire.businessDate)
      isClosed = try fields.required(Wire.isClosed) == .yes
      lineCount = try fields.required(Wire.lineCount)
      next = try fields.blankable(Wire.traceInfo)
      rows = try fields.list("res_list", of: Row.self, orNone: true, "명세: the page's lines")
    }
    public func write(to fields: inout FieldWriter) {
      fields.put(Wire.businessDate, date)
      fields.put(Wire.isClosed, YesNo(isClosed))
      fields.put(Wire.lineCount, lineCount)
      fields.putBlankable(Wire.traceInfo, next)
      fields.put(list: "res_list", rows)
    }
  }
}
