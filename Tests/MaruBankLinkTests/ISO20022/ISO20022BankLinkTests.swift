import MaruDomain
import NIOPosix
import TestSupport
import Testing

@testable import MaruBankLink

/// What the ISO 20022 connector makes of a bank's answer. Only a pacs.002 on the very message, with `RJCT`, is a refusal of money.
@Suite struct ISO20022BankLinkTests {
  private static let bank = Bank(code: ISOExample.bank, name: "IBK기업은행")
  private static let receipt = LegReceipt(holderName: ISOExample.holder, branch: BranchCode("0031234")!)

  enum Heard: Equatable, Sendable {
    case confirmed
    case refused(String, String)
    case unknown(UnknownReason)
  }

  private func ask<Value>(
    _ body: String, status: String = "200 OK", _ question: (ISO20022BankLink) async -> BankAnswer<Value>
  ) async throws -> (heard: Heard, value: Value?, request: String) {
    try await ScriptedServer.with({ _ in .answer(ScriptedServer.http(body, status: status)) }) { server in
      let client = BankClient(
        host: "127.0.0.1", port: server.port, timeout: .seconds(120), group: MultiThreadedEventLoopGroup.singleton)
      defer { client.close() }
      let link = ISO20022BankLink(bank: Self.bank, client: client, world: TestClock().world)
      let answer = await question(link)
      let request = server.requests.first?.text ?? ""
      switch answer {
      case .confirmed(let value): return (.confirmed, value, request)
      case .refused(let refusal):
        #expect(refusal.by == Self.bank.code)
        return (.refused(refusal.code.text, refusal.message), nil, request)
      case .unknown(let reason): return (.unknown(reason), nil, request)
      }
    }
  }

  private static func report(
    _ outcome: StatusReport.Outcome, leg: TransferLeg = .debit, id: String? = nil, name: String? = nil,
    of other: LegID? = nil, bank: BankCode = bank.code
  ) -> String {
    let leg = other ?? ISOExample.id(leg)
    let report = StatusReport(
      stamp: stamp, answering: id ?? leg.description, name ?? leg.messageIdentifier, leg: leg, bank: bank,
      outcome: outcome)
    return text(report.xml)
  }

  private static func status(_ text: String, _ reasons: String = "") -> String {
    report(.other(.cannotProcess, "x")).replacing("<TxSts>RJCT</TxSts>", with: "<TxSts>\(text)</TxSts>|").replacing(
      /\|.*<\/TxInfAndSts>/, with: reasons + "</TxInfAndSts>")
  }
  private static func reason(_ name: String, _ code: String, _ text: String = "") -> String {
    "<StsRsnInf><Rsn><\(name)>\(code)</\(name)></Rsn>" + (text.isEmpty ? "" : "<AddtlInf>\(text)</AddtlInf>")
      + "</StsRsnInf>"
  }

  /// Bodies of an HTTP 200 to a debit, with what is heard.
  static let bodies: [(body: String, heard: Heard)] = [
    (report(.done(receipt)), .confirmed),
    (report(.other(.balanceTooLow, "예금잔액 부족")), .refused("453", "예금잔액 부족")),
    (report(.other(BankResponseCode("477")!, "단말기 상이")), .refused("477", "단말기 상이")),
    (report(.other(.transactionIDReused, "")), .refused("822", "거래고유번호 중복")),
    // A bank that knows the ISO codes alone, or gives no reason.
    (status("RJCT", reason("Cd", "AM04")), .refused("453", "예금잔액 부족")),
    (status("RJCT", reason("Cd", "AM04", "no cover")), .refused("453", "no cover")),
    (status("RJCT", reason("Prtry", "X1") + reason("Cd", "AC04")), .refused("415", "해지 계좌")),
    (status("RJCT", reason("Cd", "ZZ99")), .refused("499", "기타 처리 불가")),
    (status("RJCT"), .refused("499", "기타 처리 불가")),
    // In progress: nothing final is made of 400 (BankResponseCode/isUnknownOutcome).
    (report(.other(.inProgress, "처리 중")), .refused("400", "처리 중")),
    (status("PDNG"), .refused("400", "처리 중")), (status("ACSP"), .refused("400", "처리 중")),
    (status("ACTC"), .refused("400", "처리 중")), (status("RCVD"), .refused("400", "처리 중")),
    (status("PDNG", reason("Prtry", "453")), .refused("400", "처리 중")),
    (status("PDNG", reason("Prtry", "804")), .refused("804", "처리시간 초과")),
    // No answer to this message.
    (report(.done(receipt), leg: .credit), .unknown(.unreadable)),
    (report(.done(receipt), id: "20261124-M202600001O000000002-D"), .unknown(.unreadable)),
    (report(.done(receipt), name: CreditTransfer.identifier), .unknown(.unreadable)),
    (report(.done(receipt), of: ISOExample.id(.debit, BusinessDate(wire: "20261125")!)), .unknown(.unreadable)),
    (report(.done(receipt), bank: BankCode("004")!), .unknown(.unreadable)),
    // No word of the bank on the money.
    (status("ACSC"), .unknown(.unreadable)), (status("XXXX"), .unknown(.unreadable)),
    (status("ACSC", reason("Cd", "AM04")), .unknown(.unreadable)),
    (status("RJCT", reason("Prtry", "000")), .unknown(.unreadable)),
    (text(MessageReject(original: ISOExample.id(.debit).description, text: "x").xml), .unknown(.unreadable)),
    (
      text(Receipt(stamp: stamp, original: ISOExample.id(.debit).description, code: .cannotProcess, text: "x").xml),
      .unknown(.unreadable)
    ),
    (report(.done(receipt)) + "<x/>", .unknown(.unreadable)),
    (String(report(.done(receipt)).dropLast()), .unknown(.unreadable)),
    ("<!DOCTYPE Document [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + report(.done(receipt)), .unknown(.unreadable)),
    ("", .unknown(.unreadable)), ("<html>maintenance</html>", .unknown(.unreadable)), ("{}", .unknown(.unreadable)),
    (String(repeating: "<Document>", count: 50_000), .unknown(.unreadable)),
  ]
  private static let stamp = MessageStamp(world: TestClock().world)
  private static func text(_ xml: [UInt8]) -> String { String(decoding: xml, as: UTF8.self) }

  @Test("a bank's pacs.002 is its word, or it is none (M-12)", arguments: bodies.indices)
  func body(_ index: Int) async throws {
    let row = Self.bodies[index]
    let (heard, value, request) = try await ask(row.body) { await $0.debit(ISOExample.leg(.debit)) }
    #expect(heard == row.heard, "\(row.body.suffix(300))")
    if heard == .confirmed { #expect(value == Self.receipt) }
    #expect(request.hasPrefix("POST \(ISO20022BankLink.path) HTTP/1.1\r\n"))
    #expect(request.contains("\r\nContent-Type: application/xml\r\n"))
  }

  @Test(
    "a status other than 200 says nothing about the money, whatever stands in the body (M-12)",
    arguments: ["500 Internal Server Error", "502 Bad Gateway", "404 Not Found", "401 Unauthorized", "201 Created"])
  func status(_ status: String) async throws {
    for text in [Self.report(.done(Self.receipt)), Self.report(.other(.balanceTooLow, "")), ""] {
      let (heard, _, _) = try await ask(text, status: status) { await $0.debit(ISOExample.leg(.debit)) }
      #expect(heard == .unknown(.unreadable))
    }
  }

  @Test("an answer to another inquiry is none: neither a balance, nor a holder, nor a refusal")
  func otherInquiry() async throws {
    for name in [
      "camt.052-balance", "camt.052-history", "camt.053", "camt.025", "admi.002", "acmt.024-holder", "acmt.024-refused",
    ] {
      let example = try #require(ISOExample.examples.first { $0.name == name })
      let body = Self.text(example.written)
      #expect(
        try await ask(body) { await $0.balance(of: ISOExample.account) }.heard == .unknown(.unreadable), "\(name)")
      #expect(
        try await ask(body) { await $0.holder(of: ISOExample.account, info: nil) }.heard == .unknown(.unreadable),
        "\(name)")
      let day = try #require(BusinessDate(wire: "20261124"))
      #expect(try await ask(body) { await $0.statement(of: day, after: nil) }.heard == .unknown(.unreadable), "\(name)")
    }
  }

  @Test("another bank's report on this very inquiry is no answer")
  func otherBank() async throws {
    for (code, heard) in [("003", Heard.confirmed), ("004", .unknown(.unreadable))] {
      let bank = try #require(BankCode(code))
      let balance = AccountBalanceAtBank(
        balance: SignedWon(1)!, available: .zero, type: .demand, productName: "", branch: .unknown)
      // The connector's clock and chance are the same anew, so its inquiry has the id of this stamp.
      let report = AccountReport(
        stamp: Self.stamp, query: Self.stamp.id, bank: bank, content: .balance(balance, ISOExample.account))
      let answer = try await ask(Self.text(report.xml)) { await $0.balance(of: ISOExample.account) }
      #expect(answer.heard == heard)
    }
  }

  @Test("a bank that cannot be reached was not asked")
  func unreachable() async throws {
    let held = try HeldPort()
    defer { held.release() }
    let client = BankClient(
      host: "127.0.0.1", port: held.port, timeout: .seconds(120), group: MultiThreadedEventLoopGroup.singleton)
    let link = ISO20022BankLink(bank: Self.bank, client: client, world: TestClock().world)
    #expect(await link.debit(ISOExample.leg(.debit)).reason == .notSent)
    #expect(await link.status(of: ISOExample.id(.debit)).reason == .notSent)
    client.close()
  }
}
