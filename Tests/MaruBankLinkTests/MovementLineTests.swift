import MaruContract
import MaruDomain
import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import MaruBankLink

/// Legs that are asked of one bank at the same moment: which go alone, which go together, and what each of them hears.
@Suite final class MovementLineTests: Sendable {
  /// Seconds on the line's clock, which stands still until a test moves it: on a busy machine a leg may wait for a thread for longer
  /// than the line's patience.
  private let passed = Atomic<Int64>(0)
  private static let bank = Bank(code: BankCode("004")!, name: "KB국민은행")

  private static func leg(_ serial: UInt64, _ kind: TransferLeg = .debit) -> LegOrder {
    LegOrder(
      id: LegID(
        bankTransactionID: BankTransactionID(organisation: OrganisationCode("M202600001")!, serial: serial),
        date: BusinessDate(wire: "20261124")!, leg: kind),
      account: AccountNumber("60021234567890")!, amount: Won(10_000)!, expectedHolder: nil, printContent: nil,
      counterparty: nil)
  }

  private static let done = ScriptedServer.http(
    #"{"bank_rsp_code":"000","bank_rsp_message":"","account_holder_name":"김민준","bank_code_sub":"0041234"}"#)

  /// The legs that a message with several of them asks for.
  private static func rows(_ request: ScriptedServer.Request) throws -> [BankSideTogether.Row] {
    let body = request.text.split(separator: "\r\n\r\n", maxSplits: 1).last ?? ""
    guard case .object(let members) = try JSONReader.read(Array(body.utf8)) else { return [] }
    var fields = FieldReader(members)
    return try BankSideTogether.Request(from: &fields).rows
  }

  /// An answer to a message with several: every third leg is refused.
  private static func results(
    _ request: ScriptedServer.Request, _ change: (inout [BankSideTogether.Result]) -> Void = { _ in }
  )
    -> [UInt8]
  {
    var rows = ((try? rows(request)) ?? []).enumerated().map { index, row in
      BankSideTogether.Result(
        bankTransactionID: row.movement.bankTransactionID, leg: row.leg,
        code: index % 3 == 2 ? .balanceTooLow : .accepted,
        message: index % 3 == 2 ? "부족" : "",
        receipt: index % 3 == 2 ? nil : BankSideReceipt(holderName: HolderName("김민준")!, branch: BranchCode("0041234")!))
    }
    change(&rows)
    return ScriptedServer.http(
      String(decoding: BankSideReply(BankSideTogether.Answer(rows: rows)).json, as: UTF8.self))
  }

  private static func isTogether(_ request: ScriptedServer.Request) -> Bool {
    request.text.hasPrefix("POST \(BankSideTogether.path) ")
  }

  private enum Heard: Hashable, Sendable {
    case confirmed, refused(String), unknown(UnknownReason)
    init(_ answer: BankAnswer<LegReceipt>) {
      switch answer {
      case .confirmed: self = .confirmed
      case .refused(let refusal): self = .refused(refusal.code.text)
      case .unknown(let reason): self = .unknown(reason)
      }
    }
  }

  /// Asks for `count` legs at once of a bank that holds its first answers until the others wait; returns what each heard.
  private func move(
    _ count: Int,
    together: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Action,
    while waiting: (ScriptedServer) async throws -> Void = { $0.release() }
  ) async throws -> (heard: [Heard], requests: [ScriptedServer.Request]) {
    try await ScriptedServer.with({ Self.isTogether($0) ? together($0) : .hold(Self.done) }) { server in
      let client = BankClient(
        host: "127.0.0.1", port: server.port, timeout: .seconds(120), group: MultiThreadedEventLoopGroup.singleton)
      defer { client.close() }
      let line = MovementLine(
        HTTPBankLink(bank: Self.bank, client: client), patience: .seconds(10),
        now: { NIODeadline.uptimeNanoseconds(0) + TimeAmount.seconds(self.passed.load(ordering: .relaxed)) })
      return try await withThrowingTaskGroup(of: (Int, Heard).self) { group in
        let first = min(count, MovementLine.mostUnderWay)
        for index in 0..<count {
          group.addTask { (index, Heard(await line.move(Self.leg(UInt64(index), index % 2 == 0 ? .debit : .credit)))) }
          // The first ones come one after the other, so that each finds nobody to go with.
          if index < first { try await until { server.held > index } }
        }
        try await until { line.waiting >= count - first }
        try await waiting(server)
        var heard = [Heard?](repeating: nil, count: count)
        for try await (index, one) in group { heard[index] = one }
        return (heard.compactMap { $0 }, server.requests)
      }
    }
  }

  @Test("a leg that finds nobody under way goes alone")
  func alone() async throws {
    let (heard, requests) = try await move(1, together: { .answer(Self.results($0)) })
    #expect(heard == [.confirmed])
    #expect(requests.map { String($0.text.prefix(20)) } == ["POST /bank/v1/debit "])
  }

  @Test(
    "legs that wait go together, each with its own answer, and never more than the bank takes", arguments: [6, 40, 200])
  func together(count: Int) async throws {
    let (heard, requests) = try await move(count, together: { .answer(Self.results($0)) })
    #expect(heard.count == count && Set(heard).isSubset(of: [.confirmed, .refused("453")]))
    let messages = requests.filter(Self.isTogether)
    let sizes = try messages.map { try Self.rows($0).count }
    #expect(sizes.allSatisfy { (2...BankSideTogether.limit).contains($0) }, "\(sizes)")
    // Each leg was sent once.
    let alone = requests.count - messages.count
    #expect(alone + sizes.reduce(0, +) == count)
    #expect(heard.count { $0 != .confirmed } == sizes.reduce(0) { $0 + $1 / 3 })
  }

  @Test("a bank that offers no such message gets every leg alone, then and from then on")
  func notOffered() async throws {
    let (heard, requests) = try await move(
      30, together: { _ in .answer(ScriptedServer.http("{}", status: "404 Not Found")) })
    #expect(heard == Array(repeating: .confirmed, count: 30))
    #expect(requests.filter { !Self.isTogether($0) }.count == 30)
    #expect(requests.filter(Self.isTogether).count <= MovementLine.mostUnderWay)
  }

  enum Bad: String, CaseIterable, Sendable {
    case fewer, others, another, broken, fault, closed
  }

  @Test(
    "an answer that does not name every leg in its place says nothing about any or about that one",
    arguments: Bad.allCases)
  func bad(_ bad: Bad) async throws {
    let (heard, _) = try await move(
      MovementLine.mostUnderWay + 2,
      together: { request in
        switch bad {
        case .fewer: .answer(Self.results(request) { $0.removeLast() })
        case .others: .answer(Self.results(request) { $0.reverse() })
        case .another: .answer(Self.results(request) { $0[0].leg = .reversal })
        case .broken: .answer(ScriptedServer.http("{"))
        case .fault: .answer(ScriptedServer.http("{}", status: "503 Service Unavailable"))
        case .closed: .close
        }
      })
    #expect(
      heard.count { $0 == .confirmed } == (bad == .another ? MovementLine.mostUnderWay + 1 : MovementLine.mostUnderWay))
    // Silent once, however many legs it carried.
    let others = heard.filter { $0 != .confirmed }
    #expect(others.count { $0 == .unknown(bad == .closed ? .connectionLost : .unreadable) } == 1)
    #expect(others.count { $0 == .unknown(.withOthers) } == others.count - 1)
  }

  /// A link whose legs go through a line, as the connector's do.
  private struct Lined: InterposedLink {
    let inner: HTTPBankLink
    let line: MovementLine
    func debit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> { await line.move(leg) }
  }

  @Test("a message that is lost is one silence of the bank, and stops nobody, however many legs it carried")
  func breaker() async throws {
    let most = MovementLine.mostUnderWay
    try await ScriptedServer.with({ Self.isTogether($0) ? .close : .hold(Self.done) }) { server in
      let client = BankClient(
        host: "127.0.0.1", port: server.port, timeout: .seconds(120), group: MultiThreadedEventLoopGroup.singleton)
      defer { client.close() }
      let link = HTTPBankLink(bank: Self.bank, client: client)
      let line = MovementLine(link, patience: .seconds(60), now: { .uptimeNanoseconds(0) })
      let guarded = GuardedBankLink(Lined(inner: link, line: line), world: TestClock().world)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<most + 12 {
          group.addTask { _ = await guarded.debit(Self.leg(UInt64(index))) }
          if index < most { try await until { server.held > index } }
        }
        try await until { line.waiting >= 12 }
        server.release()
        try await group.waitForAll()
      }
      #expect(guarded.gate.counts.silent == 1 && guarded.gate.counts.answered == Int64(most))
      #expect(!guarded.gate.counts.isOpen && guarded.gate.counts.underWay == 0)
    }
  }

  @Test("a message that was not sent was sent for none of its legs; one that was lost is unknown for each")
  func silentOnce() {
    func told(_ answers: [BankAnswer<LegReceipt>]) -> [Heard] { MovementLine.silentOnce(answers).map { Heard($0) } }
    let refusal = BankRefusal(by: .hub, code: .systemDown)
    let no = Heard.refused(refusal.code.text)
    #expect(
      told([.unknown(.notSent), .unknown(.notSent), .unknown(.notSent)])
        == [.unknown(.notSent), .unknown(.keptBack), .unknown(.keptBack)])
    #expect(
      told([.refused(refusal), .unknown(.timedOut), .unknown(.timedOut), .refused(refusal), .unknown(.unreadable)])
        == [no, .unknown(.timedOut), .unknown(.withOthers), no, .unknown(.withOthers)])
  }

  @Test("a bank that refuses the whole message refuses every leg")
  func refusedWhole() async throws {
    let refusal = ScriptedServer.http(#"{"bank_rsp_code":"111","bank_rsp_message":"시스템 장애"}"#)
    let (heard, _) = try await move(MovementLine.mostUnderWay + 3, together: { _ in .answer(refusal) })
    #expect(heard.count { $0 == .refused("111") } == 3)
  }

  @Test("a leg that waited for longer than it can afford is not sent")
  func late() async throws {
    let count = MovementLine.mostUnderWay + 3
    let (heard, requests) = try await move(count, together: { .answer(Self.results($0)) }) { server in
      passed.store(11, ordering: .relaxed)
      server.release()
    }
    #expect(heard.count { $0 == .unknown(.keptBack) } == 3)
    #expect(requests.count == MovementLine.mostUnderWay)
  }
}
