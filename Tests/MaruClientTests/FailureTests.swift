import MaruClient
import MaruContract
import MaruDomain
import MaruTestBed
import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing

/// A call that gave no answer says whether it certainly failed (J-12); nothing is sent twice by itself.
@Suite struct FailureTests {
  /// What each side says when the same thing happens to an inquiry and to a movement of money.
  private func both(
    _ maru: MaruClient, _ withdraw: TransferWithdraw.Request
  ) async -> (inquiry: MaruError?, money: MaruError?) {
    let token = AccessToken("00000000-0000-4000-8000-000000000000")
    var errors: (MaruError?, MaruError?) = (nil, nil)
    do { _ = try await maru.accountBalance(of: withdraw.fintechUseNumber, token: token) } catch { errors.0 = error }
    do { _ = try await maru.transferWithdraw(withdraw, token: token) } catch { errors.1 = error }
    return errors
  }

  private func client(_ port: Int, _ change: (inout MaruClientSettings) -> Void = { _ in }) throws -> MaruClient {
    var settings = MaruClientSettings()
    let clock = TestClock()
    settings.now = { clock.world.now() }
    change(&settings)
    return try MaruClient(url: "http://127.0.0.1:\(port)", clientID: "l7xx", clientSecret: "s", settings: settings)
  }

  private func request() throws -> TransferWithdraw.Request {
    TransferWithdraw.Request(
      depositPrintContent: try #require(PrintContent("쇼핑")),
      fintechUseNumber: try #require(FintechUseNumber("120260000100000000000001")), amount: try #require(Won(1_000)),
      requestedAt: try #require(DateTime(wire: "20261124093000")))
  }

  @Test("no connection is a certain failure, of money too")
  func notConnected() async throws {
    // A connection's own end holds its port and does not listen: a port that was given back could become another test's.
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0).get()
    let holder = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(to: try #require(server.localAddress)).get()
    let port = try #require(holder.localAddress?.port)
    let errors = await both(try client(port), try request())
    for error in [errors.inquiry, errors.money] {
      guard case .failed(let failure)? = error, case .notConnected = failure.reason else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(failure.status == nil)
    }
    try await holder.close()
    try await server.close()
  }

  @Test("no answer in time ends the call: money is unknown, an inquiry failed (J-12)")
  func timedOut() async throws {
    try await ScriptedServer.run(.silence) { server in
      let waits = Mutex<[Duration]>([])
      var arrivals = server.arrivals.makeAsyncIterator()
      // The limit strikes as soon as the request is known to have arrived.
      let gates = [AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream()]
      let calls = Mutex(0)
      let maru = try client(server.port) { settings in
        settings.sleep = { duration in
          waits.withLock { $0.append(duration) }
          let index = calls.withLock { count in
            count += 1
            return count - 1
          }
          for await _ in gates[index].stream { return }
          try Task.checkCancellation()
        }
      }
      let wanted = try request()
      async let errors = both(maru, wanted)
      for gate in gates {
        await arrivals.next()
        gate.continuation.yield()
      }
      let (inquiry, money) = await errors
      #expect(inquiry.map(\.isUnknown) == false)
      #expect(money.map(\.isUnknown) == true)
      for error in [inquiry, money] { #expect(error?.failure.reason == .timedOut) }
      #expect(waits.withLock { $0 } == [.seconds(20), .seconds(20)], "section 1.7")
      #expect(server.received.count == 2)
    }
  }

  @Test("a connection that ends before the answer is unknown for money, and nothing is sent again (M-03)")
  func connectionLost() async throws {
    for behaviour: ScriptedServer.Behaviour in [
      .hangUp, .cut(Array("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"rsp_code\":\"A0000\"".utf8)),
      .cut(Array("HTTP/1.1 200".utf8)), .answer(Array("nonsense\r\n\r\n".utf8)),
    ] {
      try await ScriptedServer.run(behaviour) { server in
        let errors = await both(try client(server.port), try request())
        #expect(errors.inquiry.map(\.isUnknown) == false, "\(behaviour)")
        #expect(errors.money.map(\.isUnknown) == true, "\(behaviour)")
        #expect(server.received.filter { $0.hasPrefix("POST") }.count == 1, "\(behaviour)")
        #expect(server.received.filter { $0.hasPrefix("GET") }.count == 1, "\(behaviour)")
      }
    }
  }

  @Test(
    "an answer that is not the platform's is unknown for money, with its status",
    arguments: [
      ("502 Bad Gateway", "<html>proxy</html>"), ("200 OK", ""), ("200 OK", "[]"), ("200 OK", "{}"), ("500 Oops", "{}"),
      ("200 OK", #"{"rsp_code":"A0000"}"#), ("200 OK", #"{"rsp_code":"Z9999","rsp_message":"?"}"#),
      ("200 OK", #"{"rsp_code":"A0000","bank_rsp_code":"000","tran_amt":"x"}"#), ("200 OK", #"{"rsp_code":{}}"#),
      ("404 Not Found", #"{"timestamp":1,"status":404,"error":"Not Found","path":"/"}"#),
    ])
  func unreadable(status: String, body: String) async throws {
    try await ScriptedServer.run(.answer(ScriptedServer.http(status, body))) { server in
      let errors = await both(try client(server.port), try request())
      #expect(errors.inquiry.map(\.isUnknown) == false, "\(body)")
      // A bare A0000 is no success of money: the bank's own is missing (section 1.5).
      #expect(errors.money.map(\.isUnknown) == true, "\(body)")
      #expect(errors.inquiry?.failure.status == Int(status.prefix(3)))
    }
  }

  @Test(
    "each code says of money what section 9 says",
    arguments: [
      ("A0001", "", true), ("A0007", "804", true), ("A0016", "", true), ("A0017", "", true), ("A0002", "400", true),
      ("A0002", "803", true), ("A0002", "819", true), ("A0002", "822", true), ("A0326", "", true), ("A0008", "", true),
      ("A0002", "453", false), ("A0304", "", false), ("O0002", "", false), ("A0004", "", false), ("A0112", "", false),
      ("A0002", "111", false),
    ])
  func codes(code: String, bank: String, isUnknown: Bool) async throws {
    let body = #"{"api_tran_id":"","rsp_code":"\#(code)","rsp_message":"x","bank_rsp_code":"\#(bank)"}"#
    try await ScriptedServer.run(.answer(ScriptedServer.http("200 OK", body))) { server in
      let errors = await both(try client(server.port), try request())
      #expect(errors.money.map(\.isUnknown) == isUnknown)
      #expect(errors.inquiry.map(\.isUnknown) == false, "an inquiry can be repeated")
      #expect(errors.money?.failure.code?.wire == code)
      #expect(errors.money?.failure.bank?.code?.text == (bank.isEmpty ? nil : bank))
    }
  }

  @Test("arguments that cannot be sent are refused before anything is")
  func arguments() {
    for (url, id) in [
      ("localhost:8080", "l7xx"), ("ftp://x", "l7xx"), ("", "l7xx"), ("http://x", ""), ("http://x", "a b"),
    ] {
      #expect(throws: MaruError.self) { _ = try MaruClient(url: url, clientID: id, clientSecret: "s") }
    }
  }

  @Test("what the hub refuses is a certain failure with code and field: a wrong secret, another's number, bad money")
  func refusals() async throws {
    try await LiveHub.run { live in
      func failure(_ work: () async throws(MaruError) -> Void) async -> MaruError? {
        do throws(MaruError) {
          try await work()
          return nil
        } catch {
          return error
        }
      }
      let stranger = try LiveHub.client(live.test, live.url, secret: "wrong")
      let errors = [
        await failure { () throws(MaruError) in _ = try await stranger.organisationToken() },
        await failure { () throws(MaruError) in _ = try await live.maru.refresh("nonsense") },
        await failure { () throws(MaruError) in
          _ = try await live.maru.exchange(code: "nonsense", redirectURI: live.test.client.redirectURI)
        },
        await failure { () throws(MaruError) in
          _ = try await live.maru.consentPage(
            of: live.maru.authorizationURL(redirectURI: "http://evil.example", scope: .login, state: "s"))
        },
      ]
      for error in errors {
        #expect(error.map(\.isUnknown) == false)
        #expect(error?.failure.code == .authenticationParameterWrong, "\(String(describing: error))")
        #expect(error.map { !"\($0.failure)".contains(live.test.client.clientSecret) } == true)
      }
      var request = try live.withdraw(1_000)
      request.fintechUseNumber = try #require(FintechUseNumber(String(repeating: "9", count: 24)))
      let unknown = request
      let other = await failure { () throws(MaruError) in
        _ = try await live.maru.transferWithdraw(unknown, token: live.token)
      }
      #expect(other?.failure.code == .fintechUseNumberMismatch && other?.isUnknown == false)
      let poor = try live.withdraw(9_999_999)
      try await live.test.setBalance(10, of: live.test.account.account)
      let refused = await failure { () throws(MaruError) in
        _ = try await live.maru.transferWithdraw(poor, token: live.token)
      }
      #expect(refused?.failure.bank?.code == .balanceTooLow && refused?.isUnknown == false)
    }
  }

  @Test("an own token that the hub refuses is replaced once, and the order moves once")
  func tokenReplaced() async throws {
    // A client whose clock stands, so that it believes in its token for ever.
    let start = TestClock().world.now()
    try await LiveHub.run({ settings, _ in settings.now = { start } }) { live in
      _ = try await live.maru.bankStatus()
      live.test.clock.move(seconds: 8_000_000)
      let before = try await live.test.balance(of: live.test.account.account)
      let answer = try await live.maru.transferDeposit2(try live.deposit2([500]))
      #expect(answer.head.code == .success)
      #expect(try await live.test.balance(of: live.test.account.account) == before + 500)
      #expect(try await live.test.bookFindings() == [])
    }
  }

  @Test("calls that come together ask for one own token")
  func oneToken() async throws {
    try await LiveHub.run { live in
      let fresh = try LiveHub.client(live.test, live.url)
      func count() async throws -> Int64 {
        try await live.test.hub.store.read {
          try $0.rows("SELECT count(*) FROM access_token WHERE grant_id IS NULL", [])[0].integer(0)
        }
      }
      let before = try await count()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 { group.addTask { _ = try await fresh.bankStatus() } }
        try await group.waitForAll()
      }
      #expect(try await count() == before + 1)
    }
  }
}
