import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif
import MaruBankLink
import MaruContract
import MaruDomain
import MaruStore
import MaruTestBed
import NIOPosix
import TestSupport
import Testing

@Suite struct BankServerTests {
  @Test("a bank's own process has the accounts that a hub of the same seed has at that bank")
  func sameAccounts() async throws {
    try await RunningBank.with { running in
      let place = FileManager.default.temporaryDirectory.appending(path: "maru-bank-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: place) }
      let store = try SQLiteStore(path: place.appending(path: "banks.sqlite").path, migrations: BankSchema.migrations)
      let bed = try await TestBed.open(
        store: store, seed: RunningBank.seed, world: TestClock().world, bankTimeout: .seconds(6))
      let all = try await store.read { try BankAccountTable.page(after: 0, atMost: 1_000, in: $0) }
      let own = try await running.standalone.accounts()
      #expect(own == all.filter { $0.account.bank.text == "004" })
      #expect(!own.isEmpty && own.count < all.count)
      let code = running.bank.bank.code
      #expect(bed.banks.contains { $0.bank.code == code })
      let rest = try await bed.without([code])
      #expect(!rest.banks.contains { $0.bank.code == code })
      await store.close()
    }
  }

  @Test("money moves once however often a leg comes, at the same time too (M-03, M-04)")
  func repeats() async throws {
    try await RunningBank.with { running in
      let account = try await running.account()
      let order = try leg(1, .debit, of: account, 1_234)
      let answers = await withTaskGroup(of: LegReceipt?.self) { group in
        for _ in 0..<40 { group.addTask { await running.link.debit(order).confirmed } }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.count == 40)
      #expect(Set(answers).count == 1 && answers[0] != nil)
      let balance = await running.link.balance(of: account.account.number).confirmed?.balance.amount
      #expect(balance == account.balance.amount - 1_234)
    }
  }

  @Test("the same id with another amount or account is refused with 822, moves nothing and changes no answer (M-04)")
  func reusedID() async throws {
    try await RunningBank.with { running in
      let account = try await running.account()
      let other = try await running.account(.closed)
      let order = try leg(1, .debit, of: account, 1_000)
      #expect(await running.link.debit(order).confirmed != nil)
      #expect(await running.link.debit(try leg(1, .debit, of: account, 1_001)).refusal == .transactionIDReused)
      #expect(await running.link.debit(try leg(1, .debit, of: other, 1_000)).refusal == .transactionIDReused)
      #expect(await running.link.debit(order).confirmed != nil)
      guard case .done? = await running.link.status(of: order.id).confirmed else {
        Issue.record("the first answer is gone")
        return
      }
      let balance = await running.link.balance(of: account.account.number).confirmed?.balance.amount
      #expect(balance == account.balance.amount - 1_000)
    }
  }

  @Test("a bank that loses its answer has done what was asked; the leg's id tells")
  func lostAnswer() async throws {
    try await RunningBank.with { running in
      let order = try leg(1, .debit, of: try await running.account(), 1_000)
      running.desk[running.bank.bank.code] = .loseAnswer
      #expect(await running.link.debit(order).reason == .connectionLost)
      running.desk[running.bank.bank.code] = .up
      guard case .done? = await running.link.status(of: order.id).confirmed else {
        Issue.record("the debit was not done")
        return
      }
    }
  }

  @Test("an answer that comes too late was given all the same")
  func lateAnswer() async throws {
    try await RunningBank.with { running in
      let order = try leg(1, .debit, of: try await running.account(), 1_000)
      // The test's clock does not wait: a real one does here.
      let slow = SimulatedBank(
        bank: running.bank.bank, store: running.bank.store, desk: running.desk, world: waiting(running.clock.world),
        timeout: .milliseconds(50))
      running.desk[running.bank.bank.code] = .slow(.milliseconds(200))
      #expect(await slow.debit(order).reason == .timedOut)
      running.desk[running.bank.bank.code] = .up
      try await until { await running.link.status(of: order.id).confirmed != .notFound }
      #expect(await running.link.debit(order).confirmed != nil)
    }
  }

  private func waiting(_ world: World) -> World {
    World(now: world.now, randomBytes: world.randomBytes, sleep: { try await Task.sleep(for: $0) })
  }

  @Test(
    "a bank tells its own state, and refuses for good what comes in the wrong one",
    arguments: [
      (BankStatusCode.available, BankResponseCode?.none), (.closing, nil), (.fault, .systemDown),
      (.beforeOpening, .outsideHours),
    ])
  func states(state: BankStatusCode, refusal: BankResponseCode?) async throws {
    try await RunningBank.with { running in
      let (code, account) = (running.bank.bank.code, try await running.account())
      running.desk.set(state, of: code)
      #expect(await running.link.health().confirmed == state)
      #expect(await running.link.balance(of: account.account.number).refusal == refusal)
      let order = try leg(1, .credit, of: account, 1_000)
      #expect(await running.link.credit(order).refusal == refusal)
      running.desk.set(.available, of: code)
      #expect(await running.link.credit(order).refusal == refusal)
    }
  }

  @Test("a bank that is down answers nothing about money")
  func down() async throws {
    try await RunningBank.with { running in
      running.desk[running.bank.bank.code] = .down
      let order = try leg(1, .debit, of: try await running.account(), 1)
      #expect(await running.link.debit(order).reason == .unreadable)
    }
  }
}

@Suite struct BankServerInputTests {
  private static let debit = """
    {"bank_tran_id":"T000000001O000000001","bank_tran_date":"20261124","account_num":"60020000000000","tran_amt":"1000"}
    """

  @Test(
    "malformed input is refused with 499 in a well-formed answer",
    arguments: [
      "", "{", "[]", "7", "\"text\"", "{\"account_num\":}", "{\"account_num\":\"60020000000000\"",
      String(repeating: "[", count: 5_000), "{\"a\":\"" + String(repeating: "x", count: 60_000) + "\"}",
      debit.replacing("\"1000\"", with: "\"0\""), debit.replacing("\"1000\"", with: "\"-5\""),
      debit.replacing("\"1000\"", with: "\"1.5\""), debit.replacing("\"1000\"", with: "{}"),
      debit.replacing("\"1000\"", with: "\"9999999999999\""), debit.replacing("20261124", with: "20261131"),
      debit.replacing("T000000001O000000001", with: "short"), debit.replacing("60020000000000", with: "6002-0000"),
      debit.replacing("}", with: ",\"tran_amt\":\"1\"}"),
    ])
  func malformed(body: String) async throws {
    try await RunningBank.with { running in
      let client = BankClient(
        host: "127.0.0.1", port: running.port, timeout: .seconds(20), group: MultiThreadedEventLoopGroup.singleton)
      defer { client.close() }
      guard case .answered(let status, let answer) = await client.post(BankSideDebit.path, Array(body.utf8)) else {
        Issue.record("no answer")
        return
      }
      #expect(status == 200)
      let reply = try BankSideReply<BankSideReceipt>(json: answer)
      #expect(reply.code == .cannotProcess)
      #expect(!reply.message.isEmpty)
    }
  }

  @Test("a body over 64 KiB is not read: HTTP 413, which says nothing about the money")
  func large() async throws {
    try await RunningBank.with { running in
      let body = "{\"a\":\"" + String(repeating: "x", count: BankServer.largestBody) + "\"}"
      guard case .answered(let status, let answer) = await running.client.post(BankSideDebit.path, Array(body.utf8))
      else {
        Issue.record("no answer")
        return
      }
      #expect(status == 413)
      let reply = try BankSideReply<BankSideNothing>(json: answer)
      #expect(reply.code == .cannotProcess)
    }
  }

  @Test(
    "pages of no rows and rows of no page are refused",
    arguments: [("0", "25"), ("1", "0"), ("00000", "999"), ("1", "000")])
  func paging(index: String, size: String) async throws {
    try await RunningBank.with { running in
      let account = try await running.account().account.number.text
      let body = """
        {"account_num":"\(account)","inquiry_type":"A","from_dtime":"20261101000000","to_dtime":"20261130235959",\
        "sort_order":"D","page_index":"\(index)","page_size":"\(size)"}
        """
      let client = BankClient(
        host: "127.0.0.1", port: running.port, timeout: .seconds(20), group: MultiThreadedEventLoopGroup.singleton)
      defer { client.close() }
      guard case .answered(200, let answer) = await client.post(BankSideTransactions.path, Array(body.utf8)) else {
        Issue.record("no answer")
        return
      }
      #expect(try BankSideReply<BankSideTransactions.Answer>(json: answer).code == .cannotProcess)
    }
  }

  @Test("what is no operation is answered in the same form, with a status that says nothing about money")
  func noOperation() async throws {
    try await RunningBank.with { running in
      for (path, method, status) in [
        ("/bank/v1/nothing", "POST", 404), ("/", "GET", 404), (BankSideDebit.path, "GET", 405),
        (BankSideDebit.path, "DELETE", 405), ("/bank/v1/debit/", "POST", 404),
      ] {
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(running.port)\(path)")))
        request.httpMethod = method
        let (body, answer) = try await running.send(request)
        #expect((answer as? HTTPURLResponse)?.statusCode == status, "\(method) \(path)")
        #expect(try BankSideReply<BankSideNothing>(json: Array(body)).code == .cannotProcess)
      }
      let health = try #require(URL(string: "http://127.0.0.1:\(running.port)/health"))
      #expect(try await running.send(URLRequest(url: health)).0 == Data("ok\n".utf8))
    }
  }
}
