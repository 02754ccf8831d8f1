import Foundation
import Logging
import MaruBankLink
import MaruDomain
import MaruHub
import MaruOAuth
import MaruStore
import Synchronization
import TestSupport
import Testing

/// What a hub's log was told, by level.
private final class KeptLog: Sendable {
  private let lines = Mutex<[(level: Logger.Level, text: String)]>([])
  func lines(_ level: Logger.Level) -> [String] { lines.withLock { $0.filter { $0.level == level }.map(\.text) } }
  func add(_ level: Logger.Level, _ text: String) { lines.withLock { $0.append((level, text)) } }
  var logger: Logger { Logger(label: "kept", factory: { _ in Handler(log: self) }) }

  private struct Handler: LogHandler {
    let log: KeptLog
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }
    func log(event: LogEvent) {
      let metadata = (event.metadata ?? [:]).sorted { $0.key < $1.key }
      log.add(event.level, "\(event.message) " + metadata.map { "\($0.key)=\($0.value)" }.joined(separator: " "))
    }
  }
}

/// The watch on money that is neither here nor there: how long a transfer may stand in a stage, and who is told.
@Suite struct StrandedMoneyTests {
  /// The same hub with a log that is kept.
  private func watched(_ test: TestHub) -> (hub: Hub, log: KeptLog) {
    let log = KeptLog()
    return (
      Hub(
        store: test.hub.store, banks: test.hub.banks, oauth: test.hub.oauth, identity: test.hub.identity,
        world: test.clock.world, settings: test.hub.settings, logger: log.logger, hasher: test.hub.hasher), log
    )
  }

  private func look(_ hub: Hub, _ log: KeptLog) async throws -> (overdue: [String], alerts: Int) {
    let before = log.lines(.critical).count
    await hub.lookForStrandedMoney()
    let overdue = try await hub.condition().stranded.stages.filter(\.isOverdue).map(\.code)
    return (overdue, log.lines(.critical).count - before)
  }

  @Test("an order whose debit was sent is an alert when it stands there for more than two minutes, and not before")
  func underWay() async throws {
    let test = try await TestHub.open()
    let (hub, log) = watched(test)
    #expect(try await look(hub, log) == ([], 0))
    let transfer = StoredTransfer(
      order: try #require(try Self.order(test)), user: nil, nameCheck: .off, alias: nil,
      stage: .debitSent(DebitSent()), changedAt: test.clock.world.now())
    try await test.hub.store.write { try TransferTable.insert(transfer, in: $0) }
    test.clock.move(seconds: 120)
    #expect(try await look(hub, log) == ([], 0))
    test.clock.move(seconds: 1)
    #expect(try await look(hub, log) == (["debit_sent"], 1))
    let alert = try #require(log.lines(.critical).last)
    #expect(alert.contains("count=1") && alert.contains("won=4321") && alert.contains("stage=debit_sent"))
    #expect(alert.contains("bound_seconds=120") && alert.contains("stage_seconds=121"))
    #expect(!alert.contains(test.account.account.number.text), "no account in a log")
    #expect(try await look(hub, log) == (["debit_sent"], 1), "as long as it lasts")
    await test.close()
  }

  @Test("a silent bank has until its statement of the day after: 172,800 s from its silence on")
  func silent() async throws {
    let test = try await TestHub.open()
    let (hub, log) = watched(test)
    let bank = test.account.account.bank
    test.bed.desk[bank] = .loseAnswer
    #expect(try await test.withdraw(4_321).code == .timeExceeded)
    test.bed.desk[bank] = .down
    test.clock.move(seconds: 172_800)
    #expect(try await look(hub, log) == ([], 0))
    test.clock.move(seconds: 1)
    #expect(try await look(hub, log) == (["debit_unknown"], 1))
    test.bed.desk[bank] = .up
    #expect(try await test.hub.resumeAll() == 0)
    #expect(try await look(hub, log) == ([], 0), "an order that is final is nobody's trouble")
    await test.close()
  }

  @Test("an order that left a long doubt for the next stage has that stage's time anew")
  func anew() async throws {
    let test = try await TestHub.open()
    let (hub, log) = watched(test)
    let transfer = StoredTransfer(
      order: try #require(try Self.order(test)), user: nil, nameCheck: .off, alias: nil,
      stage: .debitSent(DebitSent()), changedAt: test.clock.world.now())
    let doubt = DebitSent().unanswered()
    let id = transfer.order.id
    try await test.hub.store.write { session in
      try TransferTable.insert(transfer, in: session)
      _ = try TransferTable.advance(
        id, doubt.move, payerReceipt: nil, payeeReceipt: nil, at: transfer.changedAt, in: session)
    }
    test.clock.move(seconds: 180)
    let later = test.clock.world.now()
    try await test.hub.store.write { session in
      _ = try TransferTable.advance(
        id, doubt.reached.confirmed().move, payerReceipt: nil, payeeReceipt: nil, at: later, in: session)
    }
    #expect(try await look(hub, log) == ([], 0), "three minutes old, and a moment in its stage")
    let stage = try #require(try await hub.strandedMoney().stages.first)
    #expect((stage.code, stage.oldestSeconds, stage.stageSeconds) == ("credit_sent", 180, 0))
    test.clock.move(seconds: 121)
    #expect(try await look(hub, log) == (["credit_sent"], 1))
    await test.close()
  }

  private static func order(_ test: TestHub) throws -> TransferOrder? {
    let now = test.clock.world.now()
    guard let amount = Won(4_321) else { return nil }
    return TransferOrder(
      id: 77, organisation: test.client.code, kind: .withdraw, apiTransactionID: APITransactionID(random: (1, 77)),
      receivedAt: now, rowNumber: 1, requestedAt: now.dateTime,
      bankTransactionID: BankTransactionID(organisation: test.client.code, serial: 77),
      bankTransactionDate: now.businessDate, amount: amount,
      payer: TransferParty(account: test.account.account, holderName: nil, fintechUseNumber: nil, printContent: nil),
      payee: TransferParty(
        account: test.client.collectionAccount, holderName: nil, fintechUseNumber: nil, printContent: nil),
      cmsNumber: nil)
  }
}
