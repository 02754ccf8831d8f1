import MaruDomain
import NIOPosix
import Testing

@testable import MaruBankLink

/// What the HTTP connector makes of a bank's answer. Only a bank's own plain word is a refusal: everything else leaves the
/// money's fate open.
@Suite struct HTTPBankLinkTests {
  private static let bank = Bank(code: BankCode("004")!, name: "KB국민은행")
  private static let id = LegID(
    bankTransactionID: BankTransactionID("M202600001O000000001")!, date: BusinessDate(wire: "20261124")!, leg: .debit)
  private static let order = LegOrder(
    id: id, account: AccountNumber("60021234567890")!, amount: Won(10_000)!, expectedHolder: nil, printContent: nil,
    counterparty: nil)

  enum Heard: Equatable, Sendable {
    case confirmed
    case refused(String, String)
    case unknown(UnknownReason)
  }

  private func ask<Value>(
    _ answer: [UInt8], _ question: (HTTPBankLink) async -> BankAnswer<Value>
  ) async throws -> (heard: Heard, value: Value?, requests: [String]) {
    try await ScriptedServer.with({ _ in .answer(answer) }) { server in
      let client = BankClient(
        host: "127.0.0.1", port: server.port, timeout: .seconds(120), group: MultiThreadedEventLoopGroup.singleton)
      defer { client.close() }
      func requests() -> [String] { server.requests.map(\.text) }
      switch await question(HTTPBankLink(bank: Self.bank, client: client)) {
      case .confirmed(let value): return (.confirmed, value, requests())
      case .refused(let refusal):
        #expect(refusal.by == Self.bank.code)
        return (.refused(refusal.code.text, refusal.message), nil, requests())
      case .unknown(let reason): return (.unknown(reason), nil, requests())
      }
    }
  }

  private static let receipt = "\"account_holder_name\":\"김민준\",\"bank_code_sub\":\"0041234\""
  private static func body(_ code: String, _ message: String = "", _ rest: String = "") -> String {
    "{\"bank_rsp_code\":\"\(code)\",\"bank_rsp_message\":\"\(message)\"" + (rest.isEmpty ? "" : ",") + rest + "}"
  }

  /// Bodies of an HTTP 200 to a debit, with what is heard.
  static let bodies: [(body: String, heard: Heard)] = [
    (body("000", "", receipt), .confirmed),
    (body("453", "예금잔액 부족"), .refused("453", "예금잔액 부족")),
    (body("477", "단말기 상이"), .refused("477", "단말기 상이")),
    (body("499"), .refused("499", "")),
    (body("400", "처리 중"), .refused("400", "처리 중")),
    (body("803"), .refused("803", "")),
    (body("804"), .refused("804", "")),
    (body("819"), .refused("819", "")),
    (body("000"), .unknown(.unreadable)),
    (body("000", "", "\"account_holder_name\":\"김민준\""), .unknown(.unreadable)),
    (body("000", "", "\"account_holder_name\":\"\",\"bank_code_sub\":\"0041234\""), .unknown(.unreadable)),
    (body("ABC"), .unknown(.unreadable)),
    (body("0000"), .unknown(.unreadable)),
    ("{\"bank_rsp_message\":\"\"}", .unknown(.unreadable)),
    ("{}", .unknown(.unreadable)),
    ("[]", .unknown(.unreadable)),
    ("", .unknown(.unreadable)),
    ("null", .unknown(.unreadable)),
    ("{\"bank_rsp_code\":", .unknown(.unreadable)),
    ("<html>maintenance</html>", .unknown(.unreadable)),
    (String(repeating: "[", count: 100_000), .unknown(.unreadable)),
  ]

  // "In progress" and its like are passed on as the bank said them: the hub makes nothing final of such a code.
  @Test("a bank's body is its word, or it is none (M-12)", arguments: bodies.indices)
  func body(_ index: Int) async throws {
    let row = Self.bodies[index]
    let (heard, value, _) = try await ask(ScriptedServer.http(row.body)) { await $0.debit(Self.order) }
    #expect(heard == row.heard, "\(row.body.prefix(80))")
    if heard == .confirmed {
      #expect(value == LegReceipt(holderName: HolderName("김민준")!, branch: BranchCode("0041234")!))
    }
  }

  @Test(
    "a status other than 200 says nothing about the money, whatever stands in the body (M-12)",
    arguments: [
      "500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable", "404 Not Found", "400 Bad Request",
      "401 Unauthorized", "429 Too Many Requests", "302 Found", "201 Created",
    ])
  func status(_ status: String) async throws {
    for text in [Self.body("000", "", Self.receipt), Self.body("453"), "", "{}"] {
      let (heard, _, requests) = try await ask(ScriptedServer.http(text, status: status)) { await $0.debit(Self.order) }
      #expect(heard == .unknown(.unreadable), "\(text)")
      #expect(requests.count == 1)
    }
  }

  /// What a bank says of an earlier leg.
  static let fates: [(body: String, status: LegStatus?)] = [
    (
      body("000", "", "\"org_rsp_code\":\"000\",\"org_rsp_message\":\"\"," + receipt),
      .done(LegReceipt(holderName: HolderName("김민준")!, branch: BranchCode("0041234")!))
    ),
    (body("000", "", "\"org_rsp_code\":\"701\",\"org_rsp_message\":\"원거래 없음\""), .notFound),
    (
      body("000", "", "\"org_rsp_code\":\"453\",\"org_rsp_message\":\"부족\""),
      .refused(BankRefusal(by: BankCode("004")!, code: .balanceTooLow, message: "부족"))
    ),
    (
      body("000", "", "\"org_rsp_code\":\"400\",\"org_rsp_message\":\"처리 중\""),
      .refused(BankRefusal(by: BankCode("004")!, code: .inProgress, message: "처리 중"))
    ),
    (body("000", "", "\"org_rsp_code\":\"000\",\"org_rsp_message\":\"\""), nil),
    (body("000"), nil),
    (body("400"), nil),
  ]

  @Test("what became of a leg is told as the bank tells it, and only then", arguments: fates.indices)
  func fate(_ index: Int) async throws {
    let row = Self.fates[index]
    let (_, value, _) = try await ask(ScriptedServer.http(row.body)) { await $0.status(of: Self.id) }
    #expect(value == row.status, "\(row.body)")
  }

  @Test("a bank that cannot be reached was not asked")
  func unreachable() async throws {
    let held = try HeldPort()
    defer { held.release() }
    let client = BankClient(
      host: "127.0.0.1", port: held.port, timeout: .seconds(120), group: MultiThreadedEventLoopGroup.singleton)
    let link = HTTPBankLink(bank: Self.bank, client: client)
    #expect(await link.debit(Self.order).reason == .notSent)
    #expect(await link.health().reason == .notSent)
    client.close()
    #expect(await link.credit(Self.order).reason == .notSent)
  }
}

extension BankAnswer {
  var value: Value? { if case .confirmed(let value) = self { value } else { nil } }
  var refusal: BankRefusal? { if case .refused(let refusal) = self { refusal } else { nil } }
  var reason: UnknownReason? { if case .unknown(let reason) = self { reason } else { nil } }
}
