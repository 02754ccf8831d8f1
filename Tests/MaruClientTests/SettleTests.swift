import MaruClient
import MaruContract
import MaruDomain
import MaruHub
import MaruTestBed
import Synchronization
import TestSupport
import Testing

/// From "unknown" to what became of the money: `settle` asks and never repeats.
@Suite struct SettleTests {
  /// Every wait of a client, and what a test does meanwhile.
  private final class Waits: Sendable {
    private let list = Mutex<[Duration]>([])
    private let work = Mutex<(@Sendable (Int) async throws -> Void)?>(nil)
    var all: [Duration] { list.withLock { $0 } }
    func then(_ work: @escaping @Sendable (Int) async throws -> Void) { self.work.withLock { $0 = work } }

    /// The time limit of a call never strikes here; what waits shorter is `settle`.
    func sleep(_ duration: Duration) async throws {
      guard duration != .seconds(20) else {
        try await Task.sleep(for: .seconds(600))
        return
      }
      let count = list.withLock { list in
        list.append(duration)
        return list.count
      }
      try await work.withLock { $0 }?(count)
    }
  }

  private func run(_ work: @escaping @Sendable (LiveHub, Waits) async throws -> Void) async throws {
    let waits = Waits()
    try await LiveHub.run({ settings, _ in settings.sleep = { try await waits.sleep($0) } }) { live in
      try await work(live, waits)
      #expect(try await live.test.bookFindings() == [])
    }
  }

  /// A withdraw whose debit the bank does, and whose answer is lost on the way.
  private func lostWithdraw(_ live: LiveHub, _ amount: Int64) async throws -> (TransferWithdraw.Request, BankBlock?) {
    live.test.bed.desk[live.test.account.account.bank] = .loseAnswer
    let request = try live.withdraw(amount)
    do {
      _ = try await live.maru.transferWithdraw(request, token: live.token)
      Issue.record("the answer was not lost")
      return (request, nil)
    } catch {
      #expect(error.isUnknown)
      #expect(error.failure.code == .timeExceeded)
      return (request, error.failure.bank)
    }
  }

  @Test("an order whose outcome is open settles as done once the bank speaks again, by id and by contents (M-12)")
  func done() async throws {
    try await run { live, waits in
      let account = live.test.account.account
      let before = try await live.test.balance(of: account)
      let (request, block) = try await lostWithdraw(live, 7_000)
      #expect(block?.bankTransactionID != nil)
      waits.then { count in
        guard count == 2 else { return }
        live.test.bed.desk[account.bank] = .up
        _ = try await live.test.hub.resumeAll()
      }
      #expect(try await live.maru.settle(TransferInquiry(withdraw: request, answer: block)) == .done)
      #expect(waits.all == [.seconds(1), .seconds(2)])
      #expect(try await live.maru.settle(TransferInquiry(withdraw: request)) == .done)
      #expect(try await live.test.balance(of: account) == before - 7_000)
    }
  }

  @Test("an order that the bank then refuses settles as failed, with the bank's word")
  func failed() async throws {
    try await run { live, waits in
      try await live.test.setBalance(10, of: live.test.account.account)
      let (request, block) = try await lostWithdraw(live, 7_000)
      waits.then { _ in
        live.test.bed.desk[live.test.account.account.bank] = .up
        _ = try await live.test.hub.resumeAll()
      }
      let outcome = try await live.maru.settle(TransferInquiry(withdraw: request, answer: block))
      #expect(outcome == .failed(.balanceTooLow))
      #expect(try await live.test.balance(of: live.test.account.account) == 10)
    }
  }

  @Test("while the bank is silent settle ends after its questions, never endless, and says unknown (J-12)")
  func silent() async throws {
    try await run { live, waits in
      let (request, block) = try await lostWithdraw(live, 7_000)
      let inquiry = TransferInquiry(withdraw: request, answer: block)
      #expect(try await live.maru.settle(inquiry) == .unknown)
      #expect(waits.all == [1, 2, 4, 8, 16, 30, 30, 30, 30].map { Duration.seconds($0) })
      #expect(try await live.maru.settle(inquiry, atMost: 1) == .unknown)
      #expect(try await live.maru.settle(inquiry, atMost: 0) == .unknown)
      #expect(waits.all.count == 9)
      // Later it is settled all the same.
      live.test.bed.desk[live.test.account.account.bank] = .up
      _ = try await live.test.hub.resumeAll()
      #expect(try await live.maru.settle(inquiry, atMost: 1) == .done)
    }
  }

  @Test("an order that never arrived never happened, at once")
  func never() async throws {
    try await run { live, waits in
      let request = try live.withdraw(7_000)
      #expect(try await live.maru.settle(TransferInquiry(withdraw: request)) == .neverHappened)
      let deposit = try live.deposit2([100])
      #expect(try await live.maru.settle(TransferInquiry(deposit2: deposit.rows[0], of: deposit)) == .neverHappened)
      #expect(waits.all.isEmpty)
    }
  }

  @Test("a question that is refused is thrown, not taken for an outcome")
  func refused() async throws {
    try await run { live, _ in
      let request = try live.withdraw(7_000)
      let stranger = try LiveHub.client(live.test, live.url, secret: "wrong")
      await #expect(throws: MaruError.self) { _ = try await stranger.settle(TransferInquiry(withdraw: request)) }
    }
  }

  @Test("a hub that cannot be reached is asked again as often as allowed, and the outcome stays unknown")
  func unreachable() async throws {
    try await run { live, waits in
      let request = try live.withdraw(7_000)
      let token = try await live.maru.organisationToken()
      #expect("\(token)" == "•••")
      try await ScriptedServer.run(.hangUp) { server in
        let lost = try LiveHub.client(live.test, "http://127.0.0.1:\(server.port)") { settings, _ in
          settings.sleep = { try await waits.sleep($0) }
        }
        #expect(try await lost.settle(TransferInquiry(withdraw: request), atMost: 3) == .unknown)
        #expect(server.received.count == 3)
      }
      #expect(waits.all.count == 2)
    }
  }

  @Test("the same request again, one after the other and at the same time, moves money once (M-03, M-04)")
  func repeats() async throws {
    try await run { live, _ in
      let account = live.test.account.account
      let before = try await live.test.balance(of: account)
      let request = try live.withdraw(7_000)
      let answers = try await withThrowingTaskGroup(of: TransferWithdraw.Response.self) { group in
        for _ in 0..<20 { group.addTask { try await live.maru.transferWithdraw(request, token: live.token).body } }
        return try await group.reduce(into: Set<TransferWithdraw.Response>()) { $0.insert($1) }
      }
      #expect(answers.count == 1)
      live.test.clock.move(seconds: 3_600)
      #expect(try await live.maru.transferWithdraw(request, token: live.token).body == answers.first)
      #expect(try await live.test.balance(of: account) == before - 7_000)

      let deposit = try live.deposit2([100, 200])
      let rows = [
        try await live.maru.transferDeposit2(deposit).body, try await live.maru.transferDeposit2(deposit).body,
      ]
      #expect(rows[0] == rows[1])
      #expect(try await live.test.balance(of: account) == before - 7_000 + 300)
    }
  }

  @Test("an open order that is sent again stays one order, and is answered as open (M-08)")
  func openRepeat() async throws {
    try await run { live, _ in
      let account = live.test.account.account
      let before = try await live.test.balance(of: account)
      let (request, block) = try await lostWithdraw(live, 7_000)
      do {
        _ = try await live.maru.transferWithdraw(request, token: live.token)
        Issue.record("a final answer to an open order")
      } catch let error as MaruError {
        #expect(error.isUnknown)
        #expect(error.failure.bank?.bankTransactionID == block?.bankTransactionID)
      }
      live.test.bed.desk[account.bank] = .up
      _ = try await live.test.hub.resumeAll()
      let answer = try await live.maru.transferWithdraw(request, token: live.token)
      #expect(answer.body.bank.outcome == .done)
      #expect(try await live.test.balance(of: account) == before - 7_000)
    }
  }
}
