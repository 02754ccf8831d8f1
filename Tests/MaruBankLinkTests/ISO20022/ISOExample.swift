import Foundation
import MaruDomain
import TestSupport

@testable import MaruBankLink

/// The example messages of `docs/api/iso20022`, each with the value that it stands for.
struct ISOExample: Sendable, CustomStringConvertible {
  /// Name of the file.
  let name: String
  /// What the product writes for the value.
  let written: [UInt8]
  /// What it holds against the message's definition before.
  let tree: XMLTree
  /// Reads a document as this message and writes it again.
  let again: @Sendable (XMLTree) throws -> [UInt8]
  /// Holds a document against this message's definition.
  let check: @Sendable (XMLTree) throws -> Void
  /// Whether a document is read as the example's value.
  let isValue: @Sendable (XMLTree) throws -> Bool

  private init<Message: ISOMessage>(_ name: String, _ message: Message) {
    self.name = name
    written = message.xml
    tree = message.document
    again = { try Message(document: $0).xml }
    check = { try Message.schema.check($0) }
    isValue = { try Message(document: $0) == message }
  }

  var description: String { name }

  var bytes: [UInt8] {
    get throws {
      let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/api/iso20022")
      return Array(try Data(contentsOf: root.appending(path: name + ".xml")))
    }
  }

  /// A file with what the test needs of it.
  struct Loaded: Sendable {
    let name: String
    let bytes: [UInt8]
    let again: @Sendable (XMLTree) throws -> [UInt8]
  }
  static func all() throws -> [Loaded] {
    try examples.map { Loaded(name: $0.name, bytes: try $0.bytes, again: $0.again) }
  }

  // MARK: The values

  static let bank = BankCode("003")!
  static let account = AccountNumber("01020000000001")!
  static let holder = HolderName("김오픈")!
  private static let branch = BranchCode("0031234")!
  private static let order = BankTransactionID("M202600001O000000001")!
  private static let day = BusinessDate(wire: "20261124")!
  private static let world = TestClock().world

  static func id(_ leg: TransferLeg, _ date: BusinessDate = day) -> LegID {
    LegID(bankTransactionID: order, date: date, leg: leg)
  }
  static func leg(_ kind: TransferLeg) -> LegOrder {
    LegOrder(
      id: id(kind), account: account, amount: Won(10_000)!, expectedHolder: kind == .credit ? holder : nil,
      printContent: PrintContent("쇼핑 A&B")!,
      counterparty: Remitter(
        name: HolderName("오픈상점")!,
        account: BankAccount(bank: BankCode("097")!, number: AccountNumber("1230000000000001")!)))
  }

  static let time = DateTime(wire: "20261124093000")!
  private static func stamp(_ id: String) -> MessageStamp { MessageStamp(id, at: time) }

  private static func report(_ leg: TransferLeg, _ outcome: StatusReport.Outcome) -> StatusReport {
    StatusReport(
      stamp: stamp("BANK-1"), answering: id(leg).description, id(leg).messageIdentifier, leg: id(leg), bank: bank,
      outcome: outcome)
  }

  private static func request(_ subject: ReportRequest.Subject) -> ReportRequest {
    ReportRequest(stamp: stamp("HUB-1"), bank: bank, subject: subject)
  }

  private static func line(_ leg: TransferLeg, _ code: BankResponseCode = .accepted) -> StatementLine {
    StatementLine(
      id: id(leg), account: account, amount: Won(10_000)!, code: code, bookedAt: DateTime(wire: "20261124093001")!)
  }
  private static func page(isClosed: Bool) -> StatementPage {
    StatementPage(
      date: day, isClosed: isClosed, lineCount: 3,
      lines: [line(.debit), line(.credit, .protectedAccount), line(.reversal)],
      next: isClosed ? nil : TraceInfo("3"))
  }

  private static let history = TransactionPage(
    balance: SignedWon(-5)!, totalCount: 2,
    transactions: [
      AccountTransaction(
        at: DateTime(wire: "20261123235959")!, direction: .incoming, kind: "대체", printContent: " 월급 <11월> ",
        amount: Won(3_000_000)!, balanceAfter: SignedWon(2_999_995)!, branchName: "강남지점",
        remitter: Remitter(
          name: HolderName("오픈상점")!,
          account: BankAccount(bank: BankCode("097")!, number: AccountNumber("1230000000000001")!))),
      AccountTransaction(
        at: DateTime(wire: "20261124000000")!, direction: .outgoing, kind: "", printContent: "",
        amount: Won(3_000_000)!,
        balanceAfter: SignedWon(-5)!, branchName: "", remitter: nil),
    ], next: TraceInfo("20261124000000000002")!)

  static let examples: [ISOExample] = [
    ISOExample(
      "pacs.003", DirectDebit(stamp: MessageStamp(of: id(.debit), world: world), bank: bank, order: leg(.debit))),
    ISOExample(
      "pacs.008", CreditTransfer(stamp: MessageStamp(of: id(.credit), world: world), bank: bank, order: leg(.credit))),
    ISOExample(
      "pacs.007",
      PaymentReversal(stamp: MessageStamp(of: id(.reversal), world: world), bank: bank, order: leg(.reversal))),
    ISOExample("pacs.002-done", report(.debit, .done(LegReceipt(holderName: holder, branch: branch)))),
    ISOExample("pacs.002-credited", report(.credit, .done(LegReceipt(holderName: holder, branch: branch)))),
    ISOExample("pacs.002-refused", report(.debit, .other(.availableTooLow, "출금가능금액 부족"))),
    ISOExample("pacs.002-pending", report(.credit, .other(.inProgress, "처리 중"))),
    ISOExample("pacs.028", StatusRequest(stamp: stamp("HUB-1"), leg: id(.credit))),
    ISOExample("camt.060-balance", request(.balance(account))),
    ISOExample(
      "camt.060-history",
      request(
        .history(
          TransactionQuery(
            account: account, inquiryType: .incoming, from: DateTime(wire: "20261101000000")!,
            to: DateTime(wire: "20261124235959")!, sortOrder: .ascending, pageIndex: 2, pageSize: 25,
            cursor: TraceInfo("20261110000000000001")!)))),
    ISOExample("camt.060-statement", request(.statement(day, TraceInfo("500")))),
    ISOExample(
      "camt.052-balance",
      AccountReport(
        stamp: stamp("BANK-1"), query: "HUB-1", bank: bank,
        content: .balance(
          AccountBalanceAtBank(
            balance: SignedWon(1_000)!, available: Won(900)!, type: .demand, productName: "오픈통장", branch: branch),
          account))),
    ISOExample(
      "camt.052-history",
      AccountReport(stamp: stamp("BANK-1"), query: "HUB-1", bank: bank, content: .history(history, account))),
    ISOExample(
      "camt.052-statement",
      AccountReport(stamp: stamp("BANK-1"), query: "HUB-1", bank: bank, content: .statement(page(isClosed: false)))),
    ISOExample(
      "camt.053", DayStatement(stamp: stamp("BANK-1"), query: "HUB-1", bank: bank, page: page(isClosed: true))),
    ISOExample("camt.025", Receipt(stamp: stamp("BANK-1"), original: "HUB-1", code: .noSuchAccount, text: "해당 계좌 없음")),
    ISOExample(
      "acmt.023", VerificationRequest(stamp: stamp("HUB-1"), bank: bank, account: account, info: HolderInfo("9001011")!)
    ),
    ISOExample(
      "acmt.024-holder",
      VerificationReport(
        stamp: stamp("BANK-1"), bank: bank, original: stamp("HUB-1"),
        outcome: .holds(AccountHolder(name: holder, branch: branch, type: .fund), account))),
    ISOExample(
      "acmt.024-refused",
      VerificationReport(
        stamp: stamp("BANK-1"), bank: bank, original: stamp("HUB-1"), outcome: .refused(.realNameNumberDiffers))),
    ISOExample(
      "admi.002",
      MessageReject(original: "HUB-1", text: "Document/FIToFIPmtStsReq/GrpHdr/CreDtTm: no ISODateTime")),
  ]
}
