import Foundation
import MaruBankLink
import MaruDomain
import MaruTestBed
import NIOPosix
import TestSupport
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

extension RunningBank {
  /// The same bank, spoken to in ISO 20022.
  var messages: ISO20022BankLink { ISO20022BankLink(bank: bank.bank, client: client, world: clock.world) }
}

@Suite struct ISO20022ServerTests {
  /// What the bank answers to a body.
  private func post(_ text: String, _ running: RunningBank) async throws -> XMLTree {
    guard case .answered(200, let answer) = await running.client.post(ISO20022BankLink.path, Array(text.utf8), as: .xml)
    else {
      throw TestHub.Missing("an answer")
    }
    return try XMLReader.read(answer)
  }

  @Test("both languages speak of the same books: a leg ordered in one is known in the other (M-03, M-04)")
  func bothLanguages() async throws {
    try await RunningBank.with { running in
      let account = try await running.account()
      let order = try leg(1, .debit, of: account, 1_000)
      let first = try #require(await running.messages.debit(order).confirmed)
      #expect(await running.link.debit(order).confirmed == first)
      #expect(await running.link.status(of: order.id).confirmed == .done(first))
      #expect(await running.link.debit(try leg(2, .debit, of: account, 999_999_999_999)).refusal == .balanceTooLow)
      #expect(await running.messages.debit(try leg(2, .debit, of: account, 999_999_999_999)).refusal == .balanceTooLow)
      let number = account.account.number
      #expect(await running.messages.balance(of: number).confirmed == running.link.balance(of: number).confirmed)
      #expect(await running.messages.balance(of: number).confirmed?.balance.amount == account.balance.amount - 1_000)
    }
  }

  @Test("a day that is not over is reported, a day that is over stated, page by page")
  func statement() async throws {
    let clock = TestClock()
    try await RunningBank.with(clock: clock) { running in
      let account = try await running.account()
      let day = clock.world.now().businessDate
      for serial in 1...(UInt64(StatementPage.size) + 7) {
        _ = await running.bank.debit(try leg(serial, .debit, of: account, 1))
      }
      let open = try #require(await running.messages.statement(of: day, after: nil).confirmed)
      #expect(!open.isClosed && open.lines.count == StatementPage.size)
      clock.move(seconds: 86_400)
      let first = try #require(await running.messages.statement(of: day, after: nil).confirmed)
      let second = try #require(await running.messages.statement(of: day, after: first.next).confirmed)
      #expect(first.isClosed && first.lines == open.lines && first.next != nil)
      #expect(second.lines.count == 7 && second.next == nil && second.lineCount == StatementPage.size + 7)
      #expect(await running.link.statement(of: day, after: first.next).confirmed == second)
    }
  }

  @Test("what is no message for this bank is an admi.002 that names the place, and moves nothing")
  func malformed() async throws {
    try await RunningBank.with { running in
      let account = try await running.account()
      let order = try leg(1, .debit, of: account, 100)
      let stamp = MessageStamp(of: order.id, world: running.clock.world)
      let right = String(
        decoding: DirectDebit(stamp: stamp, bank: running.bank.bank.code, order: order).xml, as: UTF8.self)
      let elsewhere = DirectDebit(stamp: stamp, bank: try #require(BankCode("088")), order: order).xml
      let wrong: [(text: String, named: String)] = [
        (String(decoding: elsewhere, as: UTF8.self), order.id.description), ("", "NOTPROVIDED"), ("{}", "NOTPROVIDED"),
        (String(right.dropLast()), "NOTPROVIDED"), (right.replacing(">100<", with: ">100.00<"), order.id.description),
        (right.replacing(">100<", with: ">-100<"), order.id.description),
        (right.replacing("KRW", with: "USD"), order.id.description),
        (right.replacing("pacs.003.001.08", with: "pacs.003.001.02"), order.id.description),
        (right.replacing("<NbOfTxs>1<", with: "<NbOfTxs>2<"), order.id.description),
        (right.replacing("<ChrgBr>SLEV</ChrgBr>", with: ""), order.id.description),
        ("<!DOCTYPE Document>" + right, "NOTPROVIDED"),
      ]
      for row in wrong {
        let reject = try MessageReject(document: try await post(row.text, running))
        #expect(reject.original == row.named && !reject.text.isEmpty, "\(row.text.prefix(120))")
        #expect(!reject.text.contains(account.account.number.text))
      }
      #expect(await running.link.status(of: order.id).confirmed == .notFound)
      #expect(try StatusReport(document: try await post(right, running)).leg == order.id)
    }
  }

  @Test("an answer is XML and says so; too large a body and another method are refused before it is read")
  func http() async throws {
    try await RunningBank.with { running in
      var request = URLRequest(
        url: try #require(URL(string: "http://127.0.0.1:\(running.port)\(ISO20022BankLink.path)")))
      let (_, wrong) = try await running.send(request)
      #expect((wrong as? HTTPURLResponse)?.statusCode == 405)
      request.httpMethod = "POST"
      request.httpBody = Data("<a/>".utf8)
      let (body, answer) = try await running.send(request)
      #expect(
        (answer as? HTTPURLResponse)?.value(forHTTPHeaderField: "Content-Type") == "application/xml; charset=UTF-8")
      #expect(throws: Never.self) { try MessageReject(xml: Array(body)) }
      request.httpBody = Data(repeating: 0x20, count: BankServer.largestBody + 1)
      let (_, large) = try await running.send(request)
      #expect((large as? HTTPURLResponse)?.statusCode == 413)
    }
  }
}
